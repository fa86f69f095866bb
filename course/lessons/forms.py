"""Check what is posted to a lesson."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from course.quizzes.forms import LONGEST_ID, OptionsField


class PressForm(FlaskForm):
    """A button: the token is all there is."""


class PlaceForm(FlaskForm):
    """Name the section being read."""

    section = StringField(validators=[InputRequired(), Length(max=LONGEST_ID)])


class CheckForm(FlaskForm):
    """Take the options chosen in a check, and the version of the lesson they were chosen in."""

    choice = OptionsField()
    version = StringField(validators=[InputRequired(), Length(max=LONGEST_ID)])
