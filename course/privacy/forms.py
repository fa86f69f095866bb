"""Check what is sent to hand out or to erase."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length


class EraseForm(FlaskForm):
    """Take the name of the person to erase, typed anew."""

    name = StringField(
        _l("消去する人の名前"),
        filters=[lambda text: " ".join(text.split()) if text else text],
        validators=[InputRequired(), Length(max=100)],
        render_kw={"autocomplete": "off"},
    )


class PressForm(FlaskForm):
    """Take nothing but the press of a button."""
