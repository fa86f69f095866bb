"""Hold the English interface to the Japanese one: every sentence has its English, and no page mixes the two."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from course.accounts import operations
from course.accounts.models import MANAGER, TRAINEE, TRAINER, Group, Membership, User
from course.api.resources import RESOURCES
from course.extensions import db, utc_now
from course.mail.tokens import stop_token
from course.quizzes.models import ReviewCard
from tests import small_course
from tests.certificates.finishing import finish_course
from tests.coaching.conftest import Class
from tests.live.rooms import put_begun_room, put_room
from tests.page_text import JAPANESE, seen
from tests.people import PASSWORD, Cast, Person
from tests.quarter.playing import few_futures

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "course/translations/en/LC_MESSAGES/messages.po"
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[#0 +-]*[\d.]*[a-zA-Z%]")
Key = tuple[str | None, str]
Browser = Callable[[Person | None], FlaskClient]


def key_of(message: Message) -> Key:
    return message.context, message.id[0] if isinstance(message.id, tuple) else message.id


def sentences(catalogue: Catalog) -> dict[Key, Message]:
    return {key_of(message): message for message in catalogue if message.id}


def texts_of(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string or "",)


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, "en")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Give what the code says now, collected as `make messages` collects it."""
    template = tmp_path_factory.mktemp("texts") / "messages.pot"
    command = ["pybabel", "--quiet", "extract", "--mapping-file", str(ROOT / "course/babel.cfg")]
    CommandLineInterface().run([*command, "--output-file", str(template), str(ROOT / "course")])
    with template.open("rb") as file:
        return read_po(file)


def test_the_catalogue_has_exactly_the_sentences_of_the_code(found: Catalog, english: Catalog) -> None:
    said, translated = sentences(found), sentences(english)
    assert len(said) > 300, "the extraction found next to nothing"
    assert {key: m.pluralizable for key, m in said.items()} == {
        key: m.pluralizable for key, m in translated.items()
    }
    assert not english.obsolete


def test_every_sentence_has_its_english(english: Catalog) -> None:
    assert not english.fuzzy
    for key, message in sentences(english).items():
        assert not message.fuzzy, key
        assert all(text.strip() for text in texts_of(message)), key
        assert not [text for text in texts_of(message) if JAPANESE.search(text)], key
        assert len(texts_of(message)) == (2 if message.pluralizable else 1), key


def test_the_english_takes_the_same_values(english: Catalog) -> None:
    for key, message in sentences(english).items():
        wanted = sorted(PLACEHOLDER.findall(key[1]))
        for text in texts_of(message):
            assert sorted(PLACEHOLDER.findall(text)) == wanted, key


def test_the_skill_and_the_product_have_names_of_their_own(english: Catalog) -> None:
    translated = sentences(english)
    assert texts_of(translated["skill", "両輪"]) == ("Balance",)
    assert texts_of(translated[None, "両輪"]) == ("Ryorin",)


