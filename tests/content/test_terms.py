"""A word of the glossary is linked where the course first uses it, if a later lesson explains it."""

from __future__ import annotations

from pathlib import Path

from course.content.check_run import check_paths
from course.content.samples import LESSON
from tests.content.trees import write_tree

GLOSSARY = """---
id: glossary
title: "用語集"
---
## 見込み客 {#prospect}
買うかもしれない人。

## 見込み客管理 {#care}
見渡して待つこと。

## 白黒(黒白) {#black_white}
買うか買わないか。

## 灰 {#grey}
一文字の語は見ない。
"""
COURSE = (
    '---\nid: course\ntitle: "講座"\nmodules:\n  - {id: wheels, title: 輪, lessons: [one, two, three]}\n---\n'
)
BODY = "契約の輪と、補充の輪。どちらか片方だけでは、まっすぐ進みません。"
OPENING = "月末の夕方、見込み客の名簿を前に手が止まることがあります。"
GOAL = "- 両輪とは何かを一言で言える"


def lesson(name: str, body: str, goal: str = GOAL) -> str:
    text = LESSON.replace("id: sample", f"id: {name}").replace(BODY, body).replace(GOAL, goal)
    return text.replace("- 名簿から今月の一人を選べる", "- 一人を選べる")


def unlinked(tmp_path: Path, *bodies: str, goal: str) -> list[tuple[str, str, int]]:
    names = ("one", "two", "three")
    files = {
        f"lessons/{name}.md": lesson(name, body, goal if name == "three" else GOAL)
        for name, body in zip(names, (*bodies, BODY)[:3], strict=True)
    }
    root = write_tree(tmp_path, {**files, "lessons/glossary.md": GLOSSARY, "lessons/course.md": COURSE})
    return [
        (str(fault.params["term"]), Path(fault.path).stem, fault.column)
        for fault in check_paths([root]).faults
        if fault.code == "term-unlinked"
    ]


def test_the_first_use_in_an_earlier_lesson_wants_a_link(tmp_path: Path) -> None:
    bodies = ("灰と白黒をつける。白黒です。", "白黒をつける。")
    assert unlinked(tmp_path, *bodies, goal="- 白黒と灰を言える") == [("白黒", "one", 3)]


def test_once_linked_a_term_is_free_to_use(tmp_path: Path) -> None:
    bodies = ("[色をつける](glossary.md#black_white)。白黒です。", "白黒をつける。")
    assert unlinked(tmp_path, *bodies, goal="- 白黒を言える") == []


def test_the_lesson_that_explains_it_may_say_it(tmp_path: Path) -> None:
    assert unlinked(tmp_path, BODY, BODY, goal="- 白黒を言える") == []
    assert unlinked(tmp_path, "白黒です。", BODY, goal=GOAL) == []


def test_a_longer_word_is_not_the_shorter_one_inside(tmp_path: Path) -> None:
    assert unlinked(tmp_path, "見込み客管理です。", BODY, goal="- 見込み客を選べる") == []
    assert unlinked(tmp_path, "見込み客です。", BODY, goal="- 見込み客管理を言える") == []


def test_the_opening_and_talks_are_as_people_speak(tmp_path: Path) -> None:
    assert "見込み客" in OPENING
    assert unlinked(tmp_path, BODY, BODY, goal="- 見込み客を選べる") == []
