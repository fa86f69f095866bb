"""Write the page about the simulation: every figure on it is measured when it is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from course.pipeline import experiments as ask
from course.pipeline.lines import LINES, STANDARD
from course.pipeline.parameters import PARAMETERS
from course.pipeline.policies import POLICIES
from course.pipeline.territories import TERRITORIES

SEED = 2024
_LONGEST = 45 * len(POLICIES) * 2  # steps of the sensitivity test
_COLUMNS = {
    "net": "net a month",
    "contracts": "signed",
    "cv": "variation",
    "variance_to_mean": "variance / mean",
    "zero_months": "empty months",
    "cycle_weeks": "weeks to sign",
    "wasted_hours_per_week": "wasted h/week",
    "list_size": "listed",
    "dead_share": "of whom dead",
}


def page(*, runs: int, progress: Callable[[float], None] = lambda share: None) -> str:
    """Measure everything with `runs` rep-years a figure, and give the page as Markdown."""
    steps = _Steps(_LONGEST + 9, progress)
    parts = [
        _HEAD.format(runs=f"{runs:,}"),
        *(_policies(preset, runs, steps) for preset in ("few-large", "many-small")),
        _claims(runs, steps),
        _crossover(runs, steps),
        _drought(runs, steps),
        _assumptions(runs, steps),
        _exactness(runs, steps),
        _panel(runs, steps),
        _territories(),
        _lines(),
        _parameters(),
    ]
    return "\n\n".join(part.strip("\n") for part in parts) + "\n"


class _Steps:
    def __init__(self, total: int, progress: Callable[[float], None]) -> None:
        self.total, self.done, self.progress = total, 0, progress

    def __call__(self, more: int = 1) -> None:
        self.done += more
        self.progress(min(1.0, self.done / self.total))


_HEAD = """
# The simulation

*Written by `ryorin simulation-page`; do not edit. Every figure is the mean of {runs} rep-years (fewer where said)
after a year of warm-up; a month has four weeks, a year 48.*

The tank is a model of one rep's weeks. Everybody on the list has a hidden truth: whether they can buy at all (need,
budget, authority), and a window in which they would. The rep sees none of it. Trust grows with visits and fades without
them; a test close is a noisy measurement of the truth, and costs trust when it comes before there is anything to ask
about. Windows open and shut, needs die without a word, contracts signed in a hurry are cancelled. What hours are left go
into new people. `course/pipeline/kernel.py` is the model; the table at the end holds every number in it.

