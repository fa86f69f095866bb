"""Check what is asked of a list, and what is typed to make a token."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from course.accounts.forms import printable
from course.api import cursors
from course.api.document import parameters_of
from course.api.paging import Wanted
from course.api.resources import DEFAULT_LIMIT, MOST_ROWS, Resource

LONGEST_NAME = 100


def _number(most: int, message: Any) -> IntegerField:
    return IntegerField(description=message, validators=[Optional(), NumberRange(1, most)])


class ListForm(FlaskForm):
    """Take what is asked of a list, from the address. What is wrong with a field is told by its description."""

    class Meta:
        """Reading needs no form's token."""

        csrf = False

    limit = _number(MOST_ROWS, _l("1 から 1000 までの整数にしてください。"))
    cursor = StringField(description=_l("前の応答の next_cursor を、そのまま渡してください。"))
    person_id = _number(cursors.LARGEST, _l("人の番号を整数で渡してください。"))
    group_id = _number(cursors.LARGEST, _l("グループの番号を整数で渡してください。"))
    updated_since = StringField(description=_l("時差の付いた時刻（例 2026-11-01T00:00:00Z）にしてください。"))

    def __init__(self, args: Any, resource: Resource, kinds: tuple[type, ...]) -> None:
        """Read `args`, asked of `resource`; `kinds` are the types of the parts of its rows' key."""
        self._kinds = kinds
        self._after: cursors.Key | None = None
        self._since: datetime | None = None
        allowed = {parameter.name for parameter in parameters_of(resource)}
        # A misspelt filter must not quietly give everything, nor one that is said twice either of its values.
        self._unusable = [name for name, values in args.lists() if name not in allowed or len(values) > 1]
        super().__init__(args)

    def validate_cursor(self, field: Field) -> None:
        """Read the cursor."""
        if field.data:
            try:
                self._after = cursors.read(field.data, self._kinds)
            except cursors.Unreadable as error:
                raise ValidationError from error

    def validate_updated_since(self, field: Field) -> None:
        """Read the moment."""
        if field.data:
            try:
                moment = datetime.fromisoformat(field.data)
                self._since = moment.astimezone(UTC)
            except (ValueError, OverflowError) as error:
                raise ValidationError from error
            if moment.tzinfo is None:
                raise ValidationError

    def problems(self) -> list[tuple[str, str]]:
        """List what is wrong, parameter by parameter; nothing when all is well."""
        self.validate()
        wrong = [(name, _("この一覧では使えないか、二度書かれています。")) for name in self._unusable]
        return wrong + [
            (field.name, str(field.description))
            for field in self
            if self.errors.get(field.name) and field.name not in self._unusable
        ]

    def wanted(self) -> Wanted:
        """Give what is asked for."""
        return Wanted(
            limit=self.limit.data or DEFAULT_LIMIT,
            after=self._after,
            person_id=self.person_id.data,
            group_id=self.group_id.data,
            updated_since=self._since,
        )


def _one_line(text: str | None) -> str | None:
    return " ".join(text.split()) if text else text


class TokenForm(FlaskForm):
    """Take what a new token is called and how long it works."""

    name = StringField(
        _l("トークンの名前"),
        filters=[_one_line],
        validators=[DataRequired(), Length(max=LONGEST_NAME), printable],
    )
    days = SelectField(
        _l("使える期間"),
        coerce=int,
        choices=[
            SelectChoice(30, _l("30 日")),
            SelectChoice(90, _l("90 日")),
            SelectChoice(365, _l("1 年")),
        ],
        default=90,
    )


class RevokeForm(FlaskForm):
    """Take nothing but the press of a button."""
