"""Put together the report of a quarter: what it brought, luck apart from skill, against the reference policies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask_babel import gettext as _

from course.content.catalogue import Catalogue
from course.pipeline.policies import POLICIES
from course.pipeline.territories import TERRITORIES
from course.presentation import contracts, say, yen
from course.quarter import advice_words, labels, queries, words
from course.quarter.account import AGES, Account
from course.quarter.evaluation import BAND_RUNS, BEYOND, RUNS, WeekWorth, Worth
from course.quarter.models import Quarter
from course.quarter.report import Report, from_row
from course.skills.labels import LABELS, Shown
from course.skills.mastery import SKILLS

CLEAR = 1.96  # standard errors from which a difference is called clear


@dataclass(frozen=True, slots=True)
class Step:
    """Hold one step of the way from what was expected to what came; `start` and `size` in percent of the drawing."""

    label: str
    value: str
    start: float
    size: float
    tone: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """Hold one row of the comparison: its band and marks in percent of the drawing, and its figures."""

    label: str
    does: str
    own: bool
    low: float
    width: float
    middle: float
    mark: float
    contracts: str
    money: str
    left: str
    likely: str


def view(quarter: Quarter, catalogue: Catalogue) -> dict[str, Any]:
    """Gather what the report shows."""
    assert quarter.report is not None
    report = from_row(quarter.report)
    game = queries.game_of(quarter)
    told = [words.tell(week.happened, game.register.profiles) for week in game.weeks]
    return {
        "quarter": quarter,
        "territory": TERRITORIES[quarter.territory],
        "report": report,
        "account": report.account,
        "headline": _headline(report),
        "verdict": _verdict(report.worth),
        "steps": _steps(report.worth),
        "weeks": _weeks(report.worth, told),
        "bands": _bands(report),
        "hours": _hours(report.account),
        "ages": _ages(report.account),
        "honesty": _honesty(report.account),
        "advice": advice_words.sentences(report.advice, catalogue),
        "levels": _levels(report),
        "meetings": _meetings(quarter, catalogue),
        "truth": _truth(report.account),
        "runs": f"{RUNS:,}",
        "band_runs": BAND_RUNS,
        "beyond": BEYOND,
    }


def _headline(report: Report) -> list[tuple[str, str, str]]:
    account, worth = report.account, report.worth
    undone = _("取り消し %(n)d 件", n=account.cancelled) if account.cancelled else _("取り消しなし")
    return [
        (_("契約"), _("%(n)d 件", n=account.net), undone),
        (_("金額"), yen(account.money), ""),
        (
            _("残した名簿"),
            _("%(n)s 件ぶん", n=f"{worth.left:.1f}"),
            _("次の %(w)d 週の見込み", w=BEYOND),
        ),
        (
            _("腕前"),
            contracts(worth.skill + worth.meetings),
            _("両輪の手本と比べて。誤差 ±%(e)s", e=f"{CLEAR * worth.skill_error:.1f}"),
        ),
    ]


def _verdict(worth: Worth) -> list[str]:
    """Say what was skill, and what was luck."""
    own, error = worth.skill + worth.meetings, CLEAR * worth.skill_error
    if own > error:
        skill = _("判断は、両輪の手本より %(n)s 件ぶん良いものでした。", n=f"{own:.1f}")
    elif own < -error:
        skill = _("判断は、両輪の手本より %(n)s 件ぶん届きませんでした。", n=f"{-own:.1f}")
    else:
        skill = _("判断は、両輪の手本とほぼ同じでした。")
    if worth.luck > 0.5:
        luck = _("運は %(n)s 件ぶん味方しています。", n=f"{worth.luck:.1f}")
    elif worth.luck < -0.5:
        luck = _("運は %(n)s 件ぶん逆風でした。件数だけで落ち込むことはありません。", n=f"{-worth.luck:.1f}")
    else:
        luck = _("運は、よくも悪くもありませんでした。")
    if abs(worth.meetings) < 0.3:
        return [skill, luck]
    talk = _("そのうち商談(ロールプレイ)が %(n)s 件ぶんです。", n=contracts(worth.meetings))
    return [skill, talk, luck]


def _steps(worth: Worth) -> list[Step]:
    """Draw the way from the expectation to the result, each step beginning where the last ended."""
    brought = worth.net + worth.left
    parts = [(_("手本なら見込める数"), worth.expected, "total", "")]
    if any(week.meetings for week in worth.weeks):
        parts.append((_("商談(ロールプレイ)"), worth.meetings, "", ""))
    parts.append((_("毎週の判断"), worth.skill, "", ""))
    parts.append((_("運"), worth.luck, "", ""))
    at, ends = 0.0, [0.0, brought]
    for _label, value, _tone, _note in parts:
        at += value
        ends.append(at)
    low, high = min(ends), max(ends)
    scale = 100.0 / ((high - low) or 1.0)
    steps, at = [], 0.0
    for label, value, tone, note in parts:
        begin = min(at, at + value)
        steps.append(
            Step(
                label,
                f"{value:.1f}" if tone == "total" else contracts(value),
                (begin - low) * scale,
                abs(value) * scale,
                tone or ("up" if value >= 0 else "down"),
                note,
            )
        )
        at += value
    note = _("契約 %(n)d 件 + 残した名簿 %(l)s 件ぶん", n=round(worth.net), l=f"{worth.left:.1f}")
    steps.append(Step(_("あなたの四半期"), f"{brought:.1f}", -low * scale, brought * scale, "total", note))
    return steps


def _weeks(worth: Worth, told: Sequence[Sequence[words.Told]]) -> list[dict[str, Any]]:
    """List the weeks with what their decisions and their luck were worth, and the first thing that happened."""
    widest = max((max(abs(_own(week)), abs(week.luck)) for week in worth.weeks), default=1.0) or 1.0
    best = max(worth.weeks, key=_own, default=None)
    worst = min(worth.weeks, key=_own, default=None)
    return [
        {
            "number": week.number,
            "skill": contracts(_own(week)),
            "skill_size": 50.0 * _own(week) / widest,
            "luck": contracts(week.luck),
            "luck_size": 50.0 * week.luck / widest,
            "mark": "best"
            if week is best and _own(week) > 0
            else "worst"
            if week is worst and _own(week) < 0
            else "",
            "first": told[place][0].sentence if place < len(told) and told[place] else "",
        }
        for place, week in enumerate(worth.weeks)
    ]


def _own(week: WeekWorth) -> float:
    return week.skill + week.meetings


def _bands(report: Report) -> list[Band]:
    """Compare with the reference policies: under the same luck, and the band of what other luck would have brought."""
    top = max([report.account.net, 1.0, *(max(one.high, one.net) for one in report.references)])
    scale = 100.0 / top
    rows = [
        Band(
            _("あなた"),
            "",
            True,
            0.0,
            0.0,
            -1.0,
            max(0.0, report.account.net) * scale,
            f"{report.account.net}",
            yen(report.account.money),
            f"{report.worth.left:.1f}",
            "",
        )
    ]
    for one in report.references:
        policy = POLICIES[one.policy]
        rows.append(
            Band(
                say(policy.name),
                say(policy.does),
                False,
                max(0.0, one.low) * scale,
                max(0.0, one.high - max(0.0, one.low)) * scale,
                max(0.0, one.middle) * scale,
                max(0.0, one.net) * scale,
                f"{one.net:.0f}",
                yen(round(one.money / 100_000) * 100_000),
                f"{one.left:.1f}",
                _("%(low)s〜%(high)s", low=f"{one.low:.0f}", high=f"{one.high:.0f}"),
            )
        )
    return rows


def _hours(account: Account) -> list[dict[str, Any]]:
    total = sum(account.hours[name] for name in labels.HOURS) or 1.0
    rows: list[dict[str, Any]] = [
        {"label": str(label), "hours": account.hours[name], "share": 100.0 * account.hours[name] / total}
        for name, label in labels.HOURS.items()
    ]
    rows.insert(
        2,
        {
            "label": _("うち、買わない人に"),
            "hours": account.hours["wasted"],
            "share": 100.0 * account.hours["wasted"] / total,
            "tone": "warn",
        },
    )
    return [row for row in rows if row["hours"] >= 0.05]


def _ages(account: Account) -> list[dict[str, Any]]:
    names = [
        _("%(n)d 週まで", n=AGES[0]),
        *(_("%(a)d〜%(b)d 週", a=a + 1, b=b) for a, b in pairwise(AGES)),
        _("%(n)d 週より上", n=AGES[-1]),
    ]
    most = max(account.ages) or 1
    return [
        {"label": name, "number": number, "share": 100.0 * number / most}
        for name, number in zip(names, account.ages, strict=True)
    ]


def _honesty(account: Account) -> dict[str, Any]:
    """Say how honest the forecasts were: by grade, and in a sentence."""
    honesty = account.honesty
    high = honesty.too_high
    if high is None:
        sentence = _("ヨミを一つも出しませんでした。会議では少し居心地が悪かったはずです。")
    elif high > 0.12:
        sentence = _("ヨミは、実際より平均 %(n)d ポイント高めでした。", n=round(100 * high))
    elif high < -0.12:
        sentence = _("ヨミは、実際より平均 %(n)d ポイント低めでした。", n=round(-100 * high))
    else:
        sentence = _("ヨミは、ほぼ実際どおりでした。こういう数字は、会社の役に立ちます。")
    return {
        "sentence": sentence,
        "grades": [
            {
                "grade": grade.grade,
                "said": round(100 * grade.said),
                "number": grade.number,
                "came": grade.came,
                "share": round(100 * grade.came / grade.number) if grade.number else None,
            }
            for grade in honesty.grades
        ],
        "brier": f"{honesty.brier:.2f}" if honesty.brier is not None else None,
        "forecast": f"{honesty.forecast:.1f}",
        "came": honesty.came,
    }


def _truth(account: Account) -> list[str]:
    """Say what the rep could not know."""
    told = [
        _(
            "最後の名簿 %(n)d 人のうち、%(d)d 人は、もう何をしても買わない人でした。",
            n=account.listed,
            d=account.dead_listed,
        )
    ]
    if account.dropped:
        told.append(
            _(
                "名簿から外れた %(n)d 人のうち、%(b)d 人は、いつか買うはずの人でした。",
                n=account.dropped,
                b=account.dropped_buyers,
            )
        )
    if account.inquiries_lost:
        told.append(_("返事が間に合わず消えた反響が %(n)d 件あります。", n=account.inquiries_lost))
    if account.railroaded:
        told.append(_("勢いで契約させてしまった人が %(n)d 人います。", n=account.railroaded))
    return told


def _levels(report: Report) -> list[Shown]:
    return [
        Shown(skill, str(LABELS[skill]), round(100 * value) if value is not None else None, None)
        for skill in SKILLS
        for value in [report.skills.get(skill)]
    ]


def _meetings(quarter: Quarter, catalogue: Catalogue) -> list[dict[str, Any]]:
    return [
        {
            "run": run,
            "title": catalogue.scenarios[run.scenario_id].item.title
            if run.scenario_id in catalogue.scenarios
            else run.scenario_id,
        }
        for run in queries.meetings_of(quarter)
        if run.ended_at is not None
    ]