Chance is drawn by counter, `hash(seed, person, week, event)`: two futures that differ in one act share the luck of
everything else.
"""


def _policies(preset: str, runs: int, steps: _Steps) -> str:
    found = ask.compare_policies(preset, {}, runs=runs, seed=SEED)
    steps()
    two = found["two-wheels"]
    per = 300 if preset == "few-large" else 50
    ratio = " : ".join(
        f"{per * value / two.contacts:.3g}"
        for value in (two.contacts, two.potentials, two.prospects, two.contracts)
    )
    rows = [
        [POLICIES[policy].name.to("en"), *(_figure(getattr(figures, column)) for column in _COLUMNS)]
        for policy, figures in found.items()
    ]
    return (
        f"## {TERRITORIES[preset].name.to('en')}\n\n{_table(['policy', *_COLUMNS.values()], rows)}\n\n"
        f"Both wheels, contacts : potentials : prospects : contracts = {ratio}. Standard error of net: at most "
        f"{max(figures.net_se for figures in found.values()):.3f}."
    )


def _claims(runs: int, steps: _Steps) -> str:
    few = max(100, runs // 10)
    rows = []
    held = {
        preset: ask.sensitivity(preset, runs=few, seed=SEED, progress=steps)
        for preset in ("few-large", "many-small")
    }
    for ordering in ask.ORDERINGS:
        names = " > ".join(POLICIES[policy].name.to("en") for policy in ordering.policies)
        counts = [
            f"{sum(ask.holds(ordering, figures) for figures in settings.values())} of {len(settings)}"
            for settings in held.values()
        ]
        rows.append([_COLUMNS[ordering.figure], names, *counts])
    return (
        "## What holds when the assumptions are wrong\n\n"
        f"Twenty-two numbers, one at a time, halved and raised by half: with the table as it is, 45 settings "
        f"({few} rep-years each).\n\n{_table(['figure', 'order', 'few, large', 'many, small'], rows)}"
    )


def _crossover(runs: int, steps: _Steps) -> str:
    found = ask.crossover(runs=runs, seed=SEED)
    steps()
    rows = [
        [f"{soon:.0%}", *(_figure(figures[policy].net) for policy in ("two-wheels", "no-hold"))]
        for soon, figures in found.items()
    ]
    return (
        "## Neither school is simply right\n\nNet contracts a month, by the share of buyers whose window is near:\n\n"
        + _table(["buy soon", "both wheels", "holds nobody"], rows)
    )


def _drought(runs: int, steps: _Steps) -> str:
    rows = []
    for policy in ("two-wheels", "no-hold", "feast-famine"):
        found = ask.drought(policy, runs=runs, seed=SEED)
        rows.append([POLICIES[policy].name.to("en"), f"{found.worst_month:.0%}", f"{found.year:.0%}"])
    steps()
    return (
        "## A drought\n\nFor eight weeks new contacts yield a fifth of what they did. Net contracts as a share of a "
        f"normal year's:\n\n{_table(['policy', 'worst month', 'whole year'], rows)}"
    )


def _assumptions(runs: int, steps: _Steps) -> str:
    shares = ask.break_even(runs=runs, seed=SEED)
    rows = [[_figure(cost), f"{share:.0%}"] for cost, share in shares.items()]
    hurried, gentle = (
        ask.compare_policies("few-large", changes, runs=runs, seed=SEED, policies=("pusher",))["pusher"]
        for changes in ({}, {"railroad": 0.0})
    )
    steps()
    return (
        "## What hangs on an assumption\n\n**That asking in week one does harm** hangs on the trust it costs. What it "
        "earns, as a share of both wheels, by the trust lost at worst (0.45 in the table):\n\n"
        f"{_table(['trust lost', 'earns'], rows)}\n\n"
        "**That pushing sells at all** hangs on the naive: of "
        f"{_figure(hurried.contracts)} contracts a month ({hurried.cancelled / hurried.contracts:.0%} cancelled) "
        f"{_figure(gentle.contracts)} are left when nobody can be railroaded."
    )


def _exactness(runs: int, steps: _Steps) -> str:
    checks = ask.chain_checks(runs=runs, seed=SEED)
    luck = ask.shared_luck(boards=8, runs=max(200, runs // 2), seed=SEED)
    steps()
    rows = [[check.name, f"{check.exact:.4f}", f"{check.engine:.4f}", f"{check.z:+.2f}"] for check in checks]
    return (
        "## Exactness\n\nWith trust frozen, nobody asked and one stage a week, the model is a Markov chain that can be "
        f"solved (`course/pipeline/chain.py`). The engine on the same model, {runs:,} runs:\n\n"
        f"{_table(['figure', 'exact', 'engine', 'standard errors apart'], rows)}\n\n"
        f"Shared luck: the variance of a small difference between two branches of a board is {luck.ratio:.0f} times "
        f"lower than with independent seeds, and its mean is the same ({luck.bias:+.3f} ± {luck.error:.3f} contracts)."
    )


def _panel(runs: int, steps: _Steps) -> str:
    found = ask.worths(boards=4, runs=max(200, runs), seed=SEED)
    steps()
    rows = [
        [
            worth.name,
            f"{worth.whole:+.3f} ± {worth.whole_error:.3f}",
            f"{worth.alone:+.3f} ± {worth.alone_error:.3f}",
        ]
        for worth in found
    ]
    return (
        "## One customer alone, and the price of an hour\n\nWhat a line does is too small to see in a whole board's "
        "contracts. So the customer is simulated alone, and the hours are counted at what an hour brings elsewhere. "
        "The two ways agree; contracts within a year that the customer adds:\n\n"
        + _table(["customer", "on whole boards", "alone, hours priced"], rows)
    )


def _territories() -> str:
    rows = [
        [
            f"`{territory.id}`",
            territory.name.to("en"),
            territory.preset,
            ", ".join(f"{name} {value:g}" for name, value in territory.changes.items()) or "—",
            f"{territory.hour:.4f}",
        ]
        for territory in TERRITORIES.values()
    ]
    return "## Territories\n\n" + _table(["id", "name", "preset", "what differs", "contracts an hour"], rows)


def _lines() -> str:
    rows = [
        [
            line.kind,
            *(
                f"{value:g}"
                for value in (
                    line.pressure, line.need, line.budget, line.authority, line.timing, line.clear, line.shuts,
                )
            ),
        ]
        for line in (STANDARD, *LINES.values())
    ]  # fmt: skip
    head = ["line", "pressure", "need", "budget", "authority", "timing", "clearer", "shuts"]
    return (
        "## Kinds of test-closing line\n\nPressure scales the trust lost when a line comes too early; need to timing are "
        "the chances that a true answer settles that unknown. The standard line is several questions in one, with which "
        "the policies ask; one plain question is answered sooner (*clearer* is added to the chance of a true answer), and "
        "some lines offer a way out that somebody who would have bought later may take (*shuts*). All assumptions.\n\n"
        f"{_table(head, rows)}"
    )


def _parameters() -> str:
    rows = [
        [
            f"`{row.name}`",
            f"{row.few_large:g}",
            f"{row.many_small:g}",
            row.unit,
            row.description.to("en"),
            row.source,
        ]
        for row in PARAMETERS.values()
    ]
    head = ["name", "few, large", "many, small", "unit", "what it is", "source"]
    return f"## Every number\n\n{_table(head, rows)}"


def _figure(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
