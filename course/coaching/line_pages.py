"""Put together the list of typed lines, and what was said of the lines of one run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course.accounts.models import Group, User
from course.accounts.queries import trainee_ids_below
from course.coaching import labels, queries
from course.coaching.forms import ReviewForm
from course.coaching.models import WordsReview
from course.coaching.spoken import typed_lines
from course.content.text import Text
from course.roleplay.conversation import Moment, converse
from course.roleplay.events import fold
from course.roleplay.models import Run, RunEvent
from course.roleplay.script import Scenario
from course.versions.queries import VersionLost, load


@dataclass(frozen=True, slots=True)
class TypedLine:
    """Hold one typed line with what surrounds it, what was said of it, and the form for the reader's own word."""

    event: RunEvent
    run: Run
    scenario_title: Text
    moment: Moment
    reviews: Sequence[WordsReview]
    form: ReviewForm


def lines(reader: User, group: Group, *, unreviewed: bool, before: int | None) -> dict[str, Any]:
    """Gather a page of the typed lines of a group's people."""
    found = queries.typed_lines(trainee_ids_below(group), unreviewed=unreviewed, before=before)
    events = found[: queries.PAGE]
    runs = queries.runs_of(events)
    reviews = queries.reviews_of_events([event.id for event in events])
    shown = [_line(reader, event, runs[event.run_id], reviews.get(event.id, ())) for event in events]
    return {
        "group": group,
        "lines": [line for line in shown if line is not None],
        "unreviewed": unreviewed,
        "older": events[-1].id if len(found) > queries.PAGE else None,
        "marks": labels.MARKS,
        "tones": labels.MARK_TONES,
    }


def _line(
    reader: User, event: RunEvent, run: Run, reviews: Sequence[WordsReview], form: ReviewForm | None = None
) -> TypedLine | None:
    """Put a typed line in its place; None when it was taken back, or its scenario cannot be read any more."""
    standing = typed_lines(run.events)
    if event not in standing:
        return None
    try:
        scenario: Scenario = load(run.version)
    except VersionLost:
        return None
    moment = converse(scenario, fold(run.events), run.seed).moments[standing.index(event)]
    own = next((review for review in reviews if review.author_id == reader.id), None)
    if form is None:
        form = ReviewForm(formdata=None, mark=own.mark if own else None, comment=own.comment if own else "")
    return TypedLine(event, run, scenario.title, moment, reviews, form)


def one_line(reader: User, group: Group, event: RunEvent, run: Run, form: ReviewForm) -> dict[str, Any]:
    """Gather the page of one typed line alone, with a form that has something wrong."""
    line = _line(reader, event, run, queries.reviews_of_events([event.id]).get(event.id, ()), form)
    return {
        "group": group,
        "lines": [line] if line is not None else [],
        "unreviewed": False,
        "older": None,
        "marks": labels.MARKS,
        "tones": labels.MARK_TONES,
    }


def of_run(run: Run) -> dict[int, Sequence[WordsReview]]:
    """Give what was said of a run's typed lines, by the number of the decision, counted from 1."""
    standing = typed_lines(run.events)
    if not any(standing):
        return {}
    reviews = queries.reviews_of_events([event.id for event in standing if event is not None])
    return {
        number: reviews[event.id]
        for number, event in enumerate(standing, start=1)
        if event is not None and event.id in reviews
    }
