"""Run the benchmarks: `python -m tests.benchmarks [NAME…]`.

Every module of this folder with a `measure() -> dict[str, float]` is one benchmark. All numbers go into one flat object,
instance/bench.json, and are printed beside the bar each has to clear. Nothing here fails because something is slow; a
benchmark that breaks is reported, costs the others nothing, and makes the exit status 1. With NAMEs only those are
run, and the numbers of the others are kept as they were.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from fnmatch import fnmatch
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
RESULT = FOLDER.parents[1] / "instance" / "bench.json"
# What each figure has to reach: at least (“>”) or at most (“<”).
BARS = {
    "engine.steps_per_second": (">", 50_000),
    "engine.state_bytes": ("<", 1_000),
    "check.200_scenarios_s": ("<", 10),
    "check.unchanged_s": ("<", 1),
    "page.lesson.p50_ms": ("<", 8),
    "page.lesson.p95_ms": ("<", 25),
    "page.answer.p50_ms": ("<", 10),
    "page.answer.p95_ms": ("<", 30),
    "page.choice.p50_ms": ("<", 40),
    "page.choice.p95_ms": ("<", 90),
    "simulator.times_simpy": (">", 100),
    "laboratory.1000x52_ms": ("<", 250),
    "counterfactual.panel_ms": ("<", 25),
    "counterfactual.se_contracts": ("<", 0.005),
    "laboratory.page_ms": ("<", 400),
    "laboratory.kept_ms": ("<", 25),
    "people.*import_10000_s": ("<", 30),
    "reports.*manager.p95_ms": ("<", 250),
    "reports.*drill.p95_ms": ("<", 150),
    "reports.*xlsx_s": ("<", 5),
    "room.*.join_s": ("<", 30),
    "room.*.ack_p95_ms": ("<", 250),
    "room.*.reveal_p95_ms": ("<", 400),
    "room.*.lost": ("<", 0),
    "room.*.doubled": ("<", 0),
    "room.*.memory_mb": ("<", 400),
    "room.*.back_s": ("<", 10),
    "room.idle*.page_p95_ms": ("<", 150),
    "weight.*.script_kb": ("<", 50),
    "weight.*.kb": ("<", 200),
}


def find_benchmarks() -> dict[str, Callable[[], dict[str, float]] | None]:
    """Find every module that measures, by name; None for one that cannot be imported."""
    found: dict[str, Callable[[], dict[str, float]] | None] = {}
    for module in pkgutil.iter_modules([str(FOLDER)]):
        if module.name == "__main__":
            continue
        try:
            measure = getattr(importlib.import_module(f"tests.benchmarks.{module.name}"), "measure", None)
        except Exception:
            traceback.print_exc()
            found[module.name] = None
            continue
        if measure is not None:
            found[module.name] = measure
    return found


def run(names: Sequence[str], result: Path = RESULT) -> list[str]:
    """Run the benchmarks with these names (all, without any), keep the numbers, and name those that broke."""
    benchmarks = find_benchmarks()
    unknown = [name for name in names if name not in benchmarks]
    if unknown:
        raise SystemExit(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(benchmarks)}")
    figures = _kept(result) if names else {}
    broken = []
    for name, measure in benchmarks.items():
        if names and name not in names:
            continue
        print(f"{name} …", flush=True)
        try:
            if measure is None:
                raise ImportError(name)
            measured = measure()
        except Exception:
            traceback.print_exc()
            broken.append(name)
            continue
        figures |= measured
        _write(result, figures)  # after each, so that an interruption loses only what was running
        _print(measured)
    return broken


def _kept(result: Path) -> dict[str, float]:
    try:
        kept = json.loads(result.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept if isinstance(kept, dict) else {}


def _write(result: Path, figures: dict[str, float]) -> None:
    result.parent.mkdir(exist_ok=True)
    handle, name = tempfile.mkstemp(dir=result.parent, suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(dict(sorted(figures.items())), stream, indent=2)
        stream.write("\n")
    Path(name).chmod(0o644)
    Path(name).replace(result)


def _print(figures: dict[str, float]) -> None:
    for name, figure in sorted(figures.items()):
        print(f"  {name:<34}{figure:>14,.6g}  {_verdict(name, figure)}".rstrip())


def _verdict(name: str, figure: float) -> str:
    """Compare a figure with its bar, in words."""
    for pattern, (sign, bar) in BARS.items():
        if fnmatch(name, pattern):
            reached = figure >= bar if sign == ">" else figure <= bar
            wanted = "at least" if sign == ">" else "at most"
            return f"{'ok' if reached else 'MISSED'}: {wanted} {bar:,}"
    return ""


if __name__ == "__main__":
    failed = run(sys.argv[1:])
    print(f"written to {RESULT}")
    if failed:
        sys.exit(f"broken: {', '.join(failed)}")
