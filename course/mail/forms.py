"""Check what people say about the letters they get."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.fields.choices import SelectChoice

from course.mail.models import KINDS


class WantedForm(FlaskForm):
    """Take the kinds of letters that somebody wants."""

    kind = SelectMultipleField(choices=[SelectChoice(kind, kind) for kind in KINDS])


class StopForm(FlaskForm):
    """A button; the address itself is the secret, and mail programs press it without ever having seen a page."""

    class Meta:
        csrf = False
