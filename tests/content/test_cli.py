"""`ryorin check` and `ryorin stamp` as an author types them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from course.content.cli import check, default_roots, stamp
from course.content.samples import LESSON, QUIZ, QUIZ_EN
from tests.content.trees import write_tree

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("RYORIN_CONTENT", raising=False)
    monkeypatch.setattr("course.content.cli.SHIPPED", tmp_path / "nothing shipped")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(check, [*arguments, "--lang", "en"])


def test_good_content(tmp_path: Path) -> None:
    result = run(str(FIXTURES), "--transcripts")
    assert result.exit_code == 0, result.output
    assert "No faults found (10 files)." in result.output
    assert (
        "Japanese: lessons 1 / questions 4 / scenarios 1 / choices 5 / endings 2 / terms 2" in result.output
    )
    assert "1 transcripts played." in result.output


def test_fault_is_printed_with_its_place_and_mending(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(
        write_tree(tmp_path, {"quizzes/sample.md": QUIZ.replace("技能: balance", "技能: balanse")})
    )
    result = run(".")
    assert result.exit_code == 1
    lines = result.output.split("\n")
    assert lines[0] == "quizzes/sample.md:6:7: skill-unknown There is no skill “balanse”."
    assert lines[1] == "    Did you mean “balance”?"
    assert "1 faults found" in result.output


def test_json(tmp_path: Path) -> None:
    write_tree(tmp_path, {"quizzes/sample.md": QUIZ.replace("{#b}", "{#a}"), "quizzes/sample.en.md": QUIZ_EN})
    result = run(str(tmp_path), "--json")
    assert result.exit_code == 1
    found = json.loads(result.output)
    assert found["counts"]["ja"]["questions"] == found["counts"]["en"]["questions"] == 2
    assert found["files"] == 2
    fault = found["faults"][-1]
    assert fault["code"] == "id-repeated"
    assert (fault["line"], fault["column"], fault["severity"]) == (9, 12, "error")
    assert fault["path"] == f"{tmp_path}/quizzes/sample.md"


def test_counts_follow_the_language(tmp_path: Path) -> None:
    write_tree(tmp_path, {"quizzes/sample.md": QUIZ, "lessons/sample.md": LESSON})
    counts = json.loads(run(str(tmp_path), "--json").output)["counts"]
    assert (counts["ja"]["questions"], counts["ja"]["lessons"]) == (2, 1)
    assert (counts["en"]["questions"], counts["en"]["lessons"]) == (0, 0)


@pytest.mark.parametrize("where", ["root", "folder", "file", "translation", "inside"])
def test_any_path_below_a_root(where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_tree(
        tmp_path,
        {
            "lessons/sample.md": LESSON.replace("minutes: 5", "minutes: x"),
            "quizzes/sample.md": QUIZ.replace("id: sample\n", "id: sample\nlesson: sample\n"),
            "quizzes/sample.en.md": QUIZ_EN.replace("{#a src=3ba57f6a}", "{#a src=00000000}"),
        },
    )
    monkeypatch.chdir(tmp_path)
    stale, wrong, missing = "translation-stale", "front-value-wrong", "translation-file-missing"
    expected = {
        "root": (".", {stale, wrong, missing}),
        "folder": ("quizzes", {stale}),
        "file": ("quizzes/sample.md", {stale}),
        "translation": ("quizzes/sample.en.md", {stale}),
        "inside": ("sample.md", {stale}),
    }[where]
    if where == "inside":
        monkeypatch.chdir(tmp_path / "quizzes")
    found = json.loads(run(expected[0], "--json").output)["faults"]
    assert {fault["code"] for fault in found} == expected[1]


def test_file_outside_the_folders_is_checked_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "draft.md"
    path.write_text(QUIZ, "utf-8")
    assert run(str(path)).exit_code == 0
    path.write_text(LESSON.replace("## よくある", "# よくある"), "utf-8")
    result = run(str(path))
    assert result.exit_code == 1
    assert "heading-level" in result.output


def test_path_that_is_not_there(tmp_path: Path) -> None:
    result = run(str(tmp_path / "none.md"))
    assert result.exit_code == 1
    assert "file-missing" in result.output


def test_own_root_may_refer_to_the_shipped_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = write_tree(
        tmp_path / "own", {"quizzes/ours.md": QUIZ.replace("id: sample\n", "id: ours\nlesson: date-first\n")}
    )
    monkeypatch.setattr("course.content.cli.SHIPPED", FIXTURES)
    assert run(str(own)).exit_code == 0
    monkeypatch.setenv("RYORIN_CONTENT", str(own))
    assert default_roots()[-1] == own
    assert run().exit_code == 0, run().output


def test_results_are_kept_and_can_be_left_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "root"
    shutil.copytree(FIXTURES, root)
    first = run(str(root), "--json", "--transcripts")
    kept = list((tmp_path / "cache/ryorin/checks").iterdir())
    assert kept
    monkeypatch.setattr("course.content.check_run.check_texts", None)
    assert run(str(root), "--json", "--transcripts").output == first.output
    failing = run(str(root), "--no-cache")
    assert "check-failed" in failing.output
    assert len(list((tmp_path / "cache/ryorin/checks").iterdir())) == len(kept)


def test_stamp(tmp_path: Path) -> None:
    write_tree(
        tmp_path, {"quizzes/sample.md": QUIZ, "quizzes/sample.en.md": QUIZ_EN.replace("34799d68", "0" * 8)}
    )
    assert run(str(tmp_path)).exit_code == 1
    result = CliRunner().invoke(stamp, [str(tmp_path), "--lang", "en"])
    assert result.exit_code == 0
    assert "1 stamps written." in result.output
    assert run(str(tmp_path)).exit_code == 0
    refused = CliRunner().invoke(stamp, [str(tmp_path / "quizzes/sample.md"), "--lang", "ja"])
    assert refused.exit_code == 1
    assert "翻訳ではありません" in refused.output


def test_check_brings_in_no_web_application() -> None:
    code = (
        "import sys; import course.content.cli as cli; cli.check(['tests/content/fixtures', '--no-cache'], standalone_mode=False);"
        "print(sorted({'flask', 'sqlalchemy', 'wtforms', 'markdown', 'nh3', 'numba'} & set(sys.modules)))"
    )
    environment = {**os.environ, "LANG": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip().endswith("[]"), done.stdout
