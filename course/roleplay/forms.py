"""Check what is posted to a run."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from course.roleplay.models import PRACTICE, SCORED


class BeginForm(FlaskForm):
    """Ask how a run is to be played."""

    mode = StringField(validators=[InputRequired(), AnyOf([PRACTICE, SCORED])])
    say_first = BooleanField()


class StepForm(FlaskForm):
    """Name the event number a post is meant for."""

    seq = IntegerField(validators=[InputRequired(), NumberRange(0, 100_000)])


class ChoiceForm(StepForm):
    """Name the line chosen."""

    choice = StringField(validators=[InputRequired(), Length(max=64)])


class WordsForm(StepForm):
    """Take the words typed before the lines are shown."""

    words = TextAreaField(validators=[Optional()])


class SayFirstForm(FlaskForm):
    """Turn "say it first" on or off."""

    wanted = StringField(validators=[InputRequired(), AnyOf(["yes", "no"])])


class BranchForm(FlaskForm):
    """Name the decision to begin again from, counted from 0."""

    decision = IntegerField(validators=[InputRequired(), NumberRange(0, 1_000)])
