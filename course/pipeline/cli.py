"""The simulator's commands: `ryorin warm`, `ryorin simulate`, `ryorin simulation-page`."""

from __future__ import annotations

import difflib
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from course.pipeline import simulator
from course.pipeline.parameters import PARAMETERS, OutOfRange, UnknownParameter
from course.pipeline.policies import POLICIES, policy_of
from course.pipeline.summary import Summary, summarise
from course.pipeline.territories import TERRITORIES

# What --json prints, in this order: means per month, then shares, weeks, hours and people.
JSON_KEYS = (
    "contacts", "potentials", "prospects", "contracts", "net", "cancelled",
    "cv", "zero_months", "cycle_weeks", "wasted_hours_per_week", "list_size",
)  # fmt: skip
_WORDS = {
    "ja": {
        "contacts": "新規の接触／月",
        "potentials": "潜在客／月",
        "prospects": "見込み客／月",
        "contracts": "契約／月",
        "net": "取り消しを除いた契約／月",
        "cancelled": "取り消し／月",
        "cv": "月ごとのばらつき（変動係数）",
        "zero_months": "契約のない月の割合",
        "cycle_weeks": "接触から契約までの週数",
        "wasted_hours_per_week": "買わない人に使った時間／週",
        "list_size": "名簿の人数",
        "head": "{policy}・{territory}（{runs} 回 × {weeks} 週、種 {seed}）",
        "band": "取り消しを除いた契約の 95% 幅: {low:.3f}–{high:.3f}",
        "warm": "シミュレーターの用意ができました（{seconds:.1f} 秒）: {where}",
    },
    "en": {
        "contacts": "new contacts a month",
        "potentials": "potentials a month",
        "prospects": "prospects a month",
        "contracts": "contracts a month",
        "net": "contracts that stood, a month",
        "cancelled": "cancelled a month",
        "cv": "month-to-month variation (cv)",
        "zero_months": "share of months with none",
        "cycle_weeks": "weeks from contact to contract",
        "wasted_hours_per_week": "hours a week on those who never buy",
        "list_size": "people on the list",
        "head": "{policy}, {territory} ({runs} runs × {weeks} weeks, seed {seed})",
        "band": "95% band of contracts that stood: {low:.3f}–{high:.3f}",
        "warm": "The simulator is ready ({seconds:.1f} s): {where}",
    },
}
_LONG = 20_000  # rep-years from which a progress bar is worth showing


def _language() -> str:
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if named.startswith("en") else "ja"


@click.command()
def warm() -> None:
    """Compile the simulator ahead of time, so that no page has to wait for it."""
    from course.pipeline import jit

    began = time.perf_counter()
    simulator.warm()
    words = _WORDS[_language()]
    click.echo(words["warm"].format(seconds=time.perf_counter() - began, where=jit.CACHE))


@click.command()
@click.option(
    "--policy", "policy_id", type=click.Choice(list(POLICIES)), default="two-wheels", show_default=True
)
@click.option(
    "--preset", "territory_id", type=click.Choice(list(TERRITORIES)), default="few-large", show_default=True
)
@click.option("--runs", type=click.IntRange(1, 1_000_000), default=1_000, show_default=True)
@click.option("--weeks", type=click.IntRange(4, 2_400), default=48, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=VALUE", help="Change a parameter; may be repeated."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def simulate(  # one argument for each option
    policy_id: str,
    territory_id: str,
    runs: int,
    weeks: int,
    seed: int,
    settings: tuple[str, ...],
    as_json: bool,
) -> None:
    """Run a policy in a territory, after a year of warm-up, and print what came of it."""
    policy, territory = policy_of(policy_id), TERRITORIES[territory_id]
    changes = dict(_setting(text) for text in settings)
    try:
        parameters = territory.parameters(changes)
    except UnknownParameter as error:
        raise click.BadParameter(_unknown(error.name), param_hint="--set") from error
    except OutOfRange as error:
        raise click.BadParameter(str(error), param_hint="--set") from error
    with _progress(runs, runs * (weeks + simulator.WARM_UP) / 48) as progress:
        outcomes = simulator.run_many(
            parameters, policy.code, runs=runs, weeks=weeks, seed=seed, progress=progress
        )
    figures = summarise(outcomes)
    if as_json:
        click.echo(json.dumps({key: round(getattr(figures, key), 6) for key in JSON_KEYS}))
        return
    language = _language()
    click.echo(
        _WORDS[language]["head"].format(
            policy=policy.name.to(language),
            territory=territory.name.to(language),
            runs=runs,
            weeks=weeks,
            seed=seed,
        )
    )
    click.echo(_lines(figures, language))


def _setting(text: str) -> tuple[str, float]:
    name, _, value = text.partition("=")
    try:
        return name.strip(), float(value)
    except ValueError as error:
        raise click.BadParameter(f"{text!r} is not NAME=VALUE with a number", param_hint="--set") from error


def _unknown(name: str) -> str:
    near = difflib.get_close_matches(name, PARAMETERS, n=3)
    hint = f"; did you mean {', '.join(near)}?" if near else ""
    return f"there is no parameter {name!r}{hint}"


@contextmanager
def _progress(runs: int, rep_years: float) -> Iterator[Callable[[int], None]]:
    """Show a bar on the error stream while a long run goes on at a terminal."""
    if rep_years < _LONG or not sys.stderr.isatty():
        yield lambda done: None
        return
    with click.progressbar(length=runs, file=sys.stderr) as bar:
        yield bar.update


def _lines(figures: Summary, language: str) -> str:
    words = _WORDS[language]
    lines = [f"  {getattr(figures, key):9.3f}  {words[key]}" for key in JSON_KEYS]
    low, high = figures.net - 1.96 * figures.net_se, figures.net + 1.96 * figures.net_se
    return "\n".join([*lines, words["band"].format(low=low, high=high)])


@click.command()
@click.option("--runs", type=click.IntRange(100, 100_000), default=4_000, show_default=True)
@click.option(
    "--output", type=click.Path(path_type=Path), default=Path("docs/simulation.md"), show_default=True
)
def simulation_page(runs: int, output: Path) -> None:
    """Measure the policies anew and write the page about the simulation."""
    from course.pipeline.report import page

    with click.progressbar(length=100, file=sys.stderr, label=str(output)) as bar:
        text = page(runs=runs, progress=lambda share: bar.update(int(100 * share) - bar.pos))
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(text, "utf-8")
    click.echo(output)
