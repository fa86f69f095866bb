"""Check what is posted and asked about certificates."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length

LONGEST = 80  # a code typed with spaces between all its signs


class IssueForm(FlaskForm):
    """A button: the token is all there is."""


class CodeForm(FlaskForm):
    """Take a code from the address; looking something up changes nothing and needs no token."""

    class Meta:
        csrf = False

    code = StringField(_l("修了証の番号"), validators=[InputRequired(), Length(max=LONGEST)])
