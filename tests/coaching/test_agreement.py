"""What is hard is told by the same figures wherever it is told: the trainer's page, a kept plan, the export, the API's rows."""

from __future__ import annotations

import io
import re
import secrets
import statistics
import zipfile
from collections import defaultdict
from csv import DictReader
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from course.accounts.models import User
from course.api import operations
from course.coaching.models import RoomPlan
from course.extensions import db, utc_now
from tests.api.program import Program
from tests.coaching.conftest import BrowserOf, Class
from tests.people import Cast

Figures = dict[str, tuple[int, ...]]
ANSWERS: list[dict[str, str]] = [
    {},
    {"q1": "b"},
    {"q1": "b", "q2": ""},
    {"q4": "wait"},
    {"q1": "c", "q4": "cut"},
    {"q2": "date"},
]
RUNS = [
    ("cut", "leave"),
    ("ask", "leave"),
    ("ask", "when"),
    ("cut", "chat", "leave"),
    ("ask", "undo", "cut", "leave"),
]


@pytest.fixture
def practised(school: Class) -> Class:
    """Let a group answer, answer again, play and play again; and strangers as well."""
    people = school.join(12)
    for number, person in enumerate(people):
        school.answer(person, **ANSWERS[number % len(ANSWERS)])
        school.answer(person)
        school.play(person, *RUNS[number % len(RUNS)])
        school.play(person, "ask", "when")
    for stranger in school.join(6, school.cast.stranger_group_id if school.cast else 0):
        school.answer(stranger, q3="early")
        school.play(stranger, "cut", "leave")
    return school


@pytest.mark.usefixtures("practised")
def test_every_place_tells_the_same(
    app: Flask, cast: Cast, client: FlaskClient, browser_of: BrowserOf
) -> None:
    page = browser_of(cast.hayashi).get(f"/groups/{cast.group_id}/coaching").text
    questions, scenes = of_export(browser_of(cast.hori), cast)
    titles = {
        entry.item.title.as_dict()["ja"]: entry.item for entry in app.extensions["catalogue"].quizzes.values()
    }
    names = {one.title.as_dict()["ja"]: one.id for one in titles[next(iter(titles))].questions}
    exported = {names[title]: figures for title, figures in questions.items()}
    assert exported == of_api(app, cast, client), "the export and the rows of the API"
    assert of_page(page) == list(questions.values())[: len(of_page(page))], "the page, the hardest first"
    assert of_page(browser_of(cast.hori).get(f"/groups/{cast.group_id}/coaching").text) == of_page(page)
    assert scenes_of_page(page) == list(scenes.values())
    browser_of(cast.hayashi).post(f"/groups/{cast.group_id}/coaching/plans")
    with app.app_context():
        body = db.session.query(RoomPlan).one().body
    for kept in body["questions"]:
        assert exported[kept["question_id"]] == figures_of(kept)
    assert (body["scene"]["n"], body["scene"]["low"]) in {(n, low) for n, low, _share in scenes.values()}


def figures_of(kept: dict[str, Any]) -> tuple[int, ...]:
    """Give n, missed, sure and missed, percent and discrimination in hundredths, as every place shows them."""
    related = kept["discrimination"]
    return (
        kept["n"], kept["missed"], kept["sure_and_missed"], round(100 * kept["facility"]),
        *(() if related is None else (round(100 * related),)),
    )  # fmt: skip


def of_page(page: str) -> list[tuple[int, ...]]:
    """Read the figures of the questions off the trainer's page."""
    found = []
    held = page.partition('id="questions-title"')[2].partition('id="scenes-title"')[0]
    for chips in re.findall(r'<p class="row figures">(.*?)</p>', held, re.DOTALL):
        n, missed = re.search(r"(\d+) 人中 (\d+) 人が満点でない", chips).groups()  # type: ignore[union-attr]
        sure = re.search(r"うち「自信あり」(\d+) 人", chips)
        related = re.search(r"識別力 ([+−]?[\d.]+)", chips)
        percent = re.search(r"平均 (\d+)%", chips)
        assert percent is not None
        found.append(
            (
                int(n),
                int(missed),
                int(sure[1]) if sure else 0,
                int(percent[1]),
                *((round(100 * float(related[1].replace("−", "-"))),) if related else ()),
            )
        )
    assert found
    return found


def scenes_of_page(page: str) -> list[tuple[int, int, int]]:
    """Read n, low and the share in percent of the scenes off the trainer's page."""
    held = page.partition('id="scenes-title"')[2]
    return [
        (int(n), int(low), int(share)) for n, low, share in re.findall(r"(\d+) 人中 (\d+) 人（(\d+)%）", held)
    ]


def of_export(browser: FlaskClient, cast: Cast) -> tuple[Figures, dict[str, tuple[int, int, int]]]:
    """Read the figures by title out of a year's export."""
    where = browser.post(f"/groups/{cast.group_id}/exports", data={"format": "csv"}).headers["Location"]
    with (
        browser.get(f"{where}/file") as answer,
        zipfile.ZipFile(io.BytesIO(answer.data)) as archive,
    ):
        questions, scenes = (
            list(DictReader(io.StringIO(archive.read(f"つまずきやすい{what}.csv").decode("utf-8-sig"))))
            for what in ("問い", "場面")
        )
    told = ("答えた人", "満点でない人", "うち自信あり", "点の平均(%)")
    return (
        {
            row["問い"]: (
                *(int(row[name]) for name in told),
                *((round(100 * float(row["識別力"].lstrip("'"))),) if row["識別力"] else ()),
            )
            for row in questions
        },
        {
            row["場面"]: (int(row["通った人"]), int(row["下半分の一言を選んだ人"]), int(row["割合(%)"]))
            for row in scenes
        },
    )


def of_api(app: Flask, cast: Cast, client: FlaskClient) -> Figures:
    """Work the figures out from the rows that a program reads, by the definition."""
    with app.app_context():
        hori = db.session.get_one(User, cast.hori.id)
        token, secret = operations.make(
            hori, name="集計", days=1, random=secrets.token_bytes(32), now=utc_now()
        )
        db.session.commit()
        program = Program(client, secret, token.id)
    finished = sorted(program.rows("attempts"), key=lambda row: (row["finished_at"], row["id"]), reverse=True)
    first = {(row["person_id"], row["quiz_id"]): row["id"] for row in finished}
    answers = defaultdict(list)
    for row in program.rows("answers"):
        if row["attempt_id"] in first.values():
            answers[row["attempt_id"]].append(row)
    told: dict[str, list[tuple[dict[str, Any], float]]] = defaultdict(list)
    for held in answers.values():
        for row in held:
            rest = statistics.fmean(other["credit"] for other in held if other is not row)
            told[row["question_id"]].append((row, rest))
    return {question: _figures(pairs) for question, pairs in told.items()}


def _figures(pairs: list[tuple[dict[str, Any], float]]) -> tuple[int, ...]:
    credits, missed = [row["credit"] for row, _ in pairs], [row for row, _ in pairs if not row["correct"]]
    return figures_of(
        {
            "n": len(pairs),
            "missed": len(missed),
            "sure_and_missed": sum(row["confidence"] == "high" for row in missed),
            "facility": statistics.fmean(credits),
            "discrimination": None
            if len(set(credits)) == 1
            else statistics.correlation(credits, [rest for _, rest in pairs]),
        }
    )
