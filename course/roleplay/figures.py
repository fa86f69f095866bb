"""Say in figures and words what the last line did to the next twelve weeks, as far as the rep can know."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from course.roleplay import counterfactual
from course.roleplay.conversation import Conversation
from course.roleplay.counterfactual import Panel
from course.roleplay.script import Scenario

UNSEEN = 0.005  # contracts: a change smaller than this would be shown as 0.00
# Contracts: what a line must change before it is called better or worse. The simulation sees smaller differences
# clearly, but two or three hours' worth of contracts is less than anybody would notice in twelve weeks.
MEANS_SOMETHING = 0.02


@dataclass(frozen=True, slots=True)
class Figure:
    """Hold one figure of the panel: before and after (before is empty when there is nothing to compare)."""

    label: str
    before: str
    after: str
    tone: str
    note: str


def signed(contracts: float) -> str:
    """Write a difference of contracts with its sign: +0.12, −0.04, ±0.00."""
    if round(contracts, 2) == 0:
        return "±0.00"
    return f"{contracts:+.2f}".replace("-", "−")


def panel_of(scenario: Scenario, seed: int, talk: Conversation) -> Panel:
    """Compare the states before and after the last decision; at the start, the first state with itself."""
    case = counterfactual.case_of(scenario, seed)
    now = counterfactual.customer_of(scenario, talk.state)
    if not talk.moments:
        return counterfactual.panel(case, now, now, 0.0)
    last = talk.moments[-1]
    before = counterfactual.customer_of(scenario, last.before)
    return counterfactual.panel(case, before, now, last.log.hours, last.before.card.hours)


def shown(panel: Panel, talk: Conversation) -> tuple[Figure, ...]:
    """List the three figures under the lanes."""
    started = bool(talk.moments)
    total = f"{talk.state.card.hours:g}"
    return (
        Figure(
            _("12 週の契約見込み"),
            f"{panel.contracts_before:.2f}" if started else "",
            f"{panel.contracts_after:.2f}",
            _direction(panel.contracts_after - panel.contracts_before),
            _band(panel) if started else _("件。いけす全体"),
        ),
        Figure(
            _("受注ゼロの月"),
            _percent(panel.empty_month_before) if started else "",
            _percent(panel.empty_month_after),
            _direction(round(panel.empty_month_before, 2) - round(panel.empty_month_after, 2)),
            _("同じ運で比べた差") if started else _("ひと月あたりの見込み"),
        ),
        Figure(
            _("使った時間"),
            "",
            _("%(h)s 時間", h=f"{panel.hours_now:g}"),
            "",
            _("この会話の合計 %(h)s 時間", h=total),
        ),
    )


def sentences(panel: Panel, talk: Conversation) -> tuple[str, ...]:
    """Say what the line did, and apart from it what was learnt."""
    if not talk.moments:
        return (_("一言ごとに、このカードと下の数字が動きます。"),)
    said = [_line(panel)]
    if abs(panel.revision) >= UNSEEN:
        said.append(
            _(
                "相手のことが分かったぶん、見立てを %(n)s 件に見直しました。分かることと、良くなることは別です。",
                n=signed(panel.revision),
            )
        )
    if panel.hours_freed >= 0.5:
        said.append(
            _("この先この人にかかる時間は、およそ %(h)s 時間減りそうです。", h=f"{panel.hours_freed:.1f}")
        )
    return tuple(said)


def _line(panel: Panel) -> str:
    if abs(panel.line.mean) < MEANS_SOMETHING:
        return _("この一言そのものでは、契約の見込みはほとんど動きません。")
    if not panel.line.clear:
        return _("この一言そのものの効き目は、はっきりした差になりませんでした。")
    size = f"{abs(panel.line.mean):.2f}"
    if panel.line.mean > 0:
        return _("この一言で、12 週の契約見込みがおよそ %(n)s 件ぶん良くなりました。", n=size)
    return _("この一言で、12 週の契約見込みがおよそ %(n)s 件ぶん悪くなりました。", n=size)


def tone(panel: Panel, talk: Conversation) -> str:
    """Colour the sentences: nothing special, better, or a caution."""
    if not talk.moments or not panel.line.clear or abs(panel.line.mean) < MEANS_SOMETHING:
        return "flat"
    return "" if panel.line.mean > 0 else "warn"


def brief(panel: Panel, talk: Conversation, place: str) -> str:
    """Say it all in one line, for a phone."""
    now = f"{panel.contracts_after:.2f}"
    if not talk.moments or abs(panel.contracts_after - panel.contracts_before) < UNSEEN:
        return _("%(place)s ・ 12 週の見込み %(now)s", place=place, now=now)
    return _(
        "%(place)s ・ 12 週の見込み %(was)s → %(now)s",
        place=place,
        was=f"{panel.contracts_before:.2f}",
        now=now,
    )


def _band(panel: Panel) -> str:
    change = panel.contracts_after - panel.contracts_before
    reach = (panel.line.high - panel.line.low) / 2
    if reach < UNSEEN:
        return _("%(d)s 件", d=signed(change))
    return _(
        "%(d)s(帯 %(low)s〜%(high)s)",
        d=signed(change),
        low=signed(change - reach),
        high=signed(change + reach),
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"


def _direction(change: float) -> str:
    if abs(change) < UNSEEN:
        return ""
    return "up" if change > 0 else "down"
