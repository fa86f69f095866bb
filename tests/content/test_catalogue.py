"""The catalogue: roots in order, reload, and the last good version when a file breaks."""

from __future__ import annotations

import logging
import os
import shutil
import threading
from pathlib import Path

import pytest

from course.content.catalogue import Catalogue, Target, parse_item
from course.content.results import Results
from course.content.samples import GLOSSARY, LESSON, QUIZ, QUIZ_EN
from course.content.source import Source
from tests.content.trees import write_tree

FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_tree(tmp_path / "root", {"quizzes/sample.md": QUIZ, "lessons/sample.md": LESSON})


def rewrite(path: Path, text: str) -> None:
    """Write a file so that its time of change differs even on a coarse clock."""
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, "utf-8")
    os.utime(path, ns=(before + 1_000_000_000, before + 1_000_000_000))


def test_fixtures_are_all_there() -> None:
    catalogue = Catalogue([FIXTURES])
    assert not catalogue.faults
    assert list(catalogue.lessons) == list(catalogue.quizzes) == list(catalogue.scenarios) == ["date-first"]
    assert catalogue.course is not None
    assert catalogue.course.lessons == ("date-first",)
    assert catalogue.glossary is not None
    assert catalogue.glossary.term("prospect") is not None
    quiz, scenario = catalogue.quiz_of("date-first"), catalogue.scenario_of("date-first")
    assert quiz is not None
    assert quiz.kind == "quiz"
    assert scenario is not None
    assert scenario.item.lesson == "date-first"
    assert [lesson.id for lesson in catalogue.course_lessons()] == ["date-first"]
    assert catalogue.quiz_of("none") is None


def test_links_lead_to_items() -> None:
    catalogue = Catalogue([FIXTURES])
    assert catalogue.resolve("lessons", "glossary.md#prospect") == Target("glossary", "glossary", "prospect")
    assert catalogue.resolve("lessons", "glossary.en.md#prospect") == Target(
        "glossary", "glossary", "prospect"
    )
    assert catalogue.resolve("lessons", "../quizzes/date-first.md") == Target("quiz", "date-first", "")
    assert catalogue.resolve("quizzes", "../roleplay/date-first.md") == Target("scenario", "date-first", "")
    for target in (
        "none.md",
        "../../date-first.md",
        "/lessons/date-first.md",
        "#x",
        "date-first.txt",
        "..\\x.md",
    ):
        assert catalogue.resolve("lessons", target) is None


def test_nothing_is_read_again_without_a_change(root: Path) -> None:
    catalogue = Catalogue([root])
    entry = catalogue.quizzes["sample"]
    assert catalogue.refresh() is False
    assert catalogue.quizzes["sample"] is entry


def test_a_change_is_taken_in_with_a_new_version(root: Path) -> None:
    catalogue = Catalogue([root])
    before = catalogue.quizzes["sample"]
    lesson = catalogue.lessons["sample"]
    rewrite(root / "quizzes/sample.md", QUIZ.replace("300 件", "およそ 300 件"))
    assert catalogue.refresh() is True
    after = catalogue.quizzes["sample"]
    assert after.version != before.version
    assert str(after.item.questions[0].options[0].text) == "およそ 300 件"
    assert str(before.item.questions[0].options[0].text) == "300 件"
    assert catalogue.lessons["sample"] is lesson


def test_version_covers_every_language_and_returns_with_the_text(root: Path) -> None:
    catalogue = Catalogue([root])
    first = catalogue.quizzes["sample"].version
    assert len(first) == 64
    rewrite(root / "quizzes/sample.en.md", QUIZ_EN)
    catalogue.refresh()
    both = catalogue.quizzes["sample"]
    assert both.version != first
    assert both.item.title.to("en") == "A sample quiz"
    (root / "quizzes/sample.en.md").unlink()
    catalogue.refresh()
    assert catalogue.quizzes["sample"].version == first


def test_a_broken_file_keeps_the_last_good_version(root: Path, caplog: pytest.LogCaptureFixture) -> None:
    catalogue = Catalogue([root])
    good = catalogue.quizzes["sample"]
    for text in ("", "---\nid: [", QUIZ.replace("[x]", "[ ]"), "あ" * 200_000):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            rewrite(root / "quizzes/sample.md", text)
            assert catalogue.refresh() is True
        assert catalogue.quizzes["sample"] is good
        assert catalogue.faults
        assert str(root / "quizzes/sample.md") in caplog.text
    rewrite(root / "quizzes/sample.md", QUIZ)
    catalogue.refresh()
    assert not catalogue.faults
    assert catalogue.quizzes["sample"].version == good.version


def test_a_file_that_was_never_good_is_absent(root: Path) -> None:
    write_tree(root, {"quizzes/bad.md": QUIZ.replace("id: sample", "id: bad").replace("[x]", "[ ]")})
    catalogue = Catalogue([root])
    assert list(catalogue.quizzes) == ["sample"]
    assert {fault.code for fault in catalogue.faults} == {"question-key"}


def test_a_deleted_file_goes(root: Path) -> None:
    catalogue = Catalogue([root])
    (root / "quizzes/sample.md").unlink()
    assert catalogue.refresh() is True
    assert catalogue.quizzes == {}


