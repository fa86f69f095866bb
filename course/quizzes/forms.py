"""Check what is posted to a quiz or a review."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional, ValidationError

from course.quizzes.definition import MOST_OPTIONS
from course.quizzes.models import HALF, SURE, UNSURE

LONGEST_ID = 64


class OptionsField(Field):
    """Read the ids of all options ticked, as they were sent; which of them exist is the question's business."""

    data: list[str]

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take every value sent under this name."""
        self.data = valuelist

    def process_data(self, value: object) -> None:
        """Begin with nothing ticked."""
        self.data = []

    def pre_validate(self, form: object) -> None:
        """Refuse more, or longer, ids than a question can have."""
        if len(self.data) > MOST_OPTIONS or any(len(value) > LONGEST_ID for value in self.data):
            raise ValidationError("options")


class PressForm(FlaskForm):
    """A button: the token is all there is."""


class ChoiceForm(FlaskForm):
    """Take the options chosen and, if they say it, how sure the person is."""

    choice = OptionsField()
    confidence = StringField(
        validators=[Optional(), AnyOf([UNSURE, HALF, SURE])], filters=[lambda v: v or None]
    )


class AnswerForm(ChoiceForm):
    """Name the question of an attempt that is answered."""

    question = StringField(validators=[InputRequired(), Length(max=LONGEST_ID)])


class ReviewForm(ChoiceForm):
    """Name the review that is answered: the card's running number and the version shown."""

    seq = IntegerField(validators=[InputRequired(), NumberRange(0, 1_000_000)])
    version = StringField(validators=[InputRequired(), Length(max=LONGEST_ID)])
