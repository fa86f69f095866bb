"""Serve the search."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from course.content.catalogue import Catalogue, Target
from course.lessons.links import address, kept
from course.live_catalogue import catalogue
from course.presentation import language
from course.search.documents import documents
from course.search.index import Hit, Index, parse_query

bp = Blueprint("search", __name__, template_folder="templates")

MOST_SHOWN = 40
SUGGESTIONS = 8
_TARGET_KINDS = {"lesson": "lesson", "term": "glossary", "quiz": "quiz", "scenario": "scenario"}


@bp.get("/search")
def results() -> str:
    """Show what was found for the words asked for, or what could be asked."""
    present = catalogue()
    query = parse_query(request.args.get("q", ""))
    index = kept(present, ("search",), lambda: Index(documents(present)))
    hits = index.search(query, language())
    return render_template(
        "search/results.html",
        query=query,
        hits=hits[:MOST_SHOWN],
        total=len(hits),
        href=_href,
        kinds={
            "lesson": _("レッスン"),
            "term": _("用語"),
            "quiz": _("クイズ"),
            "scenario": _("ロールプレイ"),
        },
        suggestions=[] if hits else _suggestions(present),
    )


def _href(hit: Hit, anchor: str = "") -> str:
    """Give the address of what was found; of a term, its place in the glossary."""
    fragment = hit.id if hit.kind == "term" else anchor
    return address(Target(_TARGET_KINDS[hit.kind], hit.id, fragment)) or url_for("lessons.course_map")


def _suggestions(present: Catalogue) -> list[str]:
    """Offer words that will find something: the first of the glossary."""
    terms = present.glossary.terms if present.glossary is not None else ()
    return [term.name.to(language()) for term in terms[:SUGGESTIONS]]
