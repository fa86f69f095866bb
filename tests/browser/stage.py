"""Put one learner of the demo in the middle of everything, and make an admin, an invite and a password link."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from course.accounts import group_operations, passwords
from course.accounts import operations as accounts
from course.accounts.models import Group, User
from course.assignments import operations as assignments
from course.assignments.models import Assignment
from course.assignments.operations import Item, Terms
from course.coaching import operations as coaching
from course.coaching import pages
from course.coaching.queries import entries
from course.content.catalogue import Catalogue
from course.demo.quarters import Habit, play
from course.extensions import db, utc_now
from course.live.models import Room
from course.mail.tokens import stop_token
from course.notes import operations as notes
from course.quarter import operations as quarters
from course.quarter.game import WEEKS
from course.quarter.queries import game_of
from course.quizzes import operations as quizzes
from course.quizzes.models import ReviewCard
from course.reports import operations as reports
from course.roleplay import engine
from course.roleplay import operations as roleplay
from course.roster import operations as roster
from tests.browser.site import TRAINER, Site
from tests.certificates.finishing import certificate_of
from tests.live.rooms import put_room, step
from tests.people import PASSWORD
from tests.quarter.playing import few_futures

LEARNER = "松井 蓮"
ADMIN, ADMIN_NAME, OTHER_GROUP = "admin@example.jp", "管理 花子", "大阪支店"
SCENARIO, QUIZ = "price-pushback", "both-wheels"
ALL = 99  # more lines, or questions, than there are


LIST = "名前,メール,グループ,役割\n新田 望,nitta@example.jp,両輪商事/東京支店,受講者\nだめ,no address,,\n"


def prepare(site: Site) -> dict[str, Any]:
    """Prepare it all, and give the numbers and tokens that addresses are made of."""
    learner_id = site.begin_anew(LEARNER)
    catalogue = site.app.extensions["catalogue"]
    with site.app.test_request_context(method="POST"):
        learner = db.session.get_one(User, learner_id)
        found = {
            "learner": learner_id,
            **_runs(learner, catalogue, utc_now()),
            **_quizzes(learner, catalogue, utc_now()),
            **_quarters(learner, catalogue, utc_now()),
            **_rooms(site, learner, catalogue, utc_now()),
            **_office(utc_now()),
            "certificate": _certificate(site, utc_now()),
            **_assigned(site, learner, utc_now()),
            "plan": _coaching(site, learner, utc_now()),
            "export": _export(site, utc_now()),
        }
        db.session.commit()
    return found


def _rooms(site: Site, learner: User, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Let the learner sit in a room of the trainer's that takes votes, and have sat in one that is over."""
    trainer = db.session.get_one(User, site.number_of(TRAINER))
    group, quiz = db.session.scalars(select(Group)).one(), catalogue.quizzes[QUIZ]
    refs = tuple(question.id for question in quiz.item.questions[:2])
    over = put_room(trainer, group, learner, quiz, now, refs=refs, closed=True)
    room = put_room(trainer, group, learner, quiz, now, refs=refs[:1])
    step(db.session.get_one(Room, room["room"]), now, "open", kind="question", ref=refs[1], peer=True)
    return {**room, "past_room": over["room"], "past_room_code": over["room_code"]}


def _certificate(site: Site, now: datetime) -> str:
    """Give the trainer a certificate from before a change of name; its code."""
    certificate = certificate_of(db.session.get_one(User, site.number_of(TRAINER)), now)
    certificate.name = "Miwa Hayashi"
    db.session.flush()
    return certificate.code


def _assigned(site: Site, learner: User, now: datetime) -> dict[str, Any]:
    """Let the trainer write to the learner, and assign what the learner has used up all attempts at."""
    trainer = db.session.get_one(User, site.number_of(TRAINER))
    notes.write(trainer, learner, text="値段の話の前に、理由を一つ聞けていました。", shared=True, now=now)
    notes.write(trainer, learner, text="次の同行は水曜。", shared=False, now=now)
    item = Item("quiz", QUIZ, {"ja": "二つの輪で走る", "en": "Running on two wheels"}, 70)
    terms = Terms(now.date() + timedelta(days=20), 90, 1, "一回でどこまで行けるか、\n試してみてください。")
    [row] = assignments.assign(trainer, [item], learner, terms, anew=False, now=now)
    other = db.session.scalars(select(Assignment.id).where(Assignment.kind == "scenario")).first()
    return {
        "assignment": row.id,
        "group_assignment": other,
        "stop_token": stop_token(site.app.config["SECRET_KEY"], learner.id, "reminder"),
    }


