"""Answer with a problem (RFC 9457) instead of a page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import Response, request

from course.api.problems import BY_STATUS, Problem
from course.api.resources import BASE
from course.presentation import language

TYPE = "application/problem+json"
_PREFIX = BASE + "/"


def wanted_here() -> bool:
    """Tell whether the present request was made to the API, by a program."""
    return request.path.startswith(_PREFIX)


def answer(status: int, errors: Sequence[tuple[str, str]] = ()) -> Response:
    """Make the answer of a status; `errors` are (parameter, what is wrong with it)."""
    problem = BY_STATUS.get(status) or BY_STATUS[400 if status < 500 else 500]
    body: dict[str, Any] = {**_said(problem), "status": status}
    if errors:
        body["errors"] = [{"parameter": name, "detail": detail} for name, detail in errors]
    made = Response(msgspec.json.encode(body), status, content_type=TYPE)
    if status == 401:
        made.headers["WWW-Authenticate"] = 'Bearer realm="ryorin"'
    return made


def _said(problem: Problem) -> dict[str, Any]:
    spoken = language()
    return {"type": problem.type, "title": problem.title.to(spoken), "detail": problem.meaning.to(spoken)}
