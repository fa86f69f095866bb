"""Run a whole room in a browser: a scenario and a quiz, with the hall's screen, the remote and five phones."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage, Visit, sign_in_as
from tests.browser.room import Hall, button, open_hall
from tests.browser.site import NEW_REP, Site

LANGUAGES = ("ja", "en")


@pytest.fixture
def hall(open_page: OpenPage, visit: Visit, request: pytest.FixtureRequest) -> Hall:
    return open_hall(open_page, visit, **request.param)


def signed_in_phone(hall: Hall) -> None:
    """Let somebody who has signed in come by the address of the QR code."""
    page = hall.open_page(language=hall.language, width=360)
    sign_in_as(page, NEW_REP)
    page.goto(f"/room/{hall.code}")
    page.locator("main form .btn.block").first.click()
    expect(page.locator(".who-am-i")).to_contain_text(NEW_REP)
    hall.phones.append(page)


@pytest.mark.parametrize(
    "hall",
    [{"language": language, "kind": "scenario", "item": "price-pushback"} for language in LANGUAGES],
    indirect=True,
    ids=LANGUAGES,
)
def test_a_room_plays_a_scenario_to_the_truth(hall: Hall, site: Site) -> None:
    for name in ("Aya", "Ben", "<b>Chie</b>"):
        hall.sit(name)
    plain = hall.sit("Dai", script=False)
    signed_in_phone(hall)
    expect(hall.projector.locator("[data-count=present]")).to_have_text("5")
    hall.look(("lobby", hall.projector), ("remote at first", hall.remote), ("phone at first", hall.phones[0]))
    aya, ben, chie, rep = (phone for phone in hall.phones if phone is not plain)

    # The first vote, with the results hidden.
    hall.key("n")
    hall.phases = [aya, ben, chie, rep]
    for phone in (aya, ben, chie, rep):
        expect(phone.locator(".live-round")).to_have_attribute("data-phase", "voting")
    for place, phone in enumerate((aya, ben, chie)):
        hall.vote(phone, place)
    hall.voted(3, 5)
    assert "Dai" in hall.remote.locator(".missing").inner_text()
    expect(hall.projector.locator(".vote .share")).to_have_count(0)
    hall.vote(aya, 1)  # changed
    hall.voted(3, 5)
    late = hall.sit("Emi")
    expect(late.locator("[data-when=waits]")).to_be_visible()
    expect(late.locator("[data-vote]")).to_be_hidden()
    hall.vote(rep, 1)
    plain.locator("main noscript a, main a:has-text('次の問い'), main a:has-text('next')").first.click()
    plain.locator("[data-vote] input[name=choice]").nth(1).check()
    plain.locator("[data-send]").click()
    expect(plain.locator("[data-said]")).to_be_visible()
    hall.voted(5, 5)
    hall.look(("voting", hall.projector), ("remote voting", hall.remote), ("phone voting", aya))

    # A phone sleeps, the remote and the hall's screen are closed and opened again: all stand where they stood.
    aya.reload()
    assert aya.locator("[data-vote] input[name=choice]").nth(1).is_checked()
    hall.projector.close()
    hall.projector = hall.remote.context.new_page()
    hall.projector.set_viewport_size({"width": 1280, "height": 720})
    hall.projector.goto(f"/rooms/{hall.number}/projector")
    hall.voted(5, 5)
    hall.remote.reload()

    # Discuss, vote again, compare.
    hall.key("n")
    expect(aya.locator(".live-round")).to_have_attribute("data-phase", "discuss")
    hall.look(("discussing", hall.projector), ("phone discussing", aya))
    hall.key("v")
    expect(ben.locator(".live-round")).to_have_attribute("data-phase", "revoting")
    for phone in (aya, ben, chie, rep):
        hall.vote(phone, 1)
    hall.key("r")
    assert sorted(hall.shares()) == ["0", "0", "0", "100"]
    assert hall.projector.locator(".vote .share .was").count() == 4
    hall.look(("revealed", hall.projector), ("remote revealed", hall.remote), ("phone revealed", aya))

    # Take the majority's line; the tank moves, and the other branch is tried after it.
    hall.key("m")
    expect(hall.projector.locator(".fig").first).to_be_visible()
    expect(aya.locator(".note.key").first).to_be_visible()
    hall.look(("taken", hall.projector), ("phone taken", aya), ("remote taken", hall.remote))
    hall.key("b")
    expect(button(hall.remote, "1")).to_be_visible()
    hall.key("1")
    expect(hall.projector.locator(".branches tbody tr")).to_have_count(2)
    hall.key("i")
    expect(hall.projector.locator(".hall.board .lane")).to_have_count(5)
    hall.key("q")
    expect(hall.projector.locator(".hall.round")).to_be_visible()

    # On to the end by the main key alone, and the truth.
    for _ in range(60):
        following = button(hall.remote, "n")
        action = following.evaluate("button => button.form.elements.kind.value")
        if action == "close":
            break
        seq = following.evaluate("button => button.form.elements.seq.value")
        if action == "open" and hall.remote.locator("[data-hotkey='1']").count():
            hall.key("1")  # nobody has voted: the trainer takes a line
        else:
            hall.key("r" if action == "lock" else "n")
        expect(
            hall.remote.locator("form:has([data-hotkey=n]) input[name=seq], .now a.btn").first
        ).not_to_have_value(seq)
    expect(hall.projector.locator(".truth")).to_be_visible()
    expect(late.locator("h2").first).to_be_visible()
    hall.look(("truth", hall.projector), ("phone truth", late))
    hall.remote.locator("details[data-keep-open=end] summary").click()
    hall.remote.locator("details[data-keep-open=end] button").click()
    for phone in (aya, late):
        expect(phone.locator("h1")).to_be_visible()
    rows = site.rows(
        "SELECT count(*) FROM vote JOIN room ON room.id = vote.room_id WHERE room.id = ?", int(hall.number)
    )
    assert rows == [(9,)]  # five in the first ballot, four in the second
    assert not hall.faults, "\n".join(hall.faults)


@pytest.mark.parametrize(
    "hall",
    [
        {"language": language, "kind": "quiz", "item": "both-wheels", "teams": "2", "peer": ""}
        for language in LANGUAGES
    ],
    indirect=True,
    ids=LANGUAGES,
)
def test_a_room_takes_a_quiz_with_everything_around_it(hall: Hall) -> None:
    phones = [hall.sit(name) for name in ("Aya", "Ben", "Chie", "Dai")]
    signed_in_phone(hall)
    aya, ben = phones[:2]
    expect(hall.remote.locator("[data-count=joined]")).to_have_text("5")

    # Every question of the quiz, by the space bar.
    questions = hall.remote.locator(".agenda li").count()
    assert questions == 10
    for number in range(1, 3):
        hall.key("Space")
        expect(aya.locator(".live-round")).to_have_attribute("data-number", str(number))
        for phone in phones:
            hall.vote(phone, 0)
        if number == 1:
            clock(hall)
        hall.key("Space")
        expect(hall.projector.locator(".state-card")).to_be_visible()
        expect(aya.locator(".live-round")).to_have_attribute("data-phase", "locked")
        hall.key("r")
        expect(hall.projector.locator(".vote.best")).not_to_have_count(0)
        expect(aya.locator(".vote .why").first).to_be_visible()
    hall.look(("answer", hall.projector), ("phone answer", aya), ("remote answer", hall.remote))

    # Time is up by itself.
    hall.key("n")
    expect(aya.locator(".live-round")).to_have_attribute("data-number", "3")
    hall.remote.locator("form:has(input[name=act][value=start]) button").first.click()
    expect(hall.projector.locator("[data-clock]")).to_be_visible()
    hall.key("l")
    expect(aya.locator(".live-round")).to_have_attribute("data-phase", "locked")
    hall.key("r")
    teams(hall)
    words(hall, ben)
    hall.remote.set_viewport_size({"width": 360, "height": 740})
    hall.look(("remote on a phone", hall.remote))
    assert not hall.faults, "\n".join(hall.faults)


def clock(hall: Hall) -> None:
    """Start the clock, stop it, go on, make it longer."""
    face = hall.projector.locator("[data-clock]")
    hall.key("t")
    expect(face).to_have_text(re.compile(r"^(1:00|0:5\d)$"))
    hall.key("p")
    expect(face).to_have_class(re.compile("paused"))
    left = face.inner_text()
    hall.key("e")
    expect(face).not_to_have_text(left)
    assert face.inner_text().startswith("1:")
    hall.key("p")
    expect(face).not_to_have_class(re.compile("paused"))


def teams(hall: Hall) -> None:
    """Show the teams' points and talk time; the leaderboard only once it has been switched on."""
    hall.remote.locator("details[data-keep-open=people] summary").click()
    hall.remote.locator("form:has(input[value=talk]) button").first.click()
    hall.key("g")
    expect(hall.projector.locator(".teams tbody tr")).to_have_count(2)
    expect(hall.projector.locator(".teams .chip")).to_have_count(1)
    assert hall.remote.locator("input[name=show][value=leaders]").count() == 0
    hall.remote.locator("form:has(input[value=leaders_on]) button").click()
    hall.remote.locator("form:has(input[value=leaders]) button").click()
    expect(hall.projector.locator(".leaders li").first).to_be_visible()
    hall.look(("leaders", hall.projector))
    hall.key("c")
    expect(hall.projector.locator(".code")).to_have_text(hall.code)


