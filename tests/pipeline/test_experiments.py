"""The claims of the course hold over a wide range of the assumptions, and the page about them can be written."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from course.pipeline import cli, codes, experiments, report
from course.pipeline.parameters import PARAMETERS
from course.pipeline.policies import POLICIES
from course.pipeline.summary import Summary


@pytest.fixture(scope="module")
def settings() -> dict[str, dict[str, Summary]]:
    return experiments.sensitivity("few-large", runs=60, seed=2024)


def test_forty_five_settings(settings: dict[str, dict[str, Summary]]) -> None:
    assert len(settings) == 45
    assert all(set(figures) == set(POLICIES) for figures in settings.values())


@pytest.mark.parametrize(
    "ordering", experiments.ORDERINGS, ids=lambda ordering: " > ".join(ordering.policies)
)
def test_the_order_of_the_policies_survives_wrong_assumptions(
    ordering: experiments.Ordering, settings: dict[str, dict[str, Summary]]
) -> None:
    assert sum(experiments.holds(ordering, figures) for figures in settings.values()) >= 40


def test_who_holds_nobody_drops_deepest_in_a_drought() -> None:
    keeps, none = (experiments.drought(policy, runs=1_000, seed=5) for policy in ("two-wheels", "no-hold"))
    assert keeps.worst_month == pytest.approx(0.65, abs=0.07)
    assert none.worst_month == pytest.approx(0.43, abs=0.07)
    assert keeps.year > none.year


def test_a_customer_alone_is_worth_what_the_whole_board_says() -> None:
    for worth in experiments.worths(boards=2, runs=1_500, seed=5):
        error = (worth.whole_error**2 + worth.alone_error**2) ** 0.5
        assert abs(worth.whole - worth.alone) < 3.0 * error


def test_the_page_holds_every_number_and_every_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the costly measurements cut short; the whole page takes minutes."""
    monkeypatch.setattr(experiments, "VARIED", experiments.VARIED[:2])
    monkeypatch.setattr(report, "_LONGEST", 5 * len(POLICIES) * 2)
    target = tmp_path / "docs" / "simulation.md"
    done = CliRunner().invoke(cli.simulation_page, ["--runs", "100", "--output", str(target)])
    assert done.exit_code == 0, done.output
    page = target.read_text("utf-8")
    assert page.startswith("# The simulation\n")
    for heading in (
        "Few, large contracts", "Many small contracts", "What holds when the assumptions are wrong",
        "Neither school is simply right", "A drought", "What hangs on an assumption", "Exactness",
        "One customer alone, and the price of an hour", "Territories", "Kinds of test-closing line", "Every number",
    ):  # fmt: skip
        assert f"\n## {heading}\n" in page
    for name in codes.PARAMETER_NAMES:
        assert f"| `{name}` |" in page
        assert PARAMETERS[name].source in page
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert all(line.endswith("|") for line in rows)
    assert "nan" not in page
