"""The benchmarks can be run, and one that breaks does not take the others' numbers with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks import check, engine
from tests.benchmarks.scenarios import load_scenario


def test_a_broken_benchmark_is_reported_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> dict[str, float]:
        raise RuntimeError("no server here")

    there = {
        "a": lambda: {"a.ms": 1.5},
        "b": broken,
        "c": lambda: {"engine.steps_per_second": 9.0},
        "d": None,
    }
    monkeypatch.setattr(benchmarks, "find_benchmarks", lambda: there)
    result = tmp_path / "bench.json"
    assert benchmarks.run([], result) == ["b", "d"]
    assert json.loads(result.read_text("utf-8")) == {"a.ms": 1.5, "engine.steps_per_second": 9.0}
    said = capsys.readouterr()
    assert "MISSED: at least 50,000" in said.out
    assert "no server here" in said.err


def test_running_one_keeps_the_numbers_of_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        benchmarks, "find_benchmarks", lambda: {"a": lambda: {"a.ms": 2.0}, "b": lambda: {"b": 1.0}}
    )
    result = tmp_path / "bench.json"
    result.write_text('{"a.ms": 1.0, "c": 3.0}', encoding="utf-8")
    assert benchmarks.run(["a"], result) == []
    assert json.loads(result.read_text("utf-8")) == {"a.ms": 2.0, "c": 3.0}
    with pytest.raises(SystemExit, match="no such benchmark: x"):
        benchmarks.run(["x"], result)


def test_the_benchmarks_of_this_part_measure_something(tmp_path: Path) -> None:
    scenario = load_scenario(1)
    assert engine.steps_per_second(scenario, seconds=0.05) > 0
    assert 0 < engine.largest_state(scenario, runs=3) <= 1_000
    check.write_root(tmp_path / "content", count=2)
    assert check.check_once(tmp_path / "content", tmp_path / "cache") > 0