def words(hall: Hall, phone: object) -> None:
    """Hands, a question, a poll, and a wall that the trainer moderates."""
    from playwright.sync_api import Page

    assert isinstance(phone, Page)
    phone.locator("[data-hand] button").click()
    expect(hall.remote.locator("[data-count=hands]").first).to_have_text("1")
    expect(button(hall.remote, "h")).to_be_visible()
    hall.key("h")
    expect(hall.remote.locator("[data-count=hands]").first).to_have_text("0")
    phone.locator(".ask-trainer summary").click()
    phone.locator("#question-words").fill("<i>Why wait?</i>")
    phone.locator("[data-ask] .btn").click()
    expect(hall.remote.locator("[data-count=questions]").first).to_have_text("1")
    hall.remote.locator("details[data-keep-open=pulse] summary").click()
    hall.remote.locator("details[data-keep-open=pulse] form button").first.click()
    expect(phone.locator("[data-vote] label.option")).to_have_count(3)
    hall.vote(phone, 2)
    hall.key("r")
    expect(hall.projector.locator(".vote .share")).to_have_count(3)
    hall.remote.locator("#wall-prompt").fill("What would you say?")
    hall.remote.locator("form:has(#wall-prompt) button").click()
    expect(phone.locator("#wall-words")).to_be_visible()
    phone.locator("#wall-words").fill("<script>alert(1)</script> first listen")
    phone.locator("[data-wall] .btn").click()
    expect(hall.remote.locator(".moderate").first).to_contain_text("first listen")
    expect(hall.projector.locator(".wall")).not_to_contain_text("first listen")
    hall.remote.locator(".moderate button[value=shown]").first.click()
    expect(hall.projector.locator(".wall")).to_contain_text("first listen")
    hall.look(("wall", hall.projector), ("phone wall", phone))


def test_a_phone_that_loses_the_line_says_so_and_goes_on(open_page: OpenPage, visit: Visit) -> None:
    hall = open_hall(open_page, visit, language="ja", kind="quiz", item="both-wheels", peer="")
    phone = hall.sit("Aya")
    visit.wrong.clear()
    hall.key("n")
    expect(phone.locator(".live-round")).to_be_visible()
    phone.context.set_offline(True)
    phone.locator("[data-vote] label.option").first.click()
    expect(phone.locator("[data-ack]")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.locator("[data-ack]")).to_have_class(re.compile("good"), timeout=20_000)
    hall.voted(1, 1)
    visit.wrong[:] = [one for one in visit.wrong if "ERR_INTERNET_DISCONNECTED" not in one]


def test_seven_tabs_of_one_phone_share_one_stream(open_page: OpenPage, visit: Visit) -> None:
    hall = open_hall(open_page, visit, language="ja", kind="quiz", item="both-wheels", peer="")
    first = hall.sit("Aya")
    tabs = [first.context.new_page() for _ in range(6)]
    for tab in tabs:
        tab.goto(first.url)
    hall.key("n")
    for tab in (first, *tabs):
        expect(tab.locator(".live-round")).to_have_attribute("data-phase", "voting")