def test_a_stale_translation_is_shown_and_named(root: Path) -> None:
    write_tree(root, {"quizzes/sample.en.md": QUIZ_EN})
    rewrite(root / "quizzes/sample.md", QUIZ.replace("300 件", "およそ 300 件"))
    catalogue = Catalogue([root])
    assert catalogue.quizzes["sample"].item.questions[0].options[0].text.to("en") == "300"
    assert {"translation-stale", "translation-file-missing"} == {fault.code for fault in catalogue.faults}


def test_a_translation_that_cannot_be_read_leaves_the_japanese(root: Path) -> None:
    for text in (QUIZ_EN.encode("utf-16"), (QUIZ_EN + "[" * 50_000).encode(), b"---\nid: sample\n"):
        (root / "quizzes/sample.en.md").write_bytes(text)
        catalogue = Catalogue([root])
        entry = catalogue.quizzes["sample"]
        assert list(entry.texts) == ["ja"]
        assert entry.item.title.languages == ("ja",)
        assert any(fault.path.endswith("sample.en.md") for fault in catalogue.faults)


def test_a_later_root_adds_and_takes_over(root: Path, tmp_path: Path) -> None:
    own = write_tree(
        tmp_path / "own",
        {
            "quizzes/ours.md": QUIZ.replace("見本の確認問題", "自社の問題"),
            "quizzes/more.md": QUIZ.replace("id: sample", "id: more\nlesson: sample"),
            "lessons/glossary.md": GLOSSARY,
        },
    )
    catalogue = Catalogue([root, own])
    assert not catalogue.faults
    assert str(catalogue.quizzes["sample"].item.title) == "自社の問題"
    assert list(catalogue.quizzes) == ["sample", "more"]
    assert catalogue.glossary is not None
    shutil.rmtree(own)
    catalogue.refresh()
    assert str(catalogue.quizzes["sample"].item.title) == "見本の確認問題"
    assert [fault.code for fault in catalogue.faults] == ["root-empty"]


def test_of_two_files_with_one_id_the_first_is_used(root: Path) -> None:
    write_tree(root, {"quizzes/zzz.md": QUIZ.replace("見本の確認問題", "二つ目")})
    catalogue = Catalogue([root])
    assert str(catalogue.quizzes["sample"].item.title) == "見本の確認問題"
    assert [fault.code for fault in catalogue.faults] == ["id-shared"]


def test_a_mistake_of_the_checker_does_not_take_the_site_down(
    root: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    catalogue = Catalogue([root])
    good = catalogue.quizzes["sample"]

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("course.content.catalogue.check_texts", fail)
    rewrite(root / "quizzes/sample.md", QUIZ + "\n")
    catalogue.refresh()
    assert catalogue.quizzes["sample"] is good
    assert [fault.code for fault in catalogue.faults] == ["check-failed"]
    assert "ZeroDivisionError" in caplog.text


def test_readers_never_see_half_a_catalogue(root: Path) -> None:
    catalogue = Catalogue([root])
    wrong: list[object] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            catalogue.refresh()
            if "sample" not in catalogue.quizzes or "sample" not in catalogue.lessons:
                wrong.append(1)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(20):
        rewrite(root / "quizzes/sample.md", QUIZ.replace("300 件", f"{number} 件"))
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    catalogue.refresh()
    assert str(catalogue.quizzes["sample"].item.questions[0].options[0].text) == "19 件"


def test_kept_results_give_the_same_catalogue(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_tree(
        root, {"quizzes/bad.md": QUIZ.replace("id: sample", "id: bad\nlesson: nowhere").replace("[x]", "[ ]")}
    )
    results = Results(tmp_path / "kept")
    first = Catalogue([root], results=results)
    monkeypatch.setattr("course.content.catalogue.check_texts", None)
    second = Catalogue([root], results=results)
    assert second.faults == first.faults
    assert {fault.code for fault in second.faults} == {"question-key", "reference-unknown"}
    assert [entry.version for entry in second.quizzes.values()] == [e.version for e in first.quizzes.values()]


def test_a_damaged_result_is_made_anew(root: Path, tmp_path: Path) -> None:
    results = Results(tmp_path / "kept")
    expected = list(Catalogue([root], results=results).quizzes)
    for path in (tmp_path / "kept").iterdir():
        path.write_bytes(b'{"faults": 3')
    assert list(Catalogue([root], results=results).quizzes) == expected
    for path in (tmp_path / "kept").iterdir():
        path.write_bytes(b"[]")
    assert list(Catalogue([root], results=results).quizzes) == expected
    (tmp_path / "file").write_text("x")
    assert list(Catalogue([root], results=Results(tmp_path / "file")).quizzes) == expected


def test_pinned_texts_are_parsed_once() -> None:
    texts = {"ja": Source("a.md", QUIZ)}
    first, _ = parse_item("quiz", texts)
    again, faults = parse_item("quiz", {"ja": Source("a.md", QUIZ)})
    assert again is first
    assert faults == []
    other, _ = parse_item("quiz", {"ja": Source("b.md", QUIZ)})
    assert other == first
