"""Say in plain sentences what a run brought, and what changed since the last one."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from course.laboratory.runs import WEEKS, Band, Change, Year

FEW_HOURS = 0.3  # hours a week: a smaller difference is not worth a sentence
_SMALL = 0.005  # contracts: what would be written 0.00


@dataclass(frozen=True, slots=True)
class Said:
    """Hold a heading in a few words, its tone, and the sentences that go with it."""

    heading: str
    tone: str
    sentences: tuple[str, ...]


def since(change: Change, before: Year, after: Year) -> Said:
    """Say what the changed settings did."""
    return Said(
        _heading(change.net),
        _tone(change.net),
        (_net(change), _empty(change, before, after), _hours(change, before, after)),
    )


def against_wheels(change: Change, wheels: Year, own: Year) -> Said:
    """Say how the settings do beside the reference of the same territory."""
    if change.net.mean == 0.0 and not change.net.clear:
        return as_the_town(own)
    return Said(
        _("両輪と比べて、%(what)s", what=_heading(change.net)),
        _tone(change.net),
        (_net(change), _empty(change, wheels, own), _hours(change, wheels, own)),
    )


def as_the_town(own: Year) -> Said:
    """Say what a year brings where nothing is changed."""
    low, high = own.whole()[0], own.whole()[-1]
    return Said(
        _(
            "一年で %(n)s 件、ただし運しだいで %(low)s〜%(high)s 件",
            n=_whole(own),
            low=_int(low),
            high=_int(high),
        ),
        "flat",
        (
            _(
                "何も変えていない、この町の両輪です。同じ一年を 1,000 通りの運で走らせると、十回に八回はこの幅に入ります。"
            ),
            _(
                "契約のない月は、100 か月に %(n)d です。腕が同じでも、運だけでこれだけ空きます。",
                n=_hundred(own.figures.zero_months),
            ),
        ),
    )


def unchanged() -> Said:
    """Say that the same settings were run again."""
    return Said(
        _("結果も前と同じです"),
        "flat",
        (_("設定が前と同じで、運も同じ種から引いています。一つ変えて、もう一度どうぞ。"),),
    )


def signed(contracts: float, digits: int = 2) -> str:
    """Write a difference with its sign: +0.12, −0.04, ±0.00."""
    if round(contracts, digits) == 0:
        return f"±{0:.{digits}f}"
    return f"{contracts:+.{digits}f}".replace("-", "−")


def _heading(net: Band) -> str:
    if not net.clear or abs(net.mean) < _SMALL:
        return str(_("契約の差は、はっきりしません"))
    year = f"{abs(net.mean) * WEEKS / 4:.1f}"
    if net.mean > 0:
        return str(_("契約は月に %(n)s 件、一年でおよそ %(year)s 件の増", n=signed(net.mean), year=year))
    return str(_("契約は月に %(n)s 件、一年でおよそ %(year)s 件の減", n=signed(net.mean), year=year))


def _tone(net: Band) -> str:
    if not net.clear:
        return "flat"
    return "good" if net.mean > 0 else "bad"


def _net(change: Change) -> str:
    net = change.net
    band = {"low": signed(net.low), "high": signed(net.high)}
    if not net.clear:
        return str(
            _("同じ運で比べた差は、95%% の幅で月に %(low)s から %(high)s 件。0 をまたいでいます。", **band)
        )
    return str(_("同じ運で比べた差で、95%% の幅は月に %(low)s から %(high)s 件。", **band))


def _empty(change: Change, before: Year, after: Year) -> str:
    was, now = _hundred(before.figures.zero_months), _hundred(after.figures.zero_months)
    if not change.empty.clear or was == now:
        return str(_("契約のない月は、100 か月に %(n)d でほぼ変わりません。", n=now))
    return str(_("契約のない月は、100 か月に %(was)d から %(now)d へ。", was=was, now=now))


def _hours(change: Change, before: Year, after: Year) -> str:
    was, now = before.figures.wasted_hours_per_week, after.figures.wasted_hours_per_week
    if not change.wasted.clear or abs(change.wasted.mean) < FEW_HOURS:
        return str(_("買わない人に使う時間は、週 %(n)s 時間でほぼ変わりません。", n=f"{now:.1f}"))
    return str(
        _("買わない人に使う時間は、週 %(was)s 時間から %(now)s 時間へ。", was=f"{was:.1f}", now=f"{now:.1f}")
    )


def _whole(year: Year) -> str:
    return _int(year.whole()[2])


def _int(value: float) -> str:
    return f"{value:.0f}"


def _hundred(share: float) -> int:
    return round(100 * share)
