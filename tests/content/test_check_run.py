"""Checking many files at once: all are checked, in order, whatever happens to one of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.content import check_run
from course.content.check_run import FEWEST_FOR_POOL, check_paths
from course.content.checking import Checked, check_texts
from course.content.kinds import Texts
from course.content.results import default_folder
from course.content.samples import LESSON, QUIZ, QUIZ_EN
from tests.content.trees import write_tree


def many(root: Path, count: int) -> Path:
    """Write `count` quizzes; every third has a misspelt skill."""
    return write_tree(
        root,
        {
            f"quizzes/q{n:02}.md": QUIZ.replace("id: sample", f"id: q{n:02}").replace(
                "技能: balance", "技能: balanse" if n % 3 == 0 else "技能: balance"
            )
            for n in range(count)
        },
    )


def test_many_files_are_spread_over_processes_and_reported_in_order(tmp_path: Path) -> None:
    outcome = check_paths([many(tmp_path, FEWEST_FOR_POOL * 2)])
    names = [f"q{n:02}.md" for n in range(0, FEWEST_FOR_POOL * 2, 3)]
    assert [Path(fault.path).name for fault in outcome.faults] == names
    assert {fault.code for fault in outcome.faults} == {"skill-unknown"}
    assert outcome.files == outcome.counts["ja"]["questions"] / 2 == FEWEST_FOR_POOL * 2


@pytest.mark.parametrize("count", [FEWEST_FOR_POOL * 2, 3])
def test_a_mistake_of_the_checker_is_a_fault_of_one_file(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails_on_one(kind: str, texts: Texts) -> Checked:
        if texts["ja"].path.endswith("q01.md"):
            raise RecursionError
        return check_texts(kind, texts)

    monkeypatch.setattr(check_run, "check_texts", fails_on_one)
    outcome = check_paths([many(tmp_path, count)])
    failed = [fault for fault in outcome.faults if fault.code == "check-failed"]
    assert [Path(fault.path).name for fault in failed] == ["q01.md"]
    assert len(outcome.faults) == 1 + len(range(0, count, 3))


def test_files_that_are_not_content_are_left_alone(tmp_path: Path) -> None:
    write_tree(
        tmp_path,
        {
            "quizzes/sample.md": QUIZ,
            "quizzes/sample.en.md": QUIZ_EN,
            "quizzes/README.md": "# 覚え書き",
            "quizzes/.draft.md": "x",
            "quizzes/notes.txt": "x",
            "quizzes/old/sample.md": "x",
            "docs/sample.md": "x",
        },
    )
    outcome = check_paths([tmp_path])
    assert outcome.faults == []
    assert outcome.files == 2


def test_one_root_given_twice_is_checked_once(tmp_path: Path) -> None:
    write_tree(tmp_path, {"lessons/sample.md": LESSON})
    outcome = check_paths([tmp_path, tmp_path / "lessons", tmp_path / "lessons/sample.md"])
    assert outcome.faults == []
    assert outcome.files == 1


def test_kept_results_go_to_the_users_own_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert default_folder() == Path("/somewhere/ryorin/checks")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/home/ono")
    assert default_folder() == Path("/home/ono/.cache/ryorin/checks")
