"""Check what an admin looks for in the audit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, EmailField, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, NumberRange, Optional

from course.audit import labels


class AuditForm(FlaskForm):
    """Take a person by address or number, an action and a period; it is sent in the address."""

    class Meta:
        """Read from the address: nothing is changed, so no token is asked for."""

        csrf = False

    email = EmailField(_l("人（メールアドレス）"), validators=[Optional(), Length(max=254)])
    person = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)])
    action = SelectField(_l("したこと"), default="")
    since = DateField(_l("この日から"), validators=[Optional()])
    until = DateField(_l("この日まで"), validators=[Optional()])
    before = IntegerField(validators=[Optional(), NumberRange(1, 2**31 - 1)])

    def __init__(self, *args: Any, actions: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = sorted((labels.action(name), name) for name in actions)
        self.action.choices = [
            SelectChoice("", _l("すべて")),
            *(SelectChoice(name, label) for label, name in named),
        ]


class PressForm(FlaskForm):
    """Take nothing but the press of a button."""
