"""Turn links between content files into addresses, and keep what has been rendered of the present content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import current_app, url_for

from course.content.catalogue import Catalogue, Target
from course.lessons.rendering import TERM_ANCHOR

T = TypeVar("T")
_MOST_KEPT = 2_000


def address(target: Target | None) -> str | None:
    """Give the address of a place in the content, None for none."""
    if target is None:
        return None
    anchor = target.fragment or None
    if target.kind == "glossary":
        return url_for("lessons.glossary", _anchor=TERM_ANCHOR + anchor if anchor else None)
    if target.kind == "lesson":
        return url_for("lessons.lesson", lesson_id=target.id, _anchor=anchor)
    if target.kind == "quiz":
        return url_for("quizzes.quiz", quiz_id=target.id)
    if target.kind == "scenario":
        return url_for("roleplay.scenario", scenario_id=target.id)
    return url_for("lessons.course_map")


def resolver(catalogue: Catalogue, folder: str) -> Callable[[str], str | None]:
    """Give the function that turns links written in files of `folder` into addresses."""
    return lambda written: address(catalogue.resolve(folder, written))


def term_resolver(catalogue: Catalogue, folder: str, found: dict[str, None]) -> Callable[[str], str | None]:
    """Do as `resolver` does, but lead glossary links to the foot of the page, and note their terms in `found`."""

    def resolve(written: str) -> str | None:
        target = catalogue.resolve(folder, written)
        glossary = catalogue.glossary
        if (
            target is None
            or target.kind != "glossary"
            or glossary is None
            or not glossary.term(target.fragment)
        ):
            return address(target)
        found[target.fragment] = None
        return f"#{TERM_ANCHOR}{target.fragment}"

    return resolve


class _Kept:
    """Hold what was rendered, for as long as the content it was rendered from is the present one."""

    def __init__(self) -> None:
        self.of: object = None
        self.items: dict[Any, Any] = {}


def kept(catalogue: Catalogue, key: tuple[Any, ...], make: Callable[[], T]) -> T:
    """Give what `make` gives, made once per `key` until the content changes.

    Links lead to other items, so a change of any file makes everything anew.
    """
    present = catalogue.lessons  # a new object whenever the content has been read again
    store: _Kept = current_app.extensions.setdefault("rendered_content", _Kept())
    if store.of is not present or len(store.items) >= _MOST_KEPT:
        store = _Kept()
        store.of = present
        current_app.extensions["rendered_content"] = store
    if key not in store.items:
        store.items[key] = make()
    return cast("T", store.items[key])
