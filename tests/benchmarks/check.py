"""Measure `ryorin check` on 200 large scenarios, as a command in a process of its own: cold, and with nothing changed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks.scenarios import write_scenario

COUNT = 200
_ROOT = Path(__file__).resolve().parents[2]


def write_root(root: Path, count: int = COUNT) -> None:
    """Write a content root of many scenarios, no two alike."""
    folder = root / "roleplay"
    folder.mkdir(parents=True)
    for number in range(count):
        (folder / f"benchmark-{number}.md").write_text(write_scenario(number), encoding="utf-8")


def check_once(root: Path, cache: Path) -> float:
    """Check a root in a new process with results kept in `cache`; return the seconds it took."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "PYTHONPATH": str(_ROOT)}
    command = [sys.executable, "-c", "from course.cli import main; main()", "check", "--json", str(root)]
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, env=environment, cwd=_ROOT)
    taken = time.perf_counter() - begun
    found = json.loads(done.stdout)
    if done.returncode != 0 or found["files"] != len(list((root / "roleplay").iterdir())):
        raise RuntimeError(f"the check went wrong: {found['faults'][:3]} {done.stderr[-500:]!r}")
    return taken


def measure() -> dict[str, float]:
    """Return the seconds for 200 scenarios with an empty cache, and again with nothing changed."""
    with tempfile.TemporaryDirectory() as folder:
        root, cache = Path(folder) / "content", Path(folder) / "cache"
        write_root(root)
        cold = check_once(root, cache)
        unchanged = min(check_once(root, cache) for _ in range(3))
    return {"check.200_scenarios_s": round(cold, 2), "check.unchanged_s": round(unchanged, 2)}
