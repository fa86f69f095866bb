"""Look at every page there is: with axe in light and dark, and by the rules that axe does not know."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from course.api.resources import RESOURCES
from tests.browser.conftest import HEIGHTS, OpenPage, Visit, sign_in_as
from tests.browser.hands import Keys
from tests.browser.rules import HEAVIEST_KB, MOST_SCRIPT_KB, WEIGHT, inspect
from tests.browser.site import MANAGER, TRAINER, Site
from tests.browser.stage import ADMIN, ADMIN_NAME, LEARNER, prepare
from tests.people import PASSWORD
from tests.test_server import running

WIDTHS = (360, 1280)


@dataclass(frozen=True, slots=True)
class Look:
    """Name one page to look at: whose it is, where it lies, and the status it answers with."""

    endpoint: str
    path: str
    core: bool = False  # looked at in English, too
    status: int = 200
    widths: tuple[int, ...] = WIDTHS  # one is enough for a page that is much like another
    stops: int = 5  # places where the focus stops, at least


VISITOR = (
    Look("home.today", "/", True),
    Look("security.login", "/sign-in", True),
    Look("accounts.join", "/join/{token}"),
    Look("accounts.join", "/join/over", status=410),
    Look("live.join", "/join", True, stops=1),  # the field has the focus already
    Look("live.phone", "/room/{room_code}", True),
    Look("live.phone", "/room/222222", status=404, widths=(360,), stops=1),
    Look("accounts.new_password", "/new-password/{password_token}"),
    Look("certificates.verify", "/certificates/verify", True),
    Look("certificates.certificate", "/certificates/{certificate}", True),
    Look("certificates.certificate", "/certificates/2222-2222-2222-2222", status=404),
    Look("mail.stop", "/mail/stop/{stop_token}", True),
)
LEARNER_PAGES = (
    Look("home.today", "/", True),
    Look("lessons.course_map", "/course", True),
    Look("lessons.lesson", "/lessons/both-wheels", True),
    Look("lessons.lesson", "/lessons/arithmetic", widths=(360,)),
    Look("lessons.lesson", "/lessons/test-close", widths=(1280,)),
    Look("lessons.glossary", "/glossary"),
    Look("quizzes.quiz", "/quizzes/both-wheels", True),
    Look("quizzes.attempt", "/attempts/{attempt}", True),
    Look("quizzes.attempt", "/attempts/{finished}", True),
    Look("quizzes.feedback", "/attempts/{finished}/questions/{question}", True),
    Look("quizzes.review", "/review"),
    Look("quizzes.reviewed", "/review/answers/{review_answer}"),
    Look("roleplay.index", "/roleplay", True),
    Look("roleplay.scenario", "/roleplay/price-pushback", True),
    Look("roleplay.play", "/runs/{run}", True),
    Look("roleplay.play", "/runs/{wordy_run}", widths=(360,)),
    Look("roleplay.play", "/runs/{ended_run}", widths=(1280,)),
    Look("roleplay.debrief", "/runs/{ended_run}/debrief", True),
    Look("roleplay.replay", "/runs/{ended_run}/replay/1"),
    Look("roleplay.history", "/history"),
    Look("quarter.index", "/quarters", True),
    Look("quarter.week", "/quarters/{quarter}", True),
    Look("quarter.week", "/quarters/{sales_meeting}", True),
    Look("quarter.week", "/quarters/{key_meeting}", widths=(360,)),
    Look("quarter.past_week", "/quarters/{quarter}/weeks/2", True),
    Look("quarter.report", "/quarters/{ended_quarter}/report", True),
    Look("laboratory.index", "/laboratory", True),
    Look("laboratory.index", "/laboratory?hold=20&guide=hold&step=2&guess=more&was=hold.60", True),
    Look("laboratory.index", "/laboratory?town=buying-now&guide=town&step=1", widths=(360,)),
    Look("laboratory.index", "/laboratory?town=many-small&event=drought&new=9&was=as-it-is", widths=(1280,)),
    Look("laboratory.index", "/laboratory?hold=x&ask=now&holds=3", True, status=422),
    Look("live.my_rooms", "/rooms/mine", True),
    Look("live.phone", "/room/{room_code}", True, stops=1),  # its script gives the focus to what came
    Look("live.phone", "/room/{past_room_code}", True),
    Look("search.results", "/search?q=時期", True),
    Look("search.results", "/search?q=ないことば", widths=(360,)),
    Look("security.change_password", "/change-password"),
    Look("accounts.account", "/account", True),
    Look("certificates.mine", "/certificates", True),
    Look("assignments.mine", "/assignments", True),
    Look("mail.choices", "/mail", True),
    Look("notes.mine", "/notes", True),
    Look("coaching.behaviours", "/people/{learner}/behaviours", True),
    Look("coaching.behaviour", "/people/{learner}/behaviours/pause", True),
    Look("tokens.index", "/account/tokens", True),
    Look("tokens.guide", "/api", True),
    Look("errors", "/no-such-page", status=404),
)
LEADERS = (
    Look("reports.group", "/groups/{group}", True),
    Look("reports.group", "/groups/{group}?period=quarter&against=before&status=week", widths=(360,)),
    Look("reports.person", "/groups/{group}/people/{learner}", True),
    Look("reports.evidence", "/groups/{group}/people/{learner}/evidence?sure=1", True),
    Look(
        "reports.evidence", "/groups/{group}/people/{learner}/evidence?skill=trust&period=year", widths=(360,)
    ),
    Look("reports.figure", "/groups/{group}/figures/people", True),
    Look("reports.figure", "/groups/{group}/figures/skill-trust?period=year", widths=(360,)),
    Look("reports.rules", "/groups/{group}/rules", True),
    Look("reports.exports", "/groups/{group}/exports"),
    Look("reports.export", "/exports/{export}"),
    Look("quarter.past_week", "/quarters/{new_quarter}/weeks/0", widths=(360,)),
    Look("quarter.report", "/quarters/{ended_quarter}/report", widths=(1280,)),
    Look("live.index", "/rooms", True),
    Look("live.new", "/rooms/new", widths=(360,)),
    Look("live.new", "/rooms/new?kind=quiz&item=both-wheels", True),
    Look("live.new", "/rooms/new?kind=scenario&item=full-tank&scene=phone", True),
    Look("live.remote", "/rooms/{room}", True),
    Look("live.projector", "/rooms/{room}/projector", True, widths=(1280,), stops=1),
    Look("live.report_page", "/rooms/{past_room}/report", True),
    Look("accounts.invites", "/groups/{group}/invites"),
    Look("assigning.group", "/groups/{group}/assignments", True),
    Look("assigning.new", "/groups/{group}/assignments/new?person={learner}", True),
    Look("assigning.one", "/groups/{group}/assignments/{group_assignment}", True),
    Look("assigning.one", "/groups/{group}/assignments/{assignment}", widths=(360,)),
    Look("assigning.change", "/groups/{group}/assignments/{assignment}/change"),
    Look("notes.about", "/people/{learner}/notes", True),
    Look("coaching.group", "/groups/{group}/coaching", True),
    Look("coaching.plan", "/groups/{group}/coaching/plans/{plan}", True),
    Look("coaching.lines", "/groups/{group}/coaching/lines", True),
    Look("coaching.behaviours", "/people/{learner}/behaviours", widths=(360,)),
    Look("coaching.behaviour", "/people/{learner}/behaviours/pause", True),
    Look("content_admin.faults", "/content/faults"),
    Look("certificates.mine", "/certificates", True),
    Look("roleplay.scenario", "/roleplay/price-pushback"),
)
ADMINS = (
    Look("administration.index", "/admin", True),
    Look("accounts.admin_groups", "/admin/groups"),
    Look("accounts.admin_group", "/admin/groups/{group}"),
    Look("accounts.password_link", "/admin/people/{somebody}/password-link"),
    Look("accounts.admin_people", "/admin/people"),
    Look("accounts.admin_person", "/admin/people/{somebody}"),
    Look("roster.upload", "/admin/people/import"),
    Look("roster.an_import", "/admin/people/imports/{import}"),
    Look("privacy.erase", "/admin/people/{somebody}/erase", widths=(360,)),
    Look("audit.entries", "/admin/audit"),
    Look("reports.groups", "/groups"),
    Look("coaching.index", "/coaching"),
)
BY_PERSON = {"visitor": VISITOR, "learner": LEARNER_PAGES, "trainer": LEADERS, "admin": ADMINS}
# The set-up has a test of its own, on an empty installation; calendars are files, the API serves no pages.
ELSEWHERE = {
    "static",
    "accounts.set_up",
    "reports.export_file",
    "roster.template",
    "live.report_workbook",
    "live.report_table",
    "assignments.download",
    "assignments.feed",
    "api.describe",
    *(f"api.{name}" for name in RESOURCES),
}


@pytest.fixture(scope="session")
def things(site: Site) -> dict[str, Any]:
    return prepare(site)


def come_in(page: Page, person: str) -> None:
    if person == "learner":
        sign_in_as(page, LEARNER)
    elif person == "trainer":
        sign_in_as(page, TRAINER)
    elif person == "admin":
        page.goto("/sign-in")
        page.locator("input[name=email]").fill(ADMIN)
        page.locator("input[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator(".menu > summary")).to_have_text(ADMIN_NAME)


def test_the_rules_see_what_they_are_for(open_page: OpenPage, visit: Visit) -> None:
    """A rule that finds nothing anywhere might be one that sees nothing."""
    page = open_page(language="en", width=360)
    page.goto("/sign-in")
    weight, script = page.evaluate(WEIGHT)
    assert 5 < weight < HEAVIEST_KB and 0.5 < script < MOST_SCRIPT_KB
    page.evaluate("""() => {
      const more = document.createElement("div");
      more.innerHTML = `<h4>far down</h4><button>x</button><p id="pale">hardly to be read</p><p id="dim">hardly at night</p><input id="mute"><div id="wide">もじ</div>`;
      document.querySelector("main").prepend(more);
      more.querySelector("#pale").style.color = "#888";
      more.querySelector("#dim").style.color = "#444";
      more.querySelector("#wide").style.width = "900px";
    }""")
    found = "\n".join(inspect(page, visit, language="en", width=360))
    for sign in (
        "shifts by",
        "<h4",
        "<button",
        "handler",
        "label (",
        "in Japanese: もじ",
        "at 320 it is 9",
    ):
        assert sign in found, (sign, found)
    found = "\n".join(inspect(page, visit, language="ja", width=360))
    for sign in ("its language is en", "\ncolor-contrast", "in the dark: color-contrast"):
        assert sign in found, (sign, found)


def test_every_page_is_looked_at(site: Site) -> None:
    pages = {rule.endpoint for rule in site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    listed = {look.endpoint for looks in BY_PERSON.values() for look in looks} - {"errors"}
    assert pages - ELSEWHERE == listed


LOOKS = [
    pytest.param(person, language, id=f"{person}-{language}")
    for person in BY_PERSON
    for language in ("ja", "en")
    if language == "ja" or any(look.core for look in BY_PERSON[person])
]


def extent(look: Look, number: int, language: str, width: int) -> dict[str, Any]:
    """Say how much axe looks at on a page that is looked at in two widths.

    What stands on a page has the same colours in both: one width is looked at in the light and the other in the dark, by
    turns, so that what only a wide or only a narrow page has (it is on many pages) is seen in both. English changes
    neither the colours nor, but for the room a text takes, the structure.
    """
    if len(look.widths) == 1:
        return {}
    if language == "en":
        return {"structure": width == min(WIDTHS)}
    return {"colours": ("light",) if (number + WIDTHS.index(width)) % 2 else ("dark",)}


def walk(page: Page, look: Look) -> None:
    """Go through a page by Tab: wherever the focus goes, it can be seen."""
    hand = Keys(page)
    stops = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        if hand.focus()["lost"]:
            break
        stops += 1
    assert stops >= look.stops, f"{look.path}: Tab ends after {stops}"


@pytest.mark.parametrize(("person", "language"), LOOKS)
def test_every_page_is_sound_and_on_it_the_focus_can_be_seen_wherever_it_goes(
    open_page: OpenPage, visit: Visit, things: dict[str, Any], person: str, language: str
) -> None:
    """Every page is loaded in every width, in one language or the other: loading takes as long as looking.

    The focus is followed on a phone's width, where bars at the top and the bottom could cover it.
    """
    page = open_page(language=language)
    page.add_init_script(AXE_SCRIPT)
    come_in(page, person)
    wrong: dict[str, list[str]] = {}
    for number, look in enumerate(BY_PERSON[person]):
        if language == "en" and not look.core:
            continue
        path = look.path.format(**things)
        visit.expected = {look.status} - {200}
        # A phone's width first in Japanese, and a desk's in English.
        for turn, width in enumerate(look.widths if language == "ja" else reversed(look.widths)):
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            loaded = turn == 0 or not look.core
            if loaded:
                answer = page.goto(path, wait_until="load")
                assert answer is not None and answer.status == look.status, path
            found = inspect(
                page,
                visit,
                language=language,
                width=width,
                loaded=loaded,
                **extent(look, number, language, width),
            )
            if found:
                wrong.setdefault(path, []).extend(f"{width} wide: {fault}" for fault in found)
        if language == "ja":
            page.set_viewport_size({"width": min(WIDTHS), "height": HEIGHTS[min(WIDTHS)]})
            walk(page, look)
    assert not wrong, json.dumps(wrong, ensure_ascii=False, indent=1)


class TestFirstOfAll:
    """An installation without anybody leads to its set-up page."""

    @pytest.fixture
    def app_settings(self) -> dict[str, Any]:
        return {"WTF_CSRF_ENABLED": True}

    @pytest.fixture
    def empty(self, app: Flask) -> Iterator[str]:
        with running(app) as address:
            yield address

    @pytest.mark.parametrize("language", ["ja", "en"])
    @pytest.mark.parametrize("width", [360, 1280])
    def test_the_set_up_page_is_sound(
        self, chromium: Browser, visit: Visit, empty: str, language: str, width: int
    ) -> None:
        profile = chromium.new_context(
            base_url=empty, locale=language, viewport={"width": width, "height": 740}
        )
        visit.watch(page := profile.new_page())
        page.goto("/")
        assert re.search(r"/setup$", page.url)
        assert inspect(page, visit, language=language, width=width) == []
        profile.close()


def test_a_manager_s_table_is_sound_on_a_phone(
    open_page: OpenPage, visit: Visit, things: dict[str, Any]
) -> None:
    page = open_page(width=360)
    sign_in_as(page, MANAGER)
    page.goto("/groups")
    assert inspect(page, visit, language="ja", width=360) == []


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_certificate_prints_on_one_landscape_sheet(
    open_page: OpenPage, things: dict[str, Any], language: str
) -> None:
    page = open_page(language=language)
    sign_in_as(page, TRAINER)
    page.goto("/certificates")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
    width, height = (float(number) for number in re.findall(rb"/MediaBox \[0 0 (\S+) (\S+)\]", printed)[0])
    assert (round(width / 72 * 25.4), round(height / 72 * 25.4)) == (297, 210)
    page.emulate_media(media="print")
    for hidden in (".top", ".page-head", ".actions", ".note"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".certificate .scan svg")).to_be_visible()
