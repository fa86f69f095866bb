"""Say how a rep works for a year, in the few settings that a reader may change."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from course.pipeline import codes
from course.pipeline.experiments import DROUGHT
from course.pipeline.simulator import Floats
from course.pipeline.territories import TERRITORIES, Territory

Value = str | int | None

NEVER = "never"
AS_THE_TOWN = ""  # a choice left to the territory
_NEVER_WEEKS = 1e9
_NO_HOURS = 1e-6  # to the kernel, 0 hours means no limit; so few let nothing be done

EARLY, MEETING, TRUST, ESTIMATE = "early", "meeting", "trust", "estimate"
# When to test close: the policy, and what it needs besides. With `ask_from` at 0.5 a meeting and half of all trust
# are needed; with an estimate handed over first, 0.55 asks for nothing more than a little trust.
ASKING: dict[str, tuple[int, dict[str, float]]] = {
    EARLY: (codes.EARLY_TEST, {}),
    MEETING: (codes.TWO_WHEELS, {}),
    TRUST: (codes.TWO_WHEELS, {"ask_from": 0.5}),
    ESTIMATE: (codes.TWO_WHEELS, {"ask_from": 0.55, "estimate_first": 1.0}),
    NEVER: (codes.NO_TEST, {}),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Describe a setting that is one of a few."""

    name: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Number:
    """Describe a setting that is a whole number; with `open`, it may be left out."""

    name: str
    low: int
    high: int
    open: bool = False


# In the order they are shown. The names are those of the links, which people keep: none may ever change its meaning.
SPECS: tuple[Choice | Number, ...] = (
    Choice("town", tuple(TERRITORIES)),
    Choice("ask", tuple(ASKING)),
    Number("share", 0, 90),
    Number("new", 0, 30, open=True),
    Number("inquiries", 0, 20, open=True),
    Number("flyers", 0, 20, open=True),
    Choice("fairs", (AS_THE_TOWN, "0", "12", "6")),
    Number("intros", 0, 10),
    Choice("unknown", ("3", "6", "12", "26", NEVER)),
    Choice("later", ("12", "26", "40", "80", NEVER)),
    Number("hold", 5, 200, open=True),
    Choice("event", ("none", "drought")),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold how a rep works. Hours are a week's; what is None is left to the territory, or has no limit.

    `town`: a territory's id; `ask`: when to test close; `share`: percent of the hours set aside for new people;
    `new`: most hours for new people, by all channels; `inquiries`: most hours for answering inquiries; `flyers`,
    `intros`: hours for flyers, and for asking customers for introductions; `fairs`: weeks between exhibitions (0:
    none); `unknown`, `later`: weeks after which somebody whose answer is unclear, or who will buy later, is let go;
    `hold`: most people on the list; `event`: what befalls the year.
    """

    town: str = "few-large"
    ask: str = MEETING
    share: int = 35
    new: int | None = None
    inquiries: int | None = None
    flyers: int | None = None
    fairs: str = AS_THE_TOWN
    intros: int = 0
    unknown: str = "6"
    later: str = "40"
    hold: int | None = None
    event: str = "none"

    @property
    def territory(self) -> Territory:
        """Give the territory."""
        return TERRITORIES[self.town]

    @property
    def policy(self) -> int:
        """Give the kernel's code of the policy that works like this."""
        return ASKING[self.ask][0]

    @property
    def undisturbed(self) -> Settings:
        """Give the territory as it is, in the same year: what these settings are compared with."""
        return Settings(town=self.town, event=self.event)

    @property
    def dry_months(self) -> tuple[float, float] | None:
        """Give the months between which the drought lasts, if there is one."""
        if self.event != "drought":
            return None
        return DROUGHT["shock_from"] / codes.WEEKS_A_MONTH, DROUGHT["shock_to"] / codes.WEEKS_A_MONTH

    def parameters(self) -> Floats:
        """Give the simulator's parameters."""
        changes = dict(ASKING[self.ask][1])
        changes["share"] = self.share / 100
        changes["refer_hours"] = float(self.intros)
        changes["limit_unknown"], changes["limit_future"] = _weeks(self.unknown), _weeks(self.later)
        for name, hours in (("new_hours", self.new), ("inquiry_hours", self.inquiries)):
            if hours is not None:
                changes[name] = hours or _NO_HOURS
        if self.flyers is not None:
            changes["flyer_hours"] = float(self.flyers)
        if self.fairs != AS_THE_TOWN:
            changes["fair_every"] = float(self.fairs)
        if self.hold is not None:
            changes["list_max"] = float(self.hold)
        if self.event == "drought":
            changes |= DROUGHT
        return self.territory.parameters(changes)


def value_of(settings: Settings, name: str) -> Value:
    """Give one setting by its name."""
    value: Value = getattr(settings, name)
    return value


def changed(before: Settings, after: Settings) -> tuple[str, ...]:
    """Name the settings that differ, in the order they are shown."""
    return tuple(spec.name for spec in SPECS if value_of(before, spec.name) != value_of(after, spec.name))


def settled(settings: Settings) -> Settings:
    """Leave to the territory what is set to just what the territory has: one way of working has one link."""
    own = town_values(settings.town)
    fairs = AS_THE_TOWN if settings.fairs == own["fairs"] else settings.fairs
    flyers = None if str(settings.flyers) == own["flyers"] else settings.flyers
    return replace(settings, fairs=fairs, flyers=flyers)


def town_values(town: str) -> dict[str, str]:
    """Give what a territory has of its own: hours of flyers a week, weeks between exhibitions."""
    changes = TERRITORIES[town].changes
    return {"flyers": f"{changes.get('flyer_hours', 0):g}", "fairs": f"{changes.get('fair_every', 0):g}"}


def _weeks(limit: str) -> float:
    return _NEVER_WEEKS if limit == NEVER else float(limit)


assert tuple(field.name for field in fields(Settings)) == tuple(spec.name for spec in SPECS)
