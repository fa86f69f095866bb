"""The OpenAPI document and the readable page say what the API really does."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from course.api import cursors
from course.api.bearer import read_header, secret_of
from course.api.document import openapi
from course.api.problems import PROBLEMS
from course.api.resources import RESOURCES
from tests.api.program import Program
from tests.api.schema import faults, resolve
from tests.people import Cast, Person

ProgramOf = Callable[..., Program]
# What nobody of the small company has: a branched run, a key meeting, a language chosen, a group above.
ALWAYS_NULL_HERE = {"branched_from_id", "quarter_id", "language", "parent_id"}
DOCUMENT: dict[str, Any] = json.loads(json.dumps(openapi()))


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "$ref")
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_the_document_holds_together() -> None:
    assert DOCUMENT["openapi"] == "3.1.0" and DOCUMENT["info"]["title"] and DOCUMENT["info"]["version"]
    used = set(references(DOCUMENT))
    assert used
    for reference in used:
        assert resolve(reference, DOCUMENT)
    schemas = {f"#/components/schemas/{name}" for name in DOCUMENT["components"]["schemas"]}
    assert schemas <= used, "described, and used nowhere"
    names = [operation["get"]["operationId"] for operation in DOCUMENT["paths"].values()]
    assert len(names) == len(set(names))
    for operation in DOCUMENT["paths"].values():
        assert set(operation) == {"get"}
        assert {"200", "401", "429"} <= set(operation["get"]["responses"])


def test_every_route_is_described_and_nothing_else(app: Flask) -> None:
    routes = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/v1")}
    assert routes == set(DOCUMENT["paths"])


@pytest.mark.parametrize("name", RESOURCES)
def test_every_field_of_real_rows_is_as_described(records: Cast, program: ProgramOf, name: str) -> None:
    reader = program(records.admin)
    operation = DOCUMENT["paths"][f"/api/v1/{name}"]["get"]
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    for query in ("?limit=1", "?limit=1000"):
        answer = reader.get(f"/api/v1/{name}{query}")
        body = answer.get_json()
        assert body["data"]
        assert not list(faults(body, schema, DOCUMENT, name))
        assert set(operation["responses"]["200"]["headers"]) <= set(answer.headers.keys())
    # Every field that may be null is not always so in this company.
    for field in schema["properties"]["data"]["items"] and body["data"][0]:
        values = {json.dumps(row[field]) for row in body["data"]}
        assert values != {"null"} or field in ALWAYS_NULL_HERE, field


@pytest.mark.parametrize("name", RESOURCES)
def test_every_parameter_is_known_and_no_other(cast: Cast, program: ProgramOf, name: str) -> None:
    reader = program(cast.admin)
    described = {
        one["name"]: one["schema"] for one in DOCUMENT["paths"][f"/api/v1/{name}"]["get"]["parameters"]
    }
    values = {"limit": "7", "person_id": "1", "group_id": "1", "updated_since": "2026-11-01T00:00:00Z"}
    for parameter, value in values.items():
        status = reader.get(f"/api/v1/{name}?{parameter}={value}").status_code
        assert status == (200 if parameter in described else 400), parameter
    assert reader.get(f"/api/v1/{name}?limit={described['limit']['maximum']}").status_code == 200
    assert reader.get(f"/api/v1/{name}?limit={described['limit']['maximum'] + 1}").status_code == 400


def test_problems_are_as_described(cast: Cast, program: ProgramOf) -> None:
    reader = program(cast.hori)
    schema = DOCUMENT["components"]["schemas"]["Problem"]
    for answer in (
        reader.get("/api/v1/people?limit=x"),
        reader.client.get("/api/v1/people"),
        reader.get("/api/v1/nothing"),
        reader.client.post("/api/v1/people"),
    ):
        assert not list(faults(answer.get_json(), schema, DOCUMENT))
        promised = DOCUMENT["components"]["responses"][str(answer.status_code)]
        assert set(promised.get("headers", {})) <= set(answer.headers.keys())
        assert answer.mimetype in promised["content"]


def test_the_checker_finds_what_is_wrong() -> None:
    """A checker that finds nothing might be one that sees nothing."""
    schema = DOCUMENT["components"]["schemas"]["Answer"]
    row = {
        "id": 1, "person_id": 1, "attempt_id": 1, "quiz_id": "q", "question_id": "q1", "selected_option_ids": ["a"],
        "confidence": None, "credit": 1, "correct": True, "answered_at": "2026-11-01T00:00:00Z",
    }  # fmt: skip
    assert not list(faults(row, schema, DOCUMENT))
    for name, value in {
        "id": 0, "person_id": True, "credit": 1.1, "confidence": "middle", "selected_option_ids": [1],
        "answered_at": "2026-11-01T09:00:00+09:00", "correct": 1, "key": "a",
    }.items():  # fmt: skip
        assert len(list(faults({**row, name: value}, schema, DOCUMENT))) == 1, name
    del row["credit"]
    assert list(faults(row, schema, DOCUMENT)) == [".credit is missing"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_explains_all_of_it_in_the_reader_s_language(
    cast: Cast, browser_of: Callable[[Person], FlaskClient], language: str
) -> None:
    browser = browser_of(cast.hori)
    browser.post("/language", data={"language": language, "next": "/"})
    page = browser.get("/api").text
    for resource in RESOURCES.values():
        assert f'id="{resource.name}"' in page and resource.path in page
        for field in resource.row.__struct_fields__:
            assert f"<code>{field}</code>" in page
    for problem in PROBLEMS:
        assert f'id="problem-{problem.name}"' in page and problem.title.to(language) in page


def test_the_description_is_for_people_who_are_signed_in_and_for_tokens(
    cast: Cast, program: ProgramOf, client: FlaskClient, browser_of: Callable[[Person], FlaskClient]
) -> None:
    assert client.get("/api").status_code == 303
    assert client.get("/api/v1/openapi.json").status_code == 401
    assert browser_of(cast.sasaki).get("/api/v1/openapi.json").get_json() == DOCUMENT
    assert program(cast.sasaki).get("/api/v1/openapi.json").get_json() == DOCUMENT


KEYS = st.lists(st.integers(0, cursors.LARGEST) | st.text(max_size=40), max_size=4).map(tuple)


@given(KEYS)
def test_a_cursor_is_read_as_it_was_written(key: cursors.Key) -> None:
    text = cursors.write(key)
    assert re.fullmatch(r"[\w-]+", text)
    if len(text) <= cursors.LONGEST:
        assert cursors.read(text, tuple(type(part) for part in key)) == key


@given(
    st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: raw.hex()),
    st.sampled_from([(int,), (int, int), (str, str)]),
)
def test_anything_else_is_no_cursor(text: str, kinds: tuple[type, ...]) -> None:
    try:
        key = cursors.read(text, kinds)
    except cursors.Unreadable:
        return
    assert tuple(type(part) for part in key) == kinds


@given(st.binary(min_size=32, max_size=32))
def test_a_secret_is_read_from_its_header(random: bytes) -> None:
    secret = secret_of(random)
    assert read_header(f"Bearer {secret}") == secret
    assert read_header(secret) is None and read_header(f"Bearer {secret}=") is None
