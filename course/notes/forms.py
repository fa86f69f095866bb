"""Check notes and nudges."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from course.notes.labels import TEMPLATES

LONGEST_NOTE = 1_000
LONGEST_NUDGE = 500
SHARED = "shared"


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").strip()


def _without_control(form: FlaskForm, field: Field) -> None:
    """Refuse control characters other than line breaks."""
    if any(not (sign.isprintable() or sign == "\n") for sign in field.data or ""):
        raise ValidationError(_l("使えない文字が入っています。打ち直してください。"))


class PressForm(FlaskForm):
    """A button, and the page to go back to."""

    next = StringField(validators=[Length(max=2000)])


class NoteForm(PressForm):
    """Take a note, and whether its person sees it."""

    text = TextAreaField(
        _l("メモ"),
        filters=[_plain],
        validators=[DataRequired(_l("メモを書いてください。")), Length(max=LONGEST_NOTE), _without_control],
    )
    shared = BooleanField(_l("本人にも見せる"))


class NudgeForm(PressForm):
    """Take a nudge: words of one's own, or one of the ready ones."""

    text = TextAreaField(
        _l("自分の言葉で"),
        filters=[_plain],
        validators=[Length(max=LONGEST_NUDGE), _without_control],
    )
    template = StringField()

    def validate_template(self, field: Field) -> None:
        """Ask for one of the two, and for a ready one that there is."""
        if field.data not in TEMPLATES and (field.data or not self.text.data):
            raise ValidationError(_l("一言を書くか、用意された文から選んでください。"))
