"""Check what is posted to a quarter."""

from __future__ import annotations

import re
from typing import Any

from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, FloatField, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional

from course.pipeline.codes import CAPACITY
from course.pipeline.territories import TERRITORIES
from course.quarter.advisers import ADVISERS
from course.quarter.game import WEEKS
from course.quarter.plan import ASKING, MOST_HOURS, USUAL_LINE

KEY = re.compile(r"[0-9a-f]{16}")
ACTS, LINES, GRADES = "do-", "line-", "grade-"
PLAN_ACTS = ("save", "undo", "clear", "drop", *ADVISERS)


class BeginForm(FlaskForm):
    """Name the territory of a new quarter."""

    territory = StringField(validators=[InputRequired(), AnyOf(list(TERRITORIES))])


class PlaceForm(FlaskForm):
    """Name the week and the event number a post is meant for."""

    week = IntegerField(validators=[InputRequired(), NumberRange(0, WEEKS)])
    seq = IntegerField(validators=[InputRequired(), NumberRange(0, 1_000_000)])


def _hours() -> FloatField:
    return FloatField(validators=[Optional(), NumberRange(0, MOST_HOURS)])


class WeekForm(PlaceForm):
    """Take a week's plan: hours for new people, and something for each person (fields `do-KEY` and `line-KEY`)."""

    inbound = _hours()
    referral = _hours()
    flyers = _hours()
    exhibition = BooleanField()
    onward = BooleanField()
    act = StringField(validators=[Optional(), AnyOf(PLAN_ACTS)], default="save")
    weeks = IntegerField(validators=[Optional(), NumberRange(0, 1_000)])
    scenario = StringField(validators=[Optional()])

    def changes(self, posted: MultiDict[str, str]) -> dict[str, Any]:
        """Give what the form says of the plan, as an event keeps it; hours left empty are none."""
        found: dict[str, Any] = {
            "inbound": self.inbound.data or 0.0,
            "referral": self.referral.data or 0.0,
            "flyers": self.flyers.data or 0.0,
            "exhibition": bool(self.exhibition.data),
            "onward": bool(self.onward.data),
        }
        acts: dict[str, Any] = {}
        for key, todo in _by_person(posted, ACTS).items():
            line = posted.get(LINES + key, USUAL_LINE) if todo in ASKING else ""
            acts[key] = [todo, line] if todo else None
        return found | {"acts": acts}


class ForecastForm(PlaceForm):
    """Take a grade for each name (fields `grade-KEY`)."""

    def grades(self, posted: MultiDict[str, str]) -> dict[str, str]:
        """Give the grades; names without one are left out."""
        return {key: grade for key, grade in _by_person(posted, GRADES).items() if grade}


def _by_person(posted: MultiDict[str, str], prefix: str) -> dict[str, str]:
    """Read the fields of one kind, by person's key; what is no key is none of ours."""
    keys = [name.removeprefix(prefix) for name in posted if name.startswith(prefix)]
    return {key: posted[prefix + key][:40] for key in keys[:CAPACITY] if KEY.fullmatch(key)}
