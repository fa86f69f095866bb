"""Check an uploaded list of people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class UploadForm(FlaskForm):
    """Take a file."""

    file = FileField(
        _l("CSV か XLSX のファイル"),
        validators=[FileRequired(_l("ファイルを選んでから押してください。"))],
        render_kw={"accept": ".csv,.tsv,.txt,.xlsx"},
    )


class PressForm(FlaskForm):
    """Take nothing but the press of a button."""
