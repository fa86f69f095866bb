"""Put together the page of the laboratory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from course.content.catalogue import Catalogue
from course.laboratory import charts, guided, labels, sentences
from course.laboratory.forms import SettingsForm, in_words
from course.laboratory.guided import CARRIED, WAS, link
from course.laboratory.permalink import NAMES, Reading, compact, expand, strangers, write
from course.laboratory.runs import Year, compare, references_of, year_of
from course.laboratory.settings import Settings, changed
from course.pipeline.policies import POLICIES
from course.presentation import say

WHEELS = "two-wheels"


@dataclass(frozen=True, slots=True)
class Row:
    """Hold one row of the comparison: a way of working and what it brings."""

    name: str
    does: str
    own: bool
    strip: Markup
    year: Year


def shorter(query: MultiDict[str, str], reading: Reading) -> str | None:
    """Give the shortest address that means the same; None when this is it, or when something in it needs a word."""
    known = {name: value for name, value in query.to_dict().items() if name in (*NAMES, *CARRIED)}
    carried = {name: known[name] for name in CARRIED if known.get(name)}
    if known == write(reading.settings) | carried or strangers(query, CARRIED):
        return None
    return link(reading.settings, **carried)


def refused(query: MultiDict[str, str], reading: Reading) -> dict[str, Any]:
    """Gather the page of settings that cannot be run: the form as it was entered, and what is wrong."""
    was = expand(query[WAS]) if query.get(WAS) else None
    return {
        "form": SettingsForm(query, reading),
        "wrong": [(fault.name, labels.NAMES[fault.name], in_words(fault)) for fault in reading.faults],
        "deviations": labels.deviations(reading.settings),
        "was": compact(was) if was is not None else "",
        "notices": _notices(query, was),
        "guides": guided.cards(),
        "units": labels.UNITS,
    }


def view(query: MultiDict[str, str], reading: Reading, catalogue: Catalogue) -> dict[str, Any]:
    """Gather the page of a run."""
    settings = reading.settings
    own, references = year_of(settings), references_of(settings)
    wheels = references[WHEELS]
    was = expand(query[WAS]) if query.get(WAS) else None
    before = year_of(was) if was is not None else None
    beside = settings != settings.undisturbed
    return {
        "form": SettingsForm(query, reading),
        "units": labels.UNITS,
        "deviations": labels.deviations(settings),
        "said": _said(settings, own, wheels, was, before),
        "changes": _changes(was, settings) if was is not None else [],
        "lines": [line.kind for line in _lines(settings, was, wheels, before)],
        "fan": _fan(own, _lines(settings, was, wheels, before), settings.dry_months),
        "beside": beside,
        "own": own,
        "wheels": wheels,
        "before": before,
        "months": _months(own),
        "rows": _rows(own, references),
        "scale": _scale(own, references),
        "was": compact(settings),
        "permalink": url_for("laboratory.index", _external=True, **write(settings)),
        "afresh": was is not None,
        "notices": _notices(query, was),
        "guide": guided.view(query, settings, catalogue),
        "guides": guided.cards(),
    }


def _said(
    settings: Settings, own: Year, wheels: Year, was: Settings | None, before: Year | None
) -> sentences.Said:
    if was is not None and before is not None:
        return (
            sentences.unchanged() if was == settings else sentences.since(compare(before, own), before, own)
        )
    if settings == settings.undisturbed:
        return sentences.as_the_town(own)
    return sentences.against_wheels(compare(wheels, own), wheels, own)


def _changes(was: Settings, settings: Settings) -> list[tuple[str, str, str]]:
    """List what was changed: the setting, its value before and after."""
    return [
        (str(labels.NAMES[name]), labels.in_words(was, name), labels.in_words(settings, name))
        for name in changed(was, settings)
    ]


def _lines(settings: Settings, was: Settings | None, wheels: Year, before: Year | None) -> list[charts.Line]:
    """Give the medians drawn beside: both wheels, and the run before, where they are not this run itself."""
    found = []
    if settings != settings.undisturbed:
        found.append(charts.Line("wheels", _wheels(), wheels.fan[2]))
    if before is not None and was not in {settings, settings.undisturbed}:
        found.append(charts.Line("before", _("前"), before.fan[2]))
    return found


def _wheels() -> str:
    return str(pgettext("chart", "両輪"))


def _fan(own: Year, lines: list[charts.Line], dry: tuple[float, float] | None) -> Markup:
    low, middle, high = (f"{own.whole()[place]:.0f}" for place in (0, 2, 4))
    title = _(
        "一年の契約の積み上がり。年末のまんなかは %(middle)s 件、十回に八回は %(low)s〜%(high)s 件。",
        middle=middle,
        low=low,
        high=high,
    )
    words = charts.FanWords(
        title=title,
        upright=_("契約の累計(件)"),
        along=_("か月め(4 週ずつ)"),
        own=_("この設定") if lines and lines[0].kind == "wheels" else _wheels(),
        shade=_("日照り"),
    )
    return Markup(charts.fan(own.fan, lines, words, dry))  # noqa: S704


def _rows(own: Year, references: Mapping[str, Year]) -> list[Row]:
    """List all ways of working, this one among them, the most contracts first."""
    top = _marks(own, references)[-1]

    def row(name: str, does: str, year: Year, mine: bool) -> Row:
        low, _low, middle, _high, high = year.whole()
        words = _(
            "%(name)s: まんなか %(middle)s 件、十回に八回は %(low)s〜%(high)s 件",
            name=name, middle=f"{middle:.0f}", low=f"{low:.0f}", high=f"{high:.0f}",
        )  # fmt: skip
        return Row(name, does, mine, Markup(charts.strip(year.whole(), top, words)), year)  # noqa: S704

    rows = [
        row(say(POLICIES[key].name), say(POLICIES[key].does), year, False) for key, year in references.items()
    ]
    rows.append(row(_("この設定"), "", own, True))
    return sorted(rows, key=lambda found: (-found.year.figures.net, not found.own))


def _marks(own: Year, references: Mapping[str, Year]) -> tuple[int, ...]:
    return charts.ticks(max(year.whole()[-1] for year in (own, *references.values())))


def _scale(own: Year, references: Mapping[str, Year]) -> Markup:
    return Markup(charts.scale(_marks(own, references)))  # noqa: S704


def _months(own: Year) -> list[tuple[int, list[str], str]]:
    """List the months: number, contracts added up by share of the years, mean of the month itself."""
    fan = own.fan
    return [
        (month, [f"{row[month]:.0f}" for row in fan], f"{mean:.2f}")
        for month, mean in enumerate(own.by_month(), start=1)
    ]


def _notices(query: MultiDict[str, str], was: Settings | None) -> list[str]:
    """Say what in the address was not understood and left aside; the rest was run."""
    said = []
    for name, near in strangers(query, CARRIED).items():
        if near:
            said.append(
                _(
                    "アドレスの「%(name)s」という設定はないので、使いませんでした。「%(near)s」のことなら、書き直して開いてください。",
                    name=name,
                    near=near,
                )
            )
        else:
            said.append(
                _(
                    "アドレスの「%(name)s」という設定はないので、使いませんでした。ほかの設定はそのままです。",
                    name=name,
                )
            )
    if query.get(WAS) and was is None:
        said.append(
            _(
                "アドレスの「was」(前の設定)が読み取れないので、前との比較は省きました。いまの設定の結果はそのままです。"
            )
        )
    return said
