"""Let the demo group have met in a live room once: a quiz, voted on, talked about and voted on again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from course.accounts.models import Group, User
from course.content.catalogue import Catalogue
from course.demo.people import Learner
from course.extensions import db
from course.live import operations, seating
from course.live.models import NICKNAME, SHOWN, Participant, Room, Vote
from course.live.seating import answer_wall, ask, take_seat
from course.presentation import OFFICE_ZONE
from course.quizzes.definition import Question

QUIZ = "both-wheels"
DAYS_AGO = 4
FRIDAY = 4  # as `weekday` counts
QUESTIONS = 5
TRAP = 2  # the question in which the talk led most people the wrong way
HARD = 4  # the question that stayed hard
GUESTS = ("総務の森", "新人の叶")  # came without signing in
MINUTE = timedelta(minutes=1)
NOTE = (
    "二問めは、話し合いのあとも割れた。次の朝礼で、色分けの例を三つ見せてから同じ問いを出す。"
    "岡さんは手を挙げるまで待つと、よい質問をする。"
)
TOMORROW = "あした、誰に何を聞きますか"
WRITTEN = (
    "岡本工業の田中さんに、次の予算の時期を聞きます",
    "止まっている三件に、白黒を聞く電話をする",
    "値段の話の前に、気がかりをもう一つ聞く",
)
ASKED = "「検討中」と言われ続けている先は、何回目で聞き切ってよいですか"


def meet(
    trainer: User, group: Group, learners: Sequence[tuple[Learner, User]], catalogue: Catalogue, now: datetime
) -> None:
    """Hold one room, some days ago, with those who were in the office that day; nothing when the quiz is gone."""
    entry = catalogue.quizzes.get(QUIZ)
    if entry is None:
        return
    chance = Random("room")
    day = (now - timedelta(days=DAYS_AGO)).astimezone(OFFICE_ZONE)
    while day.weekday() > FRIDAY:
        day -= timedelta(days=1)
    at = day.replace(hour=10, minute=0, second=0, microsecond=0)
    room = operations.open_room(
        trainer,
        entry,
        group=group,
        join_mode=NICKNAME,
        names_shown=True,
        peer=True,
        cap=30,
        teams=2,
        rng=chance,
        now=at,
    )
    came = [
        (learner, person)
        for learner, person in learners
        if learner.weeks > 0 and learner.last_day <= DAYS_AGO
    ]
    sure = {
        take_seat(room, person, name="", rng=chance, now=at + MINUTE): learner.judgement
        for learner, person in came
    } | {take_seat(room, None, name=name, rng=chance, now=at + 2 * MINUTE): 0.4 for name in GUESTS}
    for number, question in enumerate(entry.item.questions[:QUESTIONS]):
        moment = at + (4 + 6 * number) * MINUTE
        harder = {seat: judgement * (0.5 if number == HARD else 1.0) for seat, judgement in sure.items()}
        _ask(room, question, harder, chance, moment, talked=0.25 if number == TRAP else 0.9)
    _write(room, list(sure), at + 40 * MINUTE)
    _step(room, "close", at + 45 * MINUTE)
    operations.write_notes(room, NOTE)


def _step(room: Room, kind: str, at: datetime, /, **body: object) -> None:
    operations.step(room, seq=room.seq, kind=kind, body=body, now=at)


def _ask(
    room: Room,
    question: Question,
    sure: Mapping[Participant, float],
    chance: Random,
    at: datetime,
    *,
    talked: float,
) -> None:
    """Ask one question: a vote, three minutes of talk by two teams, a second vote, the result.

    `talked` is how often the talk spoke for the best answer; everybody ends halfway between it and their own judgement.
    """
    _step(room, "open", at, kind="question", ref=question.id, peer=True)
    _vote(room, question, sure, chance, at + MINUTE, ballot=1)
    _step(room, "lock", at + MINUTE)
    for team in (1, 2):
        _step(room, "talk", at + (team + 0.5) * MINUTE, team=team)
    _step(room, "talk", at + 3.2 * MINUTE, team=None)
    _step(room, "revote", at + 3.5 * MINUTE)
    convinced = {seat: (judgement + talked) / 2 for seat, judgement in sure.items()}
    _vote(room, question, convinced, chance, at + 4 * MINUTE, ballot=2)
    _step(room, "reveal", at + 4.5 * MINUTE)


def _vote(
    room: Room,
    question: Question,
    sure: Mapping[Participant, float],
    chance: Random,
    at: datetime,
    *,
    ballot: int,
) -> None:
    """Let everybody vote: the best answer as often as they judge well; else the loudest other in the second ballot."""
    assert room.open_round is not None
    others = [option.id for option in question.options if option.id not in question.best]
    loud = chance.choice(others)
    for seat, judgement in sure.items():
        best = question.best[:1] if question.kind == "judgement" else question.best
        chosen = best if chance.random() < judgement else (loud if ballot == 2 else chance.choice(others),)
        db.session.add(
            Vote(
                room_id=room.id,
                round=room.open_round,
                ballot=ballot,
                participant_id=seat.id,
                chosen=sorted(chosen),
                at=at,
            )
        )


def _write(room: Room, seats: Sequence[Participant], at: datetime) -> None:
    """Gather what people will do tomorrow, and leave one question to the trainer open."""
    _step(room, "open", at, kind="wall", prompt=TOMORROW)
    assert room.open_round is not None
    for seat, words in zip(seats, WRITTEN, strict=False):
        message = answer_wall(room, seat, room.open_round, words, at + MINUTE)
        seating.moderate(room, message, SHOWN)
    _step(room, "reveal", at + 3 * MINUTE)
    ask(room, seats[-1], ASKED, at + 3 * MINUTE)
