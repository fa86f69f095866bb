"""Simulated players: each kind plays as it says, the figures are the same every time, and the shipped scenarios hold."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from course.cli import main
from course.content.catalogue import Catalogue
from course.content.text import Text
from course.roleplay.players import PLAYERS, Board, hardness, play
from course.roleplay.population import COMMONEST, LEAST_LEAD, PLAYS, RAREST, SEED, Portrait, portray
from course.roleplay.portraits import said
from course.roleplay.samples import SCENARIO
from course.roleplay.scoring import bounds
from course.roleplay.story import Choice, Scenario
from tests.content.trees import write_tree
from tests.roleplay.building import PUSHBACK, edited, read

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "scenarios.md"


def choice(kind: str, trust: int = 0) -> Choice:
    effects = (("trust", trust),) if trust else ()
    return Choice(id="x", label=Text("言葉"), target="y", coach=Text("助言"), kind=kind, effects=effects)


def test_hardness_goes_from_waiting_to_pressure_and_counts_trust() -> None:
    kinds = ("wait", "open-question", "decision-process", "next-step", "alternative", "close", "pressure")
    found = [hardness(choice(kind)) for kind in kinds]
    assert found == sorted(found)
    assert len(set(found)) == len(found)
    assert (
        hardness(choice("close", trust=-3)) > hardness(choice("close")) > hardness(choice("close", trust=3))
    )


def test_each_player_leans_its_way() -> None:
    scenario = edited()
    board = Board(scenario)
    start = board.turn(board.start)
    taken = [choice.id for choice in start.choices]
    assert taken == ["ask", "cut"]
    weights = {player: dict(zip(taken, start.weights[player], strict=True)) for player in start.weights}
    assert weights["cautious"]["ask"] > weights["cautious"]["cut"]
    assert weights["pusher"]["cut"] > weights["pusher"]["ask"]
    assert set(weights) == {"cautious", "pusher"}


def test_a_play_ends_with_a_score_within_the_bounds() -> None:
    scenario = read(PUSHBACK)
    board, limits = Board(scenario), bounds(scenario)
    luck = random.Random(7)
    for player in PLAYERS:
        for _ in range(50):
            one = play(board, player, luck)
            assert one.ending in {scene.id for scene in scenario.ends}
            assert limits.worst <= one.raw <= limits.best


def test_an_expert_without_slips_has_the_best_score(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.roleplay.players.SLIP", 0.0)
    scenario = read(PUSHBACK)
    found = portray(scenario, plays=20)
    assert found.means["expert"] == pytest.approx(100)
    assert found.means["expert"] - found.means["random"] > LEAST_LEAD


def test_the_same_seed_gives_the_same_figures_and_another_does_not() -> None:
    scenario = read(PUSHBACK)
    first, again, other = (portray(scenario, plays=100, seed=seed) for seed in (3, 3, 4))
    assert first == again
    assert first.means != other.means
    assert sum(first.shares.values()) == pytest.approx(1)
    for player in PLAYERS:
        assert sum(first.shares_of[player].values()) == pytest.approx(1)


def test_what_is_off_is_said() -> None:
    barred = edited(("条件: clarity >= 5", "条件: clarity >= 9"))
    found = portray(barred, plays=100)
    assert {(remark.kind, remark.ending) for remark in found.remarks} >= {
        ("rare", "dated"),
        ("common", "grey"),
    }
    for remark in found.remarks:
        assert all("{" not in said(remark, language) for language in ("ja", "en"))


def test_whoever_comes_to_no_ending_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.roleplay.players.LONGEST_PLAY", 1)
    found = portray(edited(), plays=10)
    assert ("endless", 1.0) in {(remark.kind, remark.value) for remark in found.remarks}


def test_an_expert_no_better_than_chance_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.roleplay.players.SLIP", 1.0)
    assert "lead" in {remark.kind for remark in portray(edited(), plays=100).remarks}


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["survey", *words])


def test_the_command_prints_lines_data_or_a_page(tmp_path: Path) -> None:
    root = write_tree(tmp_path, {"roleplay/sample.md": SCENARIO})
    lines = run(str(root), "--plays", "50", "--lang", "en")
    assert lines.exit_code == 0
    assert "scenes 2 / choices 5 / endings 2 / paths" in lines.output
    (data,) = json.loads(run(str(root / "roleplay"), "--plays", "50", "--json").output)
    assert (data["id"], data["scenes"], data["choices"], data["endings"]) == ("sample", 2, 5, 2)
    assert set(data["means"]) == set(PLAYERS)
    made = run(
        str(root / "roleplay" / "sample.md"), "--plays", "50", "--output", str(tmp_path / "x" / "page.md")
    )
    assert made.exit_code == 0
    assert "| [sample](#sample)" in (tmp_path / "x" / "page.md").read_text("utf-8")


def test_a_scenario_with_faults_is_refused_with_its_faults(tmp_path: Path) -> None:
    root = write_tree(tmp_path, {"roleplay/sample.md": SCENARIO.replace("-> dated", "-> nowhere")})
    found = run(str(root), "--lang", "en")
    assert found.exit_code == 1
    assert "scenario-target-unknown" in found.output


@pytest.fixture(scope="module")
def shipped(shipped_course: Catalogue) -> list[Scenario]:
    return [entry.item for entry in shipped_course.scenarios.values()]


@pytest.fixture(scope="module")
def portraits(shipped: list[Scenario]) -> dict[str, Portrait]:
    """Have every shipped scenario played, once for the tests that look at the figures."""
    return {scenario.id: portray(scenario) for scenario in shipped}


def test_in_every_shipped_scenario_skill_pays_and_no_ending_is_rare_or_common(
    shipped: list[Scenario], portraits: dict[str, Portrait]
) -> None:
    failures = []
    for scenario in shipped:
        found = portraits[scenario.id]
        lead = found.means["expert"] - found.means["random"]
        if lead < LEAST_LEAD:
            failures.append(f"{scenario.id}: the expert is only {lead:.1f} points ahead of the random player")
        failures += [
            f"{scenario.id}: {100 * share:.1f}% come to the ending {ending}"
            for ending, share in found.shares.items()
            if not RAREST <= share <= COMMONEST
        ]
    assert failures == []


def test_the_page_of_scenarios_is_up_to_date(
    tmp_path: Path, portraits: dict[str, Portrait], monkeypatch: pytest.MonkeyPatch
) -> None:
    def played_already(scenario: Scenario, *, plays: int, seed: int) -> Portrait:
        assert (plays, seed) == (PLAYS, SEED), "the figures are not those of the page"
        return portraits[scenario.id]

    monkeypatch.setattr("course.roleplay.cli.portray", played_already)
    made = run(str(ROOT), "--output", str(tmp_path / "page.md"))
    assert made.exit_code == 0, made.output
    told = "run: ryorin survey --output docs/scenarios.md"
    assert PAGE.read_text("utf-8") == (tmp_path / "page.md").read_text("utf-8"), told