def test_the_collector_sees_texts_and_labels_and_not_what_is_marked_as_japanese() -> None:
    html = '<p>あ<br>い</p><a aria-label="う">b</a><b lang="ja">え<i>お</i></b><input value="か"><script>き</script>'
    assert seen(html) == ["あ", "い", "う", "b", "か"]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory, english: Catalog) -> Path:
    """Compile the catalogue as it stands, whether or not `make install` has."""
    folder = tmp_path_factory.mktemp("translations")
    target = folder / "en/LC_MESSAGES/messages.mo"
    target.parent.mkdir(parents=True)
    with target.open("wb") as file:
        write_mo(file, english)
    return folder


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Write a course in which everything has an English text: what stays Japanese comes from the interface."""
    root = small_course.write_course(tmp_path / "course")
    for name, item_id in (("01-first", "first"), ("02-second", "second")):
        text = small_course.LESSON_EN.format(item_id=item_id, title=f"The {item_id} lesson")
        (root / f"lessons/{name}.en.md").write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def app_settings(content: Path, compiled: Path) -> dict[str, Any]:
    return {"CONTENT_ROOTS": [content], "BABEL_TRANSLATION_DIRECTORIES": str(compiled), "DEMO": True}


@pytest.fixture
def reader(app: Flask, browser_of: Browser) -> Browser:
    """Give a browser of somebody (None: of a visitor) who reads English."""

    def make(person: Person | None) -> FlaskClient:
        browser = browser_of(person)
        browser.post("/language", data={"language": "en", "next": "/"})
        return browser

    return make


class Pages:
    """Open pages and hold what is wrong with them; `kinds` are the endpoints that were seen."""

    def __init__(self, app: Flask, names: set[str]) -> None:
        self.adapter = app.url_map.bind("localhost")
        self.names = sorted(names, key=len, reverse=True)
        self.kinds: set[str] = set()
        self.mixed: list[str] = []

    def look(self, browser: FlaskClient, *paths: str, status: int = 200) -> None:
        """Open each page and look for Japanese words that are no name."""
        for path in paths:
            answer = browser.get(path)
            assert answer.status_code == status, (path, answer.status_code)
            assert '<html lang="en">' in answer.text, path
            if status < 400:
                self.kinds.add(self.adapter.match(path.partition("?")[0])[0])
            self.mixed += [f"{path}: {text}" for text in seen(answer.text) if self._is_mixed(text)]

    def _is_mixed(self, text: str) -> bool:
        for name in self.names:
            text = text.replace(name, "")
        return JAPANESE.search(text) is not None


@pytest.fixture
def pages(app: Flask, cast: Cast) -> Pages:
    """Allow what is Japanese on an English page by right: the names of people and groups."""
    people = {person.name for person in cast.everybody.values() if person}
    return Pages(
        app,
        people
        | {"名古屋支店", "大阪支店", "新人 一", "教える 二", "まとめる 三"}
        | {f"新人 {n}" for n in range(10)},
    )


def make_due(app: Flask) -> None:
    with app.app_context():
        db.session.execute(update(ReviewCard).values(due_at=utc_now() - timedelta(minutes=1)))
        db.session.commit()


def address(answer: TestResponse) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["Location"])


def play(browser: FlaskClient, pages: Pages, run: str, *choices: str) -> None:
    for step, choice in enumerate(choices):
        assert browser.post(f"{run}/choices", data={"seq": step, "choice": choice}).status_code == 303
        pages.look(browser, run)


def play_a_quarter(pages: Pages, browser: FlaskClient) -> None:
    """Play a quarter to its end, looking at every page on the way; the first week is refused once."""
    pages.look(browser, "/quarters")
    quarter = address(browser.post("/quarters", data={"territory": "few-large"}))

    def post(to: str, **more: str) -> None:
        seq = re.search(r'name="seq" value="(\d+)"', browser.get(quarter).text)
        assert seq
        address(browser.post(quarter + to, data={"week": str(week), "seq": seq[1], "onward": "yes", **more}))

    for week in range(12):
        if week % 4 == 0:
            pages.look(browser, quarter)
            names = re.findall(r'name="(grade-\w+)"', browser.get(quarter).text)
            post("/forecasts", **dict.fromkeys(names[: 9 - week], "B"))
        post("/plan", act="no-hold" if week % 2 else "two-wheels")
        if week == 0:
            post("/weeks", flyers="40")
            pages.look(browser, quarter)
        with few_futures():
            post("/weeks")
        if week < 11:
            pages.look(browser, quarter)
        pages.look(browser, f"{quarter}/weeks/{week}")
    pages.look(browser, f"{quarter}/report", "/quarters")


LABORATORY = (
    "/laboratory?holds=2&was=x",
    "/laboratory?was=as-it-is",
    "/laboratory?town=many-small&ask=trust&new=9&flyers=2&fairs=6&unknown=never&event=drought&was=hold.60~share.20",
    *(f"/laboratory?{query}&guide=ask&step={step}" for step, query in ((1, "ask=early"), (3, "ask=never"))),
    "/laboratory?guide=ask&step=2&guess=fewer&was=ask.early",
    "/laboratory?town=buying-later&guide=town&step=2&guess=nobody&was=town.buying-now",
)


def learn(app: Flask, pages: Pages, browser: FlaskClient) -> None:
    """Go through everything a trainee can do, looking at each page on the way."""
    pages.look(browser, "/", "/course", "/lessons/first", "/glossary", "/review", "/history", "/roleplay")
    browser.post("/lessons/first/place", data={"section": "talk"})
    version = re.search(r'name="version" value="([^"]+)"', browser.get("/lessons/first").text)
    assert version
    browser.post("/lessons/first/checks/check-1", data={"choice": "smile", "version": version[1]})
    pages.look(browser, "/", "/course", "/lessons/first")
    browser.post("/lessons/first/finish")
    pages.look(browser, "/lessons/first", "/quizzes/first")
    attempt = address(browser.post("/quizzes/first/attempts"))
    for question, chosen in small_course.WRONG.items():
        pages.look(browser, attempt, "/quizzes/first", "/")
        assert browser.post(attempt, data={"question": question, "choice": []}).status_code == 422
        browser.post(attempt, data={"question": question, "choice": chosen, "confidence": "high"})
        pages.look(browser, f"{attempt}/questions/{question}")
    pages.look(browser, attempt, "/quizzes/first", "/", "/course", "/review")
    make_due(app)
    pages.look(browser, "/", "/review")
    card = re.search(r'action="(/review/\d+)"', browser.get("/review").text)
    fields = re.findall(r'name="(seq|version)" value="([^"]+)"', browser.get("/review").text)
    assert card
    pages.look(
        browser, address(browser.post(card[1], data={**dict(fields), "choice": "a", "confidence": "low"}))
    )
    pages.look(browser, "/roleplay/sample")
    run = address(browser.post("/roleplay/sample/runs", data={"mode": "practice"}))
    pages.look(browser, run, "/", "/roleplay", "/roleplay/sample", "/history")
    play(browser, pages, run, "ask", "chat", "leave")
    pages.look(browser, f"{run}/debrief", *(f"{run}/replay/{step}" for step in range(4)))
    first = address(browser.post("/roleplay/sample/runs", data={"mode": "scored", "say_first": "yes"}))
    pages.look(browser, first, "/", "/history", "/roleplay", "/roleplay/sample")
    browser.post(f"{first}/say-first", data={"wanted": "no"})
    play(browser, pages, first, "cut")
    pages.look(browser, "/search", "/search?q=estimate", "/search?q=zzzz", "/search?q=" + "long+" * 60)
    play_a_quarter(pages, browser)
    pages.look(browser, "/laboratory", *LABORATORY)
    pages.look(browser, "/laboratory?hold=1&share=x&ask=now", status=422)
    pages.look(browser, "/change-password", "/")
    certify(app, pages, browser)


def coach(
    app: Flask, pages: Pages, trainer: FlaskClient, trainee: FlaskClient, group: str, sasaki: int
) -> None:
    """Go through the trainer's pages, empty and full, and what of them the trainee sees; then the API's pages."""
    pages.look(trainer, f"{group}/coaching", f"{group}/coaching/lines", f"{group}/coaching/lines?show=all")
    school = Class(app, None)
    everybody = school.join(10, int(group.rpartition("/")[2]))
    for number, person in enumerate(everybody):
        # The first question is missed by those who know the rest.
        school.answer(person, **({"q1": "b"} if number % 2 else {"q2": "", "q3": "", "q4": "cut"}))
        school.play(person, "cut", "leave")
    line = trainee.post("/roleplay/sample/runs", data={"mode": "scored", "say_first": "yes"}).location
    for seq, (act, data) in enumerate(
        [
            ("words", {"words": "when?"}),
            ("choices", {"choice": "cut"}),
            ("words", {"skip": "1"}),
            ("choices", {"choice": "leave"}),
        ]
    ):
        assert trainee.post(f"{line}/{act}", data={"seq": seq, **data}).status_code == 303
    lines = f"{group}/coaching/lines"
    pages.look(trainer, f"{group}/coaching", lines)
    pages.look(trainer, address(trainer.post(f"{group}/coaching/plans")), f"{group}/coaching")
    review = re.search(rf'action="({lines}/\d+)"', trainer.get(lines).text)
    assert review
    assert trainer.post(review[1], data={}).status_code == 422
    trainer.post(review[1], data={"mark": "almost", "comment": "wait a little"})
    pages.look(trainer, f"{lines}?show=all")
    pages.look(trainee, "/", f"{line}/debrief")
    trainee.post(f"{line}/reviews/read")
    pages.look(trainee, f"{line}/debrief")
    behaviours = f"/people/{sasaki}/behaviours"
    seen = {"observed_on": "2026-11-02", "occasion": "phone", "text": "waited"}
    for browser in (trainee, trainer):
        pages.look(browser, behaviours, f"{behaviours}/pause")
    trainee.post(f"{behaviours}/pause/evidence", data=seen)
    pages.look(trainee, behaviours, f"{behaviours}/pause")
    pages.look(trainer, f"{group}/coaching")
    trainer.post(f"{behaviours}/pause/sign-offs", data={**seen, "result": "done"})
    pages.look(trainer, behaviours, f"{behaviours}/pause", f"{behaviours}/pause?corrects=2")
    trainer.post(f"{behaviours}/pause/sign-offs", data={**seen, "result": "helped", "corrects": "2"})
    for browser in (trainee, trainer):
        pages.look(browser, behaviours, f"{behaviours}/pause")
    pages.look(trainer, "/api", "/account/tokens")
    trainer.post("/account/tokens", data={"name": "monthly", "days": "30"})
    pages.look(trainer, "/account/tokens")
    trainer.post("/account/tokens/1/revoke")
    pages.look(trainer, "/account/tokens")


def certify(app: Flask, pages: Pages, browser: FlaskClient) -> None:
    """Finish the course, issue the certificate, and have it issued again under another name."""
    pages.look(browser, "/certificates")
    assert browser.post("/certificates").status_code == 403
    with app.app_context():
        person = db.session.scalars(select(User).where(User.name == "佐々木 健")).one()
        finish_course(person, app.extensions["catalogue"], utc_now())
        db.session.commit()
    pages.look(browser, "/certificates", "/")
    address(browser.post("/certificates"))
    pages.look(browser, "/certificates", "/")
    number = re.search(r"[2-9A-Z]{4}(?:-[2-9A-Z]{4}){3}", browser.get("/certificates").text)
    assert number
    pages.look(browser, f"/certificates/{number[0]}", "/certificates/verify", "/certificates/verify?code=x")
    with app.app_context():
        db.session.execute(update(User).where(User.name == "佐々木 健").values(name="Daichi Sasaki"))
        db.session.commit()
    pages.look(browser, "/certificates")
    address(browser.post("/certificates"))
    pages.look(browser, f"/certificates/{number[0]}")
    pages.look(browser, "/certificates/2222-2222-2222-2222", status=404)


def assign(app: Flask, pages: Pages, trainer: FlaskClient, trainee: FlaskClient, cast: Cast) -> None:
    """Assign, change, excuse, withdraw, write notes, nudge: each page as its leader and as its trainee."""
    place, about = f"/groups/{cast.group_id}/assignments", f"/people/{cast.sasaki.id}/notes"
    pages.look(trainer, place, f"{place}/new", about)
    pages.look(trainee, "/assignments", "/notes", "/mail")
    day = (utc_now() + timedelta(days=3)).date().isoformat()
    for kind in ("lesson:second", "quiz:first", "scenario:sample", "quarter:any"):
        form = {
            "item": [kind],
            "whom": "group",
            "due_on": day,
            "pass_mark": "100",
            "attempts": "1",
            "anew": "y",
        }
        trainer.post(f"{place}/new", data=form)
    pages.look(trainer, place)
    assert trainer.post(f"{place}/new", data={"item": ["quiz:first"]}).status_code == 422
    one = f"{place}/2"
    pages.look(trainer, one, f"{one}/change")
    trainer.post(f"{one}/change", data={"due_on": day, "attempts": "2", "note": "Soon, please."})
    trainer.post(f"{one}/exemptions", data={"person": cast.ono.id, "reason": "On leave"})
    pages.look(trainer, one)
    trainer.post(f"{one}/exemptions/{cast.ono.id}/end")
    trainer.post(f"{place}/4/withdrawal")
    pages.look(trainer, one, f"{place}/4", f"{place}?withdrawn=4")
    pages.look(
        trainee, "/assignments", "/", "/lessons/second", "/quizzes/first", "/roleplay/sample", "/quarters"
    )
    for act in ("/assignments/calendar", "/assignments/calendar/close"):
        trainee.post(act)
        pages.look(trainee, "/assignments")
    trainer.post(about, data={"text": "A note for you.", "shared": "y"})
    trainer.post(f"/people/{cast.sasaki.id}/nudges", data={"template": "well"})
    pages.look(trainer, about, f"{about}?withdrawn=1")
    pages.look(trainee, "/", "/notes")
    trainee.post("/notes/1/read")
    pages.look(trainee, "/notes")
    pages.look(trainer, about)
    with app.app_context():
        token = stop_token(app.config["SECRET_KEY"], cast.sasaki.id, "reminder")
    pages.look(trainee, f"/mail/stop/{token}")
    trainee.post(f"/mail/stop/{token}")
    pages.look(trainee, f"/mail/stop/{token}", "/mail")


def look_after_people(pages: Pages, admin: FlaskClient, person: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Find people, bring some in, with every kind of fault, and look at the audit of it all."""
    from course.roster import jobs

    pages.look(admin, "/account", "/admin/people", "/admin/people?q=zzz", f"/admin/people/{person}")
    monkeypatch.setattr(jobs, "start", jobs.run)
    lines = (
        "Name,E-mail,Group,Role,Language,Number\nNew,new@example.jp,Acme/East,,en,1\n,none@example.jp,,,,\n"
        "X,,,,,\nX,y,,,,\nA,a@example.jp,,king,fr,\nA,a@example.jp,X//Y,,,\nA,a@example.jp,,trainer,,\n"
        "B,new@example.jp,,,,\nNew,new@example.jp,Acme/East,,en,\nNew,new@example.jp,Acme,,ja,\n"
        f"{'x' * 101},b@example.jp,a/b/c/d/e/f/g/h/i,,,\nC\x07,c@example.jp,{'x' * 101},,,\n"
    )
    pages.look(admin, "/admin/people/import")
    places = []
    for text in (lines, "Nothing,else\n1,2\n"):
        data = {"file": (io.BytesIO(text.encode()), "people.csv")}
        places.append(address(admin.post("/admin/people/import", data=data)))
        pages.look(admin, places[-1])
    admin.post(f"{places[0]}/begin")
    admin.post(f"{places[1]}/cancel")
    pages.look(admin, *places, "/admin/people/import")
    pages.look(admin, f"/admin/people/{person}/erase", "/admin/audit")
    template = admin.get("/admin/people/import/template.csv").data.decode("utf-8-sig")
    assert template == "Name,Email address,Group,Role,Language\r\n"


