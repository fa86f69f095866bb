"""Check what leaders type about assignments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import TextInput

from course.assignments.operations import Terms

LONGEST_NOTE = 500
LONGEST_REASON = 300
MOST_ATTEMPTS = 20
FURTHEST_YEAR = 2100
WHOLE_GROUP = "group"


def _one_line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


class PressForm(FlaskForm):
    """A button: the token is all there is."""


class TermsForm(FlaskForm):
    """Take by when and how well. Nobody is given a day that has passed."""

    due_on = DateField(
        _l("いつまで"),
        validators=[InputRequired(_l("日付を選んでください。"))],
    )
    pass_mark = IntegerField(
        _l("合格点"),
        validators=[Optional(), NumberRange(1, 100, _l("1 から 100 までの数にしてください。"))],
        render_kw={"min": 1, "max": 100, "inputmode": "numeric"},
    )
    attempts = IntegerField(
        _l("数える回数"),
        validators=[Optional(), NumberRange(1, MOST_ATTEMPTS, _l("1 から 20 までの数にしてください。"))],
        render_kw={"min": 1, "max": MOST_ATTEMPTS, "inputmode": "numeric"},
    )
    note = TextAreaField(
        _l("ひとこと"), filters=[_plain], validators=[Length(max=LONGEST_NOTE)], render_kw={"rows": 3}
    )

    def __init__(self, *args: Any, today: date, kept: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today, self._kept = today, kept

    def validate_due_on(self, field: Field) -> None:
        """Refuse days that have passed (but for the one it has already) and those nobody will live to see."""
        if field.data is None or field.data == self._kept:
            return
        if field.data < self._today:
            raise ValidationError(_l("過ぎた日は選べません。今日か、その先の日を選んでください。"))
        if field.data.year > FURTHEST_YEAR:
            raise ValidationError(_l("遠すぎる日です。年を確かめてください。"))

    @property
    def terms(self) -> Terms:
        """Give what was typed."""
        return Terms(self.due_on.data, self.pass_mark.data, self.attempts.data, self.note.data)


class AssignForm(TermsForm):
    """Take what to assign (several at once), and to whom."""

    item = SelectMultipleField(
        _l("学ぶもの"),
        validators=[InputRequired(_l("一つ以上選んでください。"))],
        choices=[],
        validate_choice=False,
    )
    whom = SelectField(_l("だれに"), choices=[], default=WHOLE_GROUP)
    anew = BooleanField(_l("これまでの記録は数えず、これからやったものだけを数える"))

    def __init__(
        self,
        *args: Any,
        items: Sequence[str],
        people: Sequence[tuple[int, str]],
        group_label: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item.choices = [SelectChoice(key, key) for key in items]
        self.whom.choices = [
            SelectChoice(WHOLE_GROUP, group_label),
            *(SelectChoice(str(number), name) for number, name in people),
        ]

    def validate_item(self, field: Field) -> None:
        """Refuse what the content does not have (any more)."""
        offered = {choice.value for choice in field.choices}
        if not offered.issuperset(field.data or ()):
            raise ValidationError(_l("選んだ教材のうち、見つからないものがあります。選び直してください。"))

    @property
    def person_id(self) -> int | None:
        """Give the person chosen; None for the whole group."""
        return None if self.whom.data == WHOLE_GROUP else int(self.whom.data)


class ExemptForm(FlaskForm):
    """Take who is excused, and why."""

    person = IntegerField(validators=[InputRequired(), NumberRange(1, 2**31 - 1)])
    reason = StringField(
        _l("理由"),
        filters=[_one_line],
        validators=[DataRequired(_l("理由を書いてください。")), Length(max=LONGEST_REASON)],
        widget=TextInput(),
    )
