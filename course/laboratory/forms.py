"""Show the settings as a form that is sent as a query, and say what is wrong with one."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, SelectField, StringField
from wtforms.validators import Optional

from course.laboratory import labels
from course.laboratory.permalink import DEFAULTS, Fault, Reading, write
from course.laboratory.settings import SPECS, Choice, Number, value_of
from course.pipeline.territories import TERRITORIES
from course.presentation import say

_SPECS = {spec.name: spec for spec in SPECS}


class SettingsForm(Form):
    """Hold the settings as they were entered. What they mean is read by `permalink.read`, which finds the faults."""

    town = SelectField(labels.NAMES["town"], validate_choice=False)
    ask = SelectField(labels.NAMES["ask"], validate_choice=False)
    share = StringField(labels.NAMES["share"], [Optional()])
    new = StringField(labels.NAMES["new"], [Optional()])
    inquiries = StringField(labels.NAMES["inquiries"], [Optional()])
    flyers = StringField(labels.NAMES["flyers"], [Optional()])
    fairs = SelectField(labels.NAMES["fairs"], validate_choice=False)
    intros = StringField(labels.NAMES["intros"], [Optional()])
    unknown = SelectField(labels.NAMES["unknown"], validate_choice=False)
    later = SelectField(labels.NAMES["later"], validate_choice=False)
    hold = StringField(labels.NAMES["hold"], [Optional()])
    event = BooleanField(labels.EVENTS["drought"], false_values=("", "none"))

    def __init__(self, query: MultiDict[str, str], reading: Reading) -> None:
        shown = {spec.name: _shown(spec) for spec in SPECS} | write(reading.settings)
        wrong = {fault.name for fault in reading.faults}
        shown |= {name: query[name] for name in wrong if isinstance(_SPECS[name], Number)}
        super().__init__(MultiDict(shown))
        town = reading.settings.town
        self.town.choices = [(key, say(territory.name)) for key, territory in TERRITORIES.items()]
        self.ask.choices = list(labels.ASKING.items())
        self.fairs.choices = [(value, labels.fairs(value, town)) for value in _options("fairs")]
        self.unknown.choices = [(value, labels.weeks(value)) for value in _options("unknown")]
        self.later.choices = [(value, labels.weeks(value)) for value in _options("later")]
        for spec in SPECS:
            if isinstance(spec, Number):
                self[spec.name].render_kw = _number(spec, town)
        for fault in reading.faults:
            self[fault.name].errors = [in_words(fault)]


def in_words(fault: Fault) -> str:
    """Say what is wrong with a value, and how to mend it."""
    spec = _SPECS[fault.name]
    if isinstance(spec, Choice):
        return str(
            _(
                "「%(value)s」という選択肢はありません。一覧から選び直してください。",
                value=fault.value,
            )
        )
    said = {"value": fault.value, "low": spec.low, "high": spec.high}
    if spec.open:
        return str(
            _(
                "「%(value)s」では走らせられません。%(low)d から %(high)d までの整数にするか、空欄にしてください。",
                **said,
            )
        )
    return str(
        _("「%(value)s」では走らせられません。%(low)d から %(high)d までの整数にしてください。", **said)
    )


def _options(name: str) -> tuple[str, ...]:
    spec = _SPECS[name]
    return spec.options if isinstance(spec, Choice) else ()


def _shown(spec: Choice | Number) -> str:
    """Give what an untouched field shows."""
    value = value_of(DEFAULTS, spec.name)
    return "" if value is None else str(value)


def _number(spec: Number, town: str) -> dict[str, Any]:
    known: dict[str, Any] = {"inputmode": "numeric", "autocomplete": "off", "maxlength": 40}
    if spec.open:
        known["placeholder"] = labels.open_value(spec.name, town)
    return known