def meet(app: Flask, cast: Cast, pages: Pages, reader: Browser) -> None:
    """Look at every page of a room that is open, and of one that is over."""
    trainer, trainee, visitor = reader(cast.hayashi), reader(cast.sasaki), reader(None)
    with app.app_context():
        people = (
            db.session.get_one(User, cast.hayashi.id),
            db.session.get_one(Group, cast.group_id),
            db.session.get_one(User, cast.sasaki.id),
        )
        quiz = app.extensions["catalogue"].quizzes["first"]
        rooms = [
            put_room(*people, quiz, utc_now(), refs=refs, closed=closed)
            for refs, closed in (((), False), (("q1",), False), (("q1", "q4"), True))
        ]
        begun = put_begun_room(*people[:2], app.extensions["catalogue"].scenarios["sample"], utc_now())
        db.session.commit()
    pages.look(trainer, "/rooms", "/rooms/new", "/rooms/new?kind=quiz&item=first")
    pages.look(
        trainer, *(f"/rooms/new?kind=scenario&item=sample&scene={scene}" for scene in ("talk", "gone"))
    )
    pages.look(trainer, *(f"/rooms/{begun}{page}" for page in ("", "/projector", "/report")))
    for room in rooms:
        own = f"/rooms/{room['room']}"
        pages.look(trainer, own, f"{own}/projector", f"{own}/report")
        pages.look(trainee, f"/room/{room['room_code']}")
        pages.look(visitor, f"/room/{room['room_code']}")
    pages.look(trainee, "/", "/rooms/mine")
    pages.look(visitor, "/join")
    pages.look(visitor, "/room/222222", status=404)


