"""Ryorin: learn the closing and prospect-management cycle of sales."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """Build the web application; `config` overrides the defaults, instance/ and the environment."""
    # Imported here because every pure module imports this package, and must not bring Flask with it.
    from course.application import build  # noqa: PLC0415

    return build(config)
