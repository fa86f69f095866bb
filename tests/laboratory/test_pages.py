"""The laboratory's page runs what the address says, tells what changed, and leads through the experiments."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.extensions import limiter
from course.laboratory.guides import GUIDES
from course.laboratory.permalink import write
from tests.people import Cast, Person

BrowserOf = Callable[[Person | None], FlaskClient]


@pytest.fixture
def reader(cast: Cast, browser_of: BrowserOf) -> FlaskClient:
    return browser_of(cast.sasaki)


def page_of(browser: FlaskClient, query: str = "", status: int = 200) -> str:
    answer = browser.get(f"/laboratory{query}")
    assert answer.status_code == status, (query, answer.status_code, answer.location)
    return unescape(answer.text)


def words_of(page: str) -> str:
    found = re.search(r'id="words">(.*?)</section>', page, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[1]))


def test_the_first_visit_shows_the_town_as_it_is(reader: FlaskClient) -> None:
    page = page_of(reader)
    assert "何も変えていない、この町の両輪です" in words_of(page)
    assert page.count('<svg class="fan"') == 1 and page.count('<svg class="strip"') == 8
    assert 'path class="wheels"' not in page, "there is nothing to compare with but itself"
    assert "模型は模型です" in page
    assert page.count('<tr class="own">') == 1
    assert all(guide.title.to("ja") in page for guide in GUIDES.values())


def test_a_visitor_is_sent_to_sign_in_and_back_to_the_same_settings(client: FlaskClient) -> None:
    answer = client.get("/laboratory?hold=20")
    assert answer.status_code == 303 and "/sign-in" in answer.location and "hold%3D20" in answer.location


def test_a_form_s_long_address_becomes_the_shortest_that_means_the_same(reader: FlaskClient) -> None:
    sent = "town=few-large&ask=meeting&share=35&new=&inquiries=&flyers=0&fairs=&intros=0&unknown=6&later=40&hold=２０"
    answer = reader.get(f"/laboratory?was=as-it-is&{sent}")
    assert answer.status_code == 303
    assert answer.location == "/laboratory?hold=20&was=as-it-is"
    assert reader.get(answer.location).status_code == 200
    assert reader.get("/laboratory?event=&town=few-large").location == "/laboratory"


def test_the_permalink_leads_to_the_same_result_without_the_comparison(reader: FlaskClient) -> None:
    page = page_of(reader, "?hold=20&share=20&was=hold.60")
    found = re.search(r'href="http://localhost(/laboratory\?[^"]+)"', page)
    assert found and found[1] == "/laboratory?share=20&hold=20"
    again = page_of(reader, found[1].removeprefix("/laboratory"))
    drawing = re.compile(r'<svg class="fan".*?</svg></svg>|<path class="middle"[^>]*>', re.DOTALL)
    assert drawing.findall(page) == drawing.findall(again)
    assert "両輪と比べて" in words_of(again)


def test_what_changed_is_said_with_what_it_did(reader: FlaskClient) -> None:
    words = words_of(page_of(reader, "?hold=20&was=hold.60~intros.2"))
    assert (
        "名簿の上限: 60 人 から → 20 人" in words
        and "紹介をお願いする: 2 時間／週 から → 0 時間／週" in words
    )
    assert re.search(r"契約は月に −0\.\d\d 件、一年でおよそ \d\.\d 件の減", words)
    assert re.search(r"95% の幅は月に −0\.\d\d から −0\.\d\d 件", words)
    assert re.search(r"100 か月に \d+ から \d+ へ", words)
    assert "一度に 2 つ変えたので、どれが効いたかは分かりません。" in words
    better = words_of(page_of(reader, "?was=ask.never"))
    assert "一度に" not in better
    assert re.search(r"契約は月に \+0\.\d\d 件、一年でおよそ \d\.\d 件の増", better)


def test_the_run_before_is_a_line_of_its_own_unless_it_is_both_wheels(reader: FlaskClient) -> None:
    kinds = re.compile(r'<path class="(wheels|before)"')
    assert kinds.findall(page_of(reader, "?hold=20&was=hold.60")) == ["wheels", "before"]
    assert kinds.findall(page_of(reader, "?hold=20&was=as-it-is")) == ["wheels"]
    assert kinds.findall(page_of(reader, "?was=hold.60")) == ["before"]
    assert kinds.findall(page_of(reader, "?hold=20&was=hold.20")) == ["wheels"]


def test_a_difference_that_is_not_clear_is_called_that(reader: FlaskClient) -> None:
    words = words_of(page_of(reader, "?new=20"))
    assert "契約の差は、はっきりしません" in words and "0 をまたいでいます" in words


def test_the_same_settings_again_give_the_same_and_say_so(reader: FlaskClient) -> None:
    assert "運も同じ種から" in words_of(page_of(reader, "?hold=20&was=hold.20"))


def test_the_form_carries_the_settings_of_this_run_as_those_before_the_next(reader: FlaskClient) -> None:
    page = page_of(reader, "?hold=20&ask=early&was=as-it-is")
    assert 'name="was" value="ask.early~hold.20"' in page
    assert re.search(r'<input[^>]* id="hold"[^>]* value="20"', page)
    assert re.search(r'<option selected value="early">', page)


def test_wrong_values_are_named_with_their_place_and_the_rest_is_kept(reader: FlaskClient) -> None:
    page = page_of(reader, "?hold=3&ask=now&share=abc&town=many-small&intros=2&was=hold.60", 422)
    assert "「3」では走らせられません。5 から 200 までの整数にするか、空欄にしてください。" in page
    assert "「abc」では走らせられません。0 から 90 までの整数にしてください。" in page
    assert "「now」という選択肢はありません" in page
    assert 'name="was" value="hold.60"' in page
    for name in ("hold", "ask", "share"):
        assert f'href="#{name}"' in page and f'id="{name}-error"' in page
    assert re.search(r'<input[^>]* id="share"[^>]* value="abc"', page)
    assert re.search(r'<input[^>]* id="intros"[^>]* value="2"', page)
    assert re.search(r'<option selected value="many-small">', page)
    assert "前との比較は省きました" not in page
    assert '<svg class="fan"' not in page, "nothing is shown that was not asked for"


@pytest.mark.parametrize(
    "query",
    ["event=flood", "fairs=x", "unknown=%00", "later=-1", "town=<script>alert(1)</script>", "hold=%ff%fe", "share=" + "9" * 999],
)  # fmt: skip
def test_any_nonsense_is_told_kindly(reader: FlaskClient, query: str) -> None:
    answer = reader.get(f"/laboratory?{query}")
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text
    assert "まだ走らせていません" in answer.text


def test_names_that_are_no_settings_are_left_aside_and_the_rest_is_run(reader: FlaskClient) -> None:
    page = page_of(reader, "?holds=20&intros=1&utm_source=mail&town=few-large")
    assert "「holds」という設定はないので、使いませんでした。「hold」のことなら" in page
    assert "「utm_source」という設定はないので" in page
    assert '<svg class="fan"' in page


@pytest.mark.parametrize("was", ["x", "hold.3", "hold.20~", "~.~", "hold." + "9" * 500, "%00"])
def test_settings_before_that_cannot_be_read_cost_only_the_comparison(reader: FlaskClient, was: str) -> None:
    page = page_of(reader, f"?hold=20&was={was}")
    assert "前との比較は省きました" in page and "両輪と比べて" in words_of(page)


def test_a_drought_is_marked_in_the_chart(reader: FlaskClient) -> None:
    page = page_of(reader, "?event=drought")
    assert '<rect class="shade"' in page
    assert re.search(r'<input[^>]* checked id="event"', page)
    assert '<rect class="shade"' not in page_of(reader)


@pytest.mark.parametrize("guide_id", GUIDES)
def test_a_guided_experiment_is_followed_from_link_to_link(
    app: Flask, reader: FlaskClient, guide_id: str
) -> None:
    guide = GUIDES[guide_id]
    address = re.search(rf'href="(/laboratory[^"]*guide={guide_id}&step=1)"', page_of(reader))
    assert address
    page = page_of(reader, address[1].removeprefix("/laboratory"))
    assert guide.question.to("ja") in page and guide.asks.to("ja") in page
    assert guide.notice.to("ja") not in page, "what happens is not told before it is seen"
    form = re.search(r'class="guess">(.*?)</form>', page, re.DOTALL)
    assert form
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form[1]))
    offered = re.findall(r'type="radio" name="guess" value="(\w+)"', form[1])
    assert offered == [value for value, _ in guide.options]
    page = unescape(reader.get("/laboratory", query_string={**fields, "guess": guide.answer}).text)
    answer = dict(guide.options)[guide.answer].to("ja")
    assert f"予想は「{answer}」、模型の答えは「{answer}」。" in page
    for _ in guide.steps[2:]:
        following = re.search(r'class="btn block" href="([^"]+)"', page)
        assert following and guide.notice.to("ja") not in page
        page = page_of(reader, following[1].removeprefix("/laboratory"))
    assert guide.notice.to("ja") in page and guide.caveat.to("ja") in page
    lesson = guide.lesson(app.extensions["catalogue"].lessons)
    assert f'href="/lessons/{lesson}"' in page
    for link in set(re.findall(r'href="(/laboratory\?[^"]+)"', page)):
        assert reader.get(link).status_code == 200, link


def test_a_wrong_guess_is_told_kindly_and_none_is_allowed(reader: FlaskClient) -> None:
    step = "?hold=20&guide=hold&step=2&was=hold.60"
    assert "予想は「増える」、模型の答えは「減る」。 外れた予想ほど、よく残ります。" in page_of(
        reader, f"{step}&guess=more"
    )
    assert "予想は" not in page_of(reader, step)
    assert "予想は" not in page_of(reader, f"{step}&guess=nonsense")


def test_a_guided_experiment_goes_to_the_other_preset(reader: FlaskClient) -> None:
    page = page_of(reader, "?town=many-small&hold=60&guide=hold&step=1")
    assert 'name="town" value="many-small"' in page and "みちびき実験 1" in page


@pytest.mark.parametrize(
    "query", ["hold=60&guide=hold&step=2", "guide=nothing", "guide=ask&step=9", "guide=ask&step=²"]
)
def test_settings_that_are_no_step_are_simply_run(reader: FlaskClient, query: str) -> None:
    page = page_of(reader, f"?{query}")
    assert "みちびき実験" not in page and '<svg class="fan"' in page


def test_links_of_every_step_are_the_shortest(reader: FlaskClient) -> None:
    for guide in GUIDES.values():
        for number in range(1, len(guide.steps) + 1):
            query = write(guide.settings(number)) | {"guide": guide.id, "step": str(number)}
            assert reader.get("/laboratory", query_string=query).status_code == 200


class TestLimit:
    """Runs cost a core for a fifth of a second: somebody who asks for very many is asked to wait."""

    @pytest.fixture
    def app_settings(self) -> dict[str, object]:
        return {"RATELIMIT_ENABLED": True}

    def test_forty_in_a_minute_are_enough_and_each_person_has_their_own(
        self, cast: Cast, browser_of: BrowserOf
    ) -> None:
        limiter.reset()
        reader, other = browser_of(cast.sasaki), browser_of(cast.ono)
        statuses = [reader.get("/laboratory").status_code for _ in range(41)]
        assert statuses == [200] * 40 + [429]
        assert reader.get("/laboratory").headers["Retry-After"]
        assert other.get("/laboratory").status_code == 200
        limiter.reset()


def test_review_has_moved_from_the_tabs_to_the_menu(reader: FlaskClient) -> None:
    page = page_of(reader)
    tabs = re.search(r'<nav class="tabs".*?</nav>', page, re.DOTALL)
    menu = re.search(r'<div class="sheet">.*?</div>', page, re.DOTALL)
    assert tabs and menu
    assert 'href="/laboratory" aria-current="page"' in tabs[0] and "/review" not in tabs[0]
    assert 'href="/review"' in menu[0]