def test_english_pages_are_english(
    app: Flask, cast: Cast, reader: Browser, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Walk through every kind of page as the person it is for; none is left out."""
    visitor, trainee, trainer, admin = (
        reader(person) for person in (None, cast.sasaki, cast.hayashi, cast.admin)
    )
    pages.look(visitor, "/", "/sign-in")
    pages.look(visitor, "/join/" + "x" * 43, "/new-password/" + "x" * 43, status=410)
    learn(app, pages, trainee)
    pages.look(trainee, "/nowhere", status=404)
    meet(app, cast, pages, reader)
    group, sasaki = f"/groups/{cast.group_id}", cast.sasaki.id
    pages.look(trainer, group, f"{group}/people/{sasaki}", f"{group}/people/{cast.ono.id}", "/content/faults")
    pages.look(
        trainer, f"{group}/invites", "/runs/1/debrief", "/runs/1/replay/1", "/attempts/1", "/roleplay/sample"
    )
    pages.look(trainer, "/attempts/1/questions/q1", "/quarters/1/report", f"{group}/people/{sasaki}")
    coach(app, pages, trainer, trainee, group, sasaki)
    pages.look(
        trainer,
        f"{group}?against=before&status=today",
        f"{group}/figures/sure_wrong",
        *(f"{group}/figures/{name}?period=year" for name in ("days", "right", "sure-wrong", "skill-trust")),
        f"{group}/people/{sasaki}/evidence",
        f"{group}/rules",
        f"{group}/exports",
        address(trainer.post(f"{group}/exports", data={"format": "csv"})),
    )
    invites = address(trainer.post(f"{group}/invites", data={"role": "trainee", "days": 7, "people": 2}))
    link = trainer.get(invites).text
    pages.look(trainer, invites)
    join = re.search(r"http://localhost(/join/[\w-]+)", link)
    assert join
    pages.look(visitor, join[1])
    pages.look(reader(cast.stranger_trainee), join[1])
    pages.look(
        admin, "/admin", "/groups", "/admin/groups", f"/admin/groups/{cast.group_id}", "/content/faults"
    )
    look_after_people(pages, admin, sasaki, monkeypatch)
    password = f"/admin/people/{sasaki}/password-link"
    pages.look(admin, password)
    made = admin.get(address(admin.post(password))).text
    pages.look(admin, password)
    reset = re.search(r"http://localhost(/new-password/[\w-]+)", made)
    assert reset
    pages.look(visitor, reset[1])

    assign(app, pages, trainer, trainee, cast)

    pages.look(admin, "/coaching")
    every = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    # The set-up is there only while nobody is; calendars are files, the API serves no pages.
    files = {"static", "assignments.download", "assignments.feed", "roster.template", "reports.export_file"}
    files |= {"live.report_workbook", "live.report_table"}
    api = {"api.describe", *(f"api.{name}" for name in RESOURCES)}
    assert every - pages.kinds == {*files, *api, "accounts.set_up"}
    assert not pages.mixed, "\n".join(pages.mixed)


def test_the_set_up_and_the_demo_s_doors_are_english(app: Flask, client: FlaskClient) -> None:
    pages = Pages(app, {"新人 一", "教える 二", "まとめる 三", "名古屋支店"})
    client.post("/language", data={"language": "en", "next": "/"})
    pages.look(client, "/setup")
    with app.app_context():
        group = Group(name="名古屋支店", created_at=utc_now())
        db.session.add(group)
        db.session.flush()
        for name, role in (
            ("新人 一", TRAINEE),
            ("教える 二", TRAINER),
            ("まとめる 三", MANAGER),
            ("もう 一人", TRAINEE),
        ):
            email = f"{role}{len(name)}@demo.invalid"
            person = operations.create_person(email=email, name=name, password_hash=None, now=utc_now())
            db.session.add(Membership(user_id=person.id, group_id=group.id, role=role))
        db.session.commit()
    pages.names.append("もう 一人")
    pages.look(client, "/", "/sign-in")
    assert not pages.mixed, "\n".join(pages.mixed)


def test_people_are_named_in_the_order_of_the_language(
    cast: Cast, browser_of: Browser, reader: Browser
) -> None:
    assert "森商店 店主 森" in browser_of(cast.ono).get("/roleplay/sample").text
    assert "Mori, Shopkeeper, Mori Shop" in reader(cast.sasaki).get("/roleplay/sample").text


LONG = "x" * 300
MISTAKES = [
    ("anonymous", "/sign-in", {}),
    ("anonymous", "/sign-in", {"email": LONG, "password": LONG}),
    ("anonymous", "/sign-in", {"email": "sasaki@example.jp", "password": "not this one"}),
    ("trainee", "/change-password", {}),
    ("trainee", "/change-password", {"password": "not this one", "new_password": "a fine new phrase"}),
    ("trainee", "/change-password", {"password": PASSWORD, "new_password": "password"}),
    ("trainer", "/groups/{group}/invites", {"role": "king", "days": "x", "people": "many"}),
    ("trainer", "/groups/{group}/invites", {"role": "trainee", "days": "7", "people": "0"}),
    ("trainer", "/groups/{group}/assignments/new", {}),
    (
        "trainer",
        "/groups/{group}/assignments/new",
        {
            "item": "x",
            "whom": "9",
            "due_on": "2020-01-01",
            "pass_mark": "0",
            "attempts": "x",
            "note": LONG + LONG,
        },
    ),
    ("trainer", "/people/1/notes", {"text": ""}),
    ("trainer", "/people/1/nudges", {}),
    ("trainee", "/account/tokens", {"name": "", "days": "30"}),
    ("trainee", "/account/tokens", {"name": LONG, "days": "31"}),
    ("trainer", "/people/1/behaviours/pause/sign-offs", {"observed_on": "x", "occasion": "x"}),
    (
        "trainer",
        "/people/1/behaviours/pause/sign-offs",
        {"observed_on": "2999-01-01", "text": LONG * 9, "result": "x"},
    ),
    ("trainee", "/people/1/behaviours/pause/evidence", {}),
    ("admin", "/admin/groups", {"name": ""}),
    ("admin", "/admin/groups", {"name": LONG}),
    ("admin", "/admin/groups", {"name": "大阪支店"}),
    ("admin", "/admin/groups/{group}/members", {"email": "nobody@example.jp", "role": "trainee"}),
    ("admin", "/admin/groups/{group}/parent", {"parent": "{group}"}),
    ("admin", "/admin/people/import", {}),
    ("admin", "/admin/people/1/erase", {"name": "somebody else"}),
    ("admin", "/account", {"name": ""}),
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("who", "path", "data"), MISTAKES)
def test_mistakes_in_a_form_are_told_in_the_page_s_language(
    cast: Cast, browser_of: Browser, language: str, who: str, path: str, data: dict[str, str]
) -> None:
    browser = browser_of(cast.everybody[who])
    browser.post("/language", data={"language": language, "next": "/"})
    answer = browser.post(path.format(group=cast.group_id), data=data)
    assert f'<html lang="{language}">' in answer.text
    told = re.findall(r'<p class="(?:error"|note bad")[^>]*>([^<]+)</p>', answer.text)
    assert told, answer.text
    assert [bool(JAPANESE.search(sentence)) for sentence in told] == [language == "ja"] * len(told), told


@pytest.mark.parametrize("language", ["ja", "en"])
def test_mistakes_when_joining_are_told_in_the_page_s_language(
    cast: Cast, browser_of: Browser, client: FlaskClient, language: str
) -> None:
    trainer = browser_of(cast.hayashi)
    invites = trainer.post(
        f"/groups/{cast.group_id}/invites",
        data={"role": "trainee", "days": 7, "people": 1},
        follow_redirects=True,
    )
    link = re.search(r"http://localhost(/join/[\w-]+)", invites.text)
    assert link
    client.post("/language", data={"language": language, "next": "/"})
    for data in (
        {},
        {"name": LONG, "email": "no address", "password": "short"},
        {"name": "a\x00b", "email": cast.sasaki.email, "password": "password"},
        {"name": "A", "email": "a@demo.invalid", "password": LONG},
        {"name": "A", "email": cast.sasaki.email, "password": "a fine new phrase"},
    ):
        told = re.findall(r'<p class="error"[^>]*>([^<]+)</p>', client.post(link[1], data=data).text)
        assert told, data
        assert [bool(JAPANESE.search(sentence)) for sentence in told] == [language == "ja"] * len(told), told