def _coaching(site: Site, learner: User, now: datetime) -> int:
    """Keep a plan of the group's, with one entry of each kind about the learner's behaviour, one of them corrected."""
    trainer = db.session.get_one(User, site.number_of(TRAINER))
    group = db.session.scalars(select(Group).order_by(Group.id)).first()
    assert group is not None
    seen = {"observed_on": now.date(), "occasion": "visit", "text": "三秒待てた"}
    coaching.give_evidence(learner, "pause", **seen, now=now)
    coaching.sign_off(trainer, learner, "pause", **seen, result="done", corrects=None, now=now)
    first = entries(learner.id, "pause")[-1]
    coaching.sign_off(trainer, learner, "pause", **seen, result="helped", corrects=first, now=now)
    body = pages.suggestion(group, site.app.extensions["catalogue"])
    assert body is not None
    return coaching.keep_plan(trainer, group, body, now).id


def _export(site: Site, now: datetime) -> int:
    """Leave a file of the trainer's on its way."""
    trainer = db.session.get_one(User, site.number_of(TRAINER))
    group = db.session.scalars(select(Group).order_by(Group.id)).first()
    assert group is not None
    export, _is_new = reports.ask_for_export(
        trainer, group, format_="xlsx", language="ja", people=12, now=now
    )
    return export.id


def _runs(learner: User, catalogue: Catalogue, now: datetime) -> dict[str, int]:
    """Play one run for a while, begin one with words first, and play one to its end with score."""
    entry = catalogue.scenarios[SCENARIO]
    found = {}
    for key, mode, words, most in (
        ("run", "practice", False, 3),
        ("wordy_run", "practice", True, 0),
        ("ended_run", "scored", False, ALL),
    ):
        run = roleplay.begin(learner, entry, mode=mode, say_first=words, seed=7, now=now)
        state, seq = engine.begin(entry.item), 0
        while entry.item.scenes[state.scene].end is None and seq < most:
            line = next(iter(engine.offered(entry.item, state)))
            roleplay.choose(run, seq=seq, choice_id=line.id, now=now)
            state, _ = engine.choose(entry.item, state, line.id)
            seq += 1
        found[key] = run.id
    return found


def _quizzes(learner: User, catalogue: Catalogue, now: datetime) -> dict[str, Any]:
    """Miss every question of one attempt, begin another, and answer one of those that have come back."""
    quiz = catalogue.quizzes[QUIZ]
    attempts = []
    for answered in (ALL, 1):
        attempts.append(quizzes.begin(learner, quiz, seed=7, now=now - timedelta(days=99)))
        for question in quiz.item.questions[:answered]:
            wrong = next(option.id for option in question.options if option.id not in question.best)
            chosen = {wrong, question.best[0]} if question.kind == "multiple" else {wrong}
            quizzes.answer(
                learner, attempts[-1], question_id=question.id, chosen=chosen, confidence="high", now=now
            )
    db.session.execute(update(ReviewCard).values(due_at=now - timedelta(minutes=1)))
    card = db.session.scalars(select(ReviewCard).where(ReviewCard.user_id == learner.id)).all()[-1]
    question = quiz.item.question(card.question_id)
    assert question is not None
    given = quizzes.answer_review(
        learner,
        card,
        quiz,
        seq=0,
        version=quiz.version,
        chosen={question.options[0].id},
        confidence=None,
        now=now,
    )
    return {
        "finished": attempts[0].id,
        "attempt": attempts[1].id,
        "question": quiz.item.questions[0].id,
        "review_answer": given.id,
    }


def _quarters(learner: User, catalogue: Catalogue, now: datetime) -> dict[str, int]:
    """Play one quarter to its end, and others up to a plan, to a key meeting and to the sales meeting of a month."""
    grades = {"this_month": "A", "prospect": "C"}
    found = {}
    for key, weeks in (("ended_quarter", WEEKS), ("sales_meeting", 4), ("key_meeting", 1), ("quarter", 3)):
        with few_futures():
            played = play(learner, Habit("few-large", 11, "two-wheels", grades, weeks), catalogue, now)
        found[key] = played.id
        place = {"week": weeks, "seq": len(played.events), "now": now}
        if key == "key_meeting":
            person = next(one for one in game_of(played).listed if one.profile.scenario)
            account = catalogue.scenarios[person.profile.scenario]
            quarters.meet(played, account, changes={}, run_seed=7, **place)
        elif key == "quarter":
            quarters.fill_plan(played, adviser="two-wheels", **place)
    found["new_quarter"] = quarters.begin(learner, catalogue, territory="many-small", seed=11, now=now).id
    return found


def _office(now: datetime) -> dict[str, Any]:
    """Make an admin, a second group, an invite and a password link."""
    group = db.session.scalars(select(Group)).one()
    admin = accounts.create_person(
        email=ADMIN, name=ADMIN_NAME, password_hash=passwords.hashed(PASSWORD), now=now
    )
    accounts.make_admin(admin)
    group_operations.create_group(admin, OTHER_GROUP, now)
    return {
        "token": accounts.invite(admin, group, role="trainee", days=7, people=5, now=now),
        "password_token": accounts.make_password_link(admin, admin, now),
        "group": group.id,
        "somebody": admin.id,
        "import": roster.check(admin, "people.csv", LIST.encode(), now).id,
    }
