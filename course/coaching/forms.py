"""Check what trainers write, and what people write of themselves."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional, ValidationError

from course.coaching.labels import MARKS, OCCASIONS, RESULTS

LONGEST = 2_000  # characters of what was seen, or of a comment
LARGEST = 2**31 - 1


def _stripped(text: str | None) -> str | None:
    return text.strip() if text else text


class PressForm(FlaskForm):
    """Take nothing but the press of a button."""


class EvidenceForm(FlaskForm):
    """Take what somebody did, when and where."""

    observed_on = DateField(_l("日付"), validators=[InputRequired(_l("日付を入れてください。"))])
    occasion = SelectField(
        _l("どんな場で"), choices=[SelectChoice(key, label) for key, label in OCCASIONS.items()]
    )
    text = TextAreaField(
        _l("どんなことを、どう言ったか"),
        filters=[_stripped],
        validators=[
            DataRequired(_l("見たこと、言ったことを、そのまま書いてください。")),
            Length(max=LONGEST),
        ],
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """Take the office's present day: nothing is seen tomorrow."""
        self._today = today
        super().__init__(*args, **kwargs)

    def validate_observed_on(self, field: Field) -> None:
        """Refuse days to come, and those before anybody here was working."""
        if field.data is not None and not date(2000, 1, 1) <= field.data <= self._today:
            raise ValidationError(_l("今日までの日付にしてください。"))


class SignOffForm(EvidenceForm):
    """Take what a trainer saw, and whether it was done."""

    text = TextAreaField(
        _l("見たこと、聞いたこと"),
        filters=[_stripped],
        validators=[
            DataRequired(_l("見たこと、聞いたことを、そのまま書いてください。")),
            Length(max=LONGEST),
        ],
    )
    result = RadioField(
        _l("結果"),
        choices=[SelectChoice(key, label) for key, label in RESULTS.items()],
        validators=[InputRequired(_l("三つのうち一つを選んでください。"))],
    )
    corrects = HiddenField(validators=[Optional()])

    def corrects_id(self) -> int | None:
        """Give the number of the entry this one is to stand instead of; 0 for what is no number."""
        if not self.corrects.data:
            return None
        text = str(self.corrects.data)
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


class ReviewForm(FlaskForm):
    """Take what is said of a typed line: a mark, a comment, or both."""

    mark = RadioField(
        _l("ひと目の印"),
        choices=[SelectChoice(key, label) for key, label in MARKS.items()],
        validators=[Optional()],
    )
    comment = TextAreaField(_l("コメント"), filters=[_stripped], validators=[Length(max=LONGEST)])

    def validate_comment(self, field: Field) -> None:
        """Refuse what says nothing."""
        if not field.data and not self.mark.data:
            raise ValidationError(_l("印を選ぶか、コメントを書いてください。"))


class LinesForm(FlaskForm):
    """Take which typed lines are wanted, from the address."""

    class Meta:
        """Reading needs no form's token."""

        csrf = False

    show = SelectField(
        choices=[SelectChoice("new"), SelectChoice("all")], default="new", validators=[Optional()]
    )
    before = IntegerField(validators=[Optional()])
