"""Show that phones and the hall are sent nothing before it is due, and that no name breaks a screen.

Every hidden text carries a word of its own, which is looked for in what each screen is sent, phase by phase. The trainer's
remote may show everything.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from course.extensions import db
from course.live import agenda, queries, screens, seating
from course.live.models import Participant
from course.live.seating import Refused
from tests.canaries import FILES, MARKS, NAMES, question_marks
from tests.live.conftest import Hand, Opening

TOLD_TO_ALL = (screens.PHONE, screens.PROJECTOR)


@pytest.fixture(scope="module")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("canaries")
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def sent(hand: Hand, screen: str, language: str = "ja") -> str:
    """Give all that a screen is sent at this moment."""
    payload = screens.payload(hand.room_id, screen, language)
    assert payload is not None
    return json.dumps(payload["data"], ensure_ascii=False) + payload["html"]


def look(hand: Hand, due: Iterable[str] = (), *, keys: bool = False, revealed: bool = False) -> set[str]:
    """Read what phones and the hall are sent; fail on whatever is not due; give the hidden texts that were there."""
    seen: set[str] = set()
    for screen in TOLD_TO_ALL:
        for language in ("ja", "en"):
            text = sent(hand, screen, language)
            found = {name for word, name in MARKS.items() if word in text}
            assert found <= set(due), f"{screen} is sent {sorted(found - set(due))} too early"
            assert revealed or not NAMES.search(text), f"{screen} names {NAMES.search(text)}"
            assert keys or not re.search(r'class="vote[^"]* best|✓ いちばん|✓ Best|✓ あて', text), screen
            seen |= found
    return seen


@pytest.mark.parametrize("ref", ["q1", "q2", "q3", "q4"])
def test_a_question_keeps_its_key_until_the_result_is_shown(opened: Opening, ref: str) -> None:
    hand = opened()
    seat = hand.seat("みどり")
    look(hand)
    hand.question(ref, peer=True)
    look(hand)
    hand.vote(seat, "a")
    look(hand)
    assert MARKS.keys() & set(re.findall(r"カナリア\w{10}", sent(hand, screens.REMOTE))), (
        "the trainer sees it all"
    )
    for step in ("lock", "revote"):
        hand.step(step)
        look(hand)
    hand.vote(seat, "b")
    hand.step("timer", act="start", seconds=30)
    for show in ("lobby", "questions", "round"):
        hand.step("screen", show=show)
        look(hand)
    hand.step("lock")
    look(hand)
    hand.step("reveal")
    assert look(hand, question_marks(ref), keys=True) == question_marks(ref)
    hand.question("q1" if ref != "q1" else "q2")
    look(hand)
    hand.step("close")
    look(hand)


def test_a_room_that_ends_unrevealed_says_nothing(opened: Opening) -> None:
    hand = opened()
    hand.question("q1", peer=True)
    hand.step("lock")
    hand.step("close")
    look(hand)


def test_a_lesson_keeps_the_keys_of_its_checks(opened: Opening) -> None:
    hand = opened("lesson", "first")
    shown = [
        one.ref for one in agenda.entries(queries.item_of(hand.room), (), hand.state) if one.kind == "section"
    ]
    assert len(shown) > 3
    for section in shown:
        hand.step("section", section=section)
        look(hand)
    hand.question("check-1")
    look(hand)
    hand.step("reveal")
    assert look(hand, question_marks("check-1"), keys=True)
    hand.step("section", section=shown[0])
    look(hand)


def test_a_talk_shows_what_has_been_heard_and_the_truth_last(opened: Opening) -> None:
    hand = opened("scenario", "sample", teams=2)
    seat = hand.seat("みどり")
    look(hand)
    hand.scene(peer=True)
    look(hand)
    hand.vote(seat, "cut")
    for step in ("lock", "revote", "reveal"):
        hand.step(step)
        look(hand)
    due = {"cut.coach", "second.line", "chat.label", "leave.label"}
    hand.step("take", choice="cut")
    assert look(hand, due) >= {"cut.coach", "second.line"}
    for show in ("board", "teams", "round"):
        hand.step("screen", show=show)
        look(hand, due)
    hand.step("rewind", to=0)
    look(hand)
    hand.step("take", choice="ask")
    due = {"ask.coach", "second.line", "second.conditional", "chat.label", "leave.label", "when.label"}
    look(hand, due)
    hand.scene()
    look(hand, due - {"ask.coach"})
    hand.step("reveal")
    hand.step("take", choice="when")
    due = {"when.coach", "when.label", "dated.line"}
    look(hand, due)
    hand.step("truth")
    assert "reveal" in look(hand, {*due, "reveal"}, revealed=True)
    assert "trainer" not in look(hand, {*due, "reveal"}, revealed=True), (
        "the trainer's own notes stay on the remote"
    )
    assert {name for word, name in MARKS.items() if word in sent(hand, screens.REMOTE)} >= {
        "trainer",
        "reveal",
    }


class Elements(HTMLParser):
    """Collect the elements a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.handlers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.handlers += [name for name, _value in attrs if name.startswith("on") or name == "style"]


