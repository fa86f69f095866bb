"""Read the API as a company's own program would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass(frozen=True, slots=True)
class Program:
    """Hold a token and read with it."""

    client: FlaskClient
    secret: str
    token_id: int

    def get(self, path: str, **headers: str) -> TestResponse:
        """Ask for an address, and hear the answer to its end."""
        given = {"Authorization": f"Bearer {self.secret}", **headers}
        return self.client.get(path, headers=given, buffered=True)

    def rows(self, name: str, query: str = "") -> list[dict[str, Any]]:
        """Read a list from its first page to its last."""
        rows: list[dict[str, Any]] = []
        path: str | None = f"/api/v1/{name}{query}"
        while path is not None:
            answer = self.get(path)
            assert answer.status_code == 200, answer.text
            body = answer.get_json()
            assert (body["next"] is None) == (body["next_cursor"] is None) == ("Link" not in answer.headers)
            rows += body["data"]
            path = body["next"]
        return rows
