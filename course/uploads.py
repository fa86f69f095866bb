"""Let the few views that take a file take more than a form; everything else keeps the general limit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import current_app, request
from flask_security import current_user

View = TypeVar("View", bound=Callable[..., Any])
_LARGEST = "_largest_upload"


def takes_file(largest: int) -> Callable[[View], View]:
    """Mark a view to which an admin may send so many bytes; for anybody else the general limit holds."""

    def mark(view: View) -> View:
        setattr(view, _LARGEST, largest)
        return view

    return mark


def widen() -> None:
    """Raise the limit of this request if its view takes files. Must run before anything reads the form."""
    view = current_app.view_functions.get(request.endpoint or "")
    largest: int | None = getattr(view, _LARGEST, None)
    if largest is not None and current_user.is_authenticated and current_user.is_admin:
        request.max_content_length = largest
