"""Playing in a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from course.content.source import Source
from course.roleplay.cli import play
from course.roleplay.samples import SCENARIO
from course.roleplay.terminal import Table
from course.roleplay.transcripts import check_transcript
from tests.roleplay.building import PUSHBACK, read


def sit(answers: str, **how: object) -> tuple[str, Table, bool]:
    """Play with typed answers; when they run out the terminal is closed."""
    written: list[str] = []
    given = iter(answers.split())

    def answer(prompt: str) -> str:
        written.append(prompt)
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    table = Table(read(PUSHBACK), answer, written.append, **how)  # type: ignore[arg-type]
    ended = table.play()
    return "\n".join(written), table, ended


def test_a_run_to_the_end_shows_the_score_the_truth_and_the_coaching() -> None:
    shown, table, ended = sit("1 1 1 1")
    assert ended
    assert table.chosen == ["ask", "trial", "test", "show"]
    assert "点数: 100 / 100（この台本で取れる点は -13 から 15。今回は 15）" in shown
    assert "また使われない機械" in shown
    before_the_end = shown[: shown.index("結果:")]
    assert "助言" not in before_the_end
    assert "値引きの話になると思っていた。" not in before_the_end
    assert "値引きの話になると思っていた。" in shown


def test_hidden_values_are_shown_only_when_asked_for() -> None:
    shown, _, _ = sit("1")
    assert "clarity" not in shown
    shown, _, _ = sit("2", reveal=True)
    assert (
        "trust 4 ・ clarity 5 ・ heat 6 ・ 立っている旗: asked_budget ・ 札: prospect/mid, 0.25 時間" in shown
    )


def test_practice_shows_coaching_at_once_and_takes_back() -> None:
    shown, table, ended = sit("3 u u 1 q", practice=True)
    assert not ended
    assert table.chosen == ["ask"]
    assert "理由を知らないまま" in shown
    assert "まだ何も選んでいません" in shown


def test_a_scored_talk_cannot_be_taken_back() -> None:
    shown, table, _ = sit("3 u")
    assert table.chosen == ["cut"]
    assert "採点つきの会話では戻れません" in shown


def test_anything_else_is_asked_again() -> None:
    shown, table, _ = sit("0 4 x 99999999999999999999 ３ 1")
    assert shown.count("1 から 3 までの番号を入れてください。") == 4
    assert table.chosen == ["cut", "undo"]


def test_english() -> None:
    shown, _, _ = sit("3 2", language="en")
    assert "Morishita (doubtful): Hm." in shown
    assert "Score: 0 / 100 (from -13 to 15 in this scenario; yours: -13)" in shown
    assert "Rushed into signing" in shown
    assert not any("\u3040" <= char <= "\u30ff" for char in shown)


def test_a_seed_shuffles_the_choices_the_same_way_every_time() -> None:
    orders = set()
    for seed in range(6):
        first, _, _ = sit("", seed=seed)
        again, _, _ = sit("", seed=seed)
        assert first == again
        orders.add(first)
    assert len(orders) > 1


def test_the_command_plays_a_file_and_records_it(tmp_path: Path) -> None:
    record = tmp_path / "price-pushback.mine.transcript"
    arguments = [str(PUSHBACK), "--lang", "en", "--record", str(record)]
    found = CliRunner().invoke(play, arguments, input="1\n1\n1\n1\n")
    assert found.exit_code == 0, found.output
    assert "Score: 100 / 100" in found.output
    assert check_transcript(read(PUSHBACK), Source(str(record), record.read_text("utf-8"))) == []


def test_the_command_refuses_a_faulty_file_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "sample.md"
    path.write_text(SCENARIO.replace("-> grey", "-> gray"), encoding="utf-8")
    found = CliRunner().invoke(play, [str(path)])
    assert found.exit_code == 1
    assert "scenario-target-unknown" in found.output
    path.write_text(SCENARIO.replace("[asked]", "[trust >= 9]", 1), encoding="utf-8")
    found = CliRunner().invoke(play, [str(path)])
    assert found.exit_code == 1


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_command_says_which_scenarios_there_are(lang: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("course.roleplay.cli.default_roots", lambda: [PUSHBACK.parent.parent])
    found = CliRunner().invoke(play, ["nothing", "--lang", lang])
    assert found.exit_code == 1
    assert "price-pushback" in found.output
    found = CliRunner().invoke(play, ["price-pushback", "--lang", lang], input="q\n")
    assert found.exit_code == 0