ODD_NAMES = (
    "<script>alert(1)</script>",
    "<b>太字",
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "👨‍👩‍👧 家族",
    "abc\u202edef\u2066",
    "مريم",
    "Z" + "\u0301" * 200,
    "名" * 10_000,
    "&amp;&lt;",
    "a\x00b\nc\td",
)


@pytest.mark.parametrize("name", ODD_NAMES)
def test_no_name_breaks_a_screen(opened: Opening, name: str) -> None:
    hand = opened(teams=2)
    seat = hand.seat(name)
    hand.step("switch", name="leaders_on", on=True)
    seating.put_hand(hand.room, seat, True, seat.joined_at)
    seating.ask(hand.room, seat, name, seat.joined_at)
    hand.question("q1")
    hand.vote(seat, "a")
    pages = [sent(hand, screens.REMOTE)]
    hand.step("reveal")
    hand.step("open", kind="wall", prompt="一言どうぞ")
    message = seating.answer_wall(hand.room, seat, 2, name, seat.joined_at)
    seating.moderate(hand.room, message, "shown")
    pages += [sent(hand, screen) for screen in screens.SCREENS]
    for show in ("lobby", "leaders", "questions", "teams"):
        hand.step("screen", show=show)
        pages += [sent(hand, screen) for screen in screens.SCREENS]
    shown = db.session.get_one(Participant, seat.id).name
    assert 0 < len(shown) <= 20
    for page in pages:
        made = Elements()
        made.feed(page)
        assert not made.names & {"script", "img", "b"} - plain_elements(opened)
        assert not made.handlers
        assert not re.search("[\u202a-\u202e\u2066-\u2069\x00]", page)
        assert "49" not in page or "7 * 7" not in name


def plain_elements(opened: Opening, kept: dict[str, set[str]] = {}) -> set[str]:  # noqa: B006  asked for once
    """Name the elements that the screens of a room have anyway."""
    if not kept:
        made = Elements()
        made.feed("".join(sent(opened(), screen) for screen in screens.SCREENS))
        kept["names"] = made.names
    return kept["names"]


@pytest.mark.parametrize("name", ["", " \u3000 ", "\u202e\u2066", "\x00", "ばか"])
def test_a_name_that_is_none_or_rude_gets_no_seat(opened: Opening, name: str) -> None:
    with pytest.raises(Refused):
        opened().seat(name)


def test_who_has_signed_in_is_a_number_too_where_nobody_has_a_name(opened: Opening, cast: Any) -> None:
    hand = opened(join_mode="anonymous")
    hand.seat(user_id=cast.sasaki.id)
    hand.seat()
    hand.question("q1")
    for screen in screens.SCREENS:
        assert "佐々木" not in sent(hand, screen)
    assert "参加者 1" in sent(hand, screens.REMOTE) and "参加者 2" in sent(hand, screens.REMOTE)
