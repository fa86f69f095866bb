"""The commands: warm, simulate, and the page about the simulation."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from course.pipeline import cli

FAST = ["--runs", "40", "--weeks", "24"]


def simulate(*arguments: str, language: str = "en_US.UTF-8") -> Result:
    return CliRunner().invoke(cli.simulate, [*FAST, *arguments], env={"LC_ALL": language})


def test_json_is_one_object_with_the_promised_names() -> None:
    done = simulate("--policy", "no-hold", "--preset", "many-small", "--seed", "3", "--json")
    assert done.exit_code == 0, done.output
    figures = json.loads(done.output)
    assert list(figures) == [
        "contacts", "potentials", "prospects", "contracts", "net", "cancelled",
        "cv", "zero_months", "cycle_weeks", "wasted_hours_per_week", "list_size",
    ]  # fmt: skip
    assert all(isinstance(value, float) for value in figures.values())
    assert figures["net"] == pytest.approx(figures["contracts"] - figures["cancelled"], abs=1e-5)
    assert 3.0 < figures["net"] < 6.0


def test_the_same_seed_prints_the_same() -> None:
    assert simulate("--json").output == simulate("--json").output
    assert simulate("--json").output != simulate("--json", "--seed", "2").output


def test_parameters_can_be_set() -> None:
    many = json.loads(simulate("--json", "--set", "soon=0.9", "--set", "hours=60").output)
    few = json.loads(simulate("--json", "--set", "soon=0.05").output)
    assert many["net"] > few["net"] + 0.5


def test_people_read_words_in_their_language() -> None:
    english = simulate()
    assert "both wheels, Few, large contracts (40 runs × 24 weeks, seed 1)" in english.output
    assert "share of months with none" in english.output
    japanese = simulate(language="ja_JP.UTF-8")
    assert "両輪・一件が大きい商い" in japanese.output
    assert "契約のない月の割合" in japanese.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--set", "son=0.5"], "there is no parameter 'son'; did you mean soon"),
        (["--set", "soon=2"], "soon=2 is not within 0–1"),
        (["--set", "soon"], "'soon' is not NAME=VALUE with a number"),
        (["--set", "soon=much"], "'soon=much' is not NAME=VALUE with a number"),
        (["--policy", "three-wheels"], "three-wheels"),
        (["--runs", "0"], "--runs"),
    ],
)
def test_a_wrong_option_is_named_and_nothing_is_run(arguments: list[str], said: str) -> None:
    done = simulate(*arguments)
    assert done.exit_code == 2
    assert said in done.output


def test_warm_says_where_the_compiled_code_lies() -> None:
    done = CliRunner().invoke(cli.warm, env={"LC_ALL": "en_US.UTF-8"})
    assert done.exit_code == 0
    assert "The simulator is ready" in done.output
    assert "kernel-" in done.output
