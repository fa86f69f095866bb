"""Write the API's OpenAPI 3.1 document, and lay its fields out for the readable page. PURE."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args, get_type_hints

import msgspec

from course.api.problems import PROBLEMS, Problem
from course.api.resources import BASE, DEFAULT_LIMIT, MOST_ROWS, RESOURCES, Membership, Resource, Row
from course.content.text import Text

VERSION = "1.0.0"
PROBLEM_TYPE = "application/problem+json"
MEMBERSHIP = Membership  # a part of a row that has fields of its own
TITLE = Text({"ja": "両輪 API", "en": "Ryorin API"})
ABOUT = Text(
    {
        "ja": "読むだけの API です。見えるものは、トークンの持ち主が画面で見られるものと同じです。時刻は ISO 8601 の UTC、率と得点は 0–100 または 0–1 です。",
        "en": "A read-only API. A token shows exactly what its owner may see on the pages. Times are ISO 8601 in UTC; percentages and scores run 0–100 or 0–1 as stated.",
    }
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """Describe one parameter of a list's address."""

    name: str
    schema: Mapping[str, Any]
    text: Text


PARAMETERS = {
    parameter.name: parameter
    for parameter in (
        Parameter(
            "limit",
            {"type": "integer", "minimum": 1, "maximum": MOST_ROWS, "default": DEFAULT_LIMIT},
            Text({"ja": "一度に受け取る行数。", "en": "How many rows to give at once."}),
        ),
        Parameter(
            "cursor",
            {"type": "string"},
            Text(
                {
                    "ja": "続きの場所。前の応答の next_cursor をそのまま渡します。",
                    "en": "Where to go on: the next_cursor of the answer before, as it is.",
                }
            ),
        ),
        Parameter(
            "person_id",
            {"type": "integer", "minimum": 1},
            Text({"ja": "この人の行だけ。", "en": "Only rows of this person."}),
        ),
        Parameter(
            "group_id",
            {"type": "integer", "minimum": 1},
            Text(
                {
                    "ja": "このグループと、その下のグループの受講者の行だけ。",
                    "en": "Only rows of the trainees of this group and of those below it.",
                }
            ),
        ),
        Parameter(
            "updated_since",
            {"type": "string", "format": "date-time"},
            Text(
                {
                    "ja": "この時刻以降に変わった行だけ。時差を付けて書きます（例 2026-11-01T00:00:00Z）。",
                    "en": "Only rows changed at or after this moment, written with its offset (2026-11-01T00:00:00Z).",
                }
            ),
        ),
    )
}


def parameters_of(resource: Resource) -> list[Parameter]:
    """List what may be asked of a list, in the order it is documented."""
    return [PARAMETERS[name] for name in ("limit", "cursor", *resource.filters)]


@dataclass(frozen=True, slots=True)
class FieldDoc:
    """Describe one field of a row for the readable page; `type` is a short name of its type."""

    name: str
    type: str
    nullable: bool
    text: Text


@lru_cache(maxsize=64)
def fields_of(row: type[Row]) -> tuple[FieldDoc, ...]:
    """List the fields of a row in their order."""
    hints = get_type_hints(row, include_extras=True)
    return tuple(_field(name, hints[name]) for name in row.__struct_fields__)


def _field(name: str, hint: Any) -> FieldDoc:
    metas = [part for part in get_args(hint)[1:] if isinstance(part, msgspec.Meta)]
    text = next(meta.extra["text"] for meta in reversed(metas) if meta.extra)
    schema = _schema(hint)
    options = schema.get("anyOf", [schema])
    known = [option for option in options if option.get("type") != "null"]
    nullable = len(known) < len(options) or None in schema.get("enum", ())
    return FieldDoc(name, _short(known[0]), nullable, text)


def _schema(hint: Any) -> dict[str, Any]:
    (schema,), _components = msgspec.json.schema_components(
        [hint], ref_template="#/components/schemas/{name}"
    )
    return dict(schema)


def _short(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return " | ".join(f'"{value}"' for value in schema["enum"] if value is not None)
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if schema.get("type") == "array":
        return f"{_short(schema['items'])}[]"
    return str(schema.get("format") or schema.get("type"))


@lru_cache(maxsize=1)
def openapi() -> dict[str, Any]:
    """Build the whole document."""
    rows = [resource.row for resource in RESOURCES.values()]
    _refs, components = msgspec.json.schema_components(rows, ref_template="#/components/schemas/{name}")
    schemas = {name: _closed(schema) for name, schema in components.items()}
    schemas["Problem"] = _problem_schema()
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {"title": TITLE.to("en"), "version": VERSION, "description": ABOUT.to("en")},
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": {
            **{resource.path: {"get": _operation(resource)} for resource in RESOURCES.values()},
            f"{BASE}/openapi.json": {"get": _own_operation()},
        },
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": schemas,
            "headers": _headers(),
            "responses": {str(problem.status): _problem_response(problem) for problem in PROBLEMS},
        },
    }


def _closed(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Leave the title and the class's docstring out: fields say what they are."""
    return {key: value for key, value in schema.items() if key not in {"title", "description"}}


def _operation(resource: Resource) -> dict[str, Any]:
    parameters = [
        {
            "name": one.name,
            "in": "query",
            "required": False,
            "schema": one.schema,
            "description": one.text.to("en"),
        }
        for one in parameters_of(resource)
    ]
    body = {
        "type": "object",
        "required": ["data", "next_cursor", "next"],
        "properties": {
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{resource.row.__name__}"}},
            "next_cursor": {
                "type": ["string", "null"],
                "description": "Where to go on; null on the last page.",
            },
            "next": {
                "type": ["string", "null"],
                "description": "The address of the next page, from the root.",
            },
        },
    }
    return {
        "operationId": "list_" + resource.name.replace("-", "_"),
        "summary": resource.summary.to("en"),
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "One page of rows, in a fixed order.",
                "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in _headers()},
                "content": {"application/json": {"schema": body}},
            },
            **{
                str(problem.status): {"$ref": f"#/components/responses/{problem.status}"}
                for problem in PROBLEMS
                if problem.of_lists
            },
        },
    }


def _own_operation() -> dict[str, Any]:
    return {
        "operationId": "describe",
        "summary": "This document.",
        "responses": {
            "200": {
                "description": "OpenAPI 3.1.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in (401, 429)},
        },
    }


def _headers() -> dict[str, Any]:
    number = {"type": "integer"}
    return {
        "X-RateLimit-Limit": {"schema": number, "description": "Requests a token may make in a window."},
        "X-RateLimit-Remaining": {"schema": number, "description": "Requests left in this window."},
        "X-RateLimit-Reset": {
            "schema": number,
            "description": "When the window is over, in seconds since 1970.",
        },
    }


def _problem_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "description": "What kind of problem: stable, made for programs."},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string", "description": "What happened and what to do, for people."},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["parameter", "detail"],
                    "properties": {"parameter": {"type": "string"}, "detail": {"type": "string"}},
                },
            },
        },
    }


def _problem_response(problem: Problem) -> dict[str, Any]:
    headers = {
        name: {"schema": {"type": "string"}, "description": text} for name, text in problem.headers.items()
    }
    return {
        "description": problem.meaning.to("en"),
        **({"headers": headers} if headers else {}),
        "content": {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
