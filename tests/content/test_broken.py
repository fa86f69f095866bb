"""More than 200 broken files: each gives located faults or a clear refusal, never a traceback, in under a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from course.content.check_run import check_paths
from course.content.faults import Fault, FileContent, Link
from course.content.samples import LESSON, QUIZ
from tests.content.trees import write_tree

FIXTURES = Path(__file__).parent / "fixtures"
GOOD = sorted(path.relative_to(FIXTURES).as_posix() for path in FIXTURES.rglob("*.md"))
LIMIT = 1.0  # seconds of processor time, so that a busy machine does not decide


def _front(text: str, line: str) -> str:
    """Add a line at the end of the front matter."""
    head, rest = text[4:].split("\n---\n", 1)
    return f"---\n{head}\n{line}\n---\n{rest}"


def _middle(text: str, inserted: str) -> str:
    at = len(text) // 2
    return text[:at] + inserted + text[at:]


def _without_headings(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.startswith("#"))


def _last_heading(text: str) -> str:
    return next(line for line in reversed(text.split("\n")) if line.startswith("#"))


MUTATIONS: dict[str, Callable[[str], str | bytes]] = {
    "empty": lambda text: "",
    "cut in the front matter": lambda text: text[: text.index("\n---\n", 4) - 3],
    "front matter not closed": lambda text: text.replace("\n---\n", "\n", 1),
    "no front matter": lambda text: text.split("\n---\n", 1)[1],
    "front matter is a list": lambda text: "---\n- a\n---\n" + text.split("\n---\n", 1)[1],
    "id gone": lambda text: "\n".join(line for line in text.split("\n") if not line.startswith("id:")),
    "id in Japanese": lambda text: text.replace("id: ", "id: 課", 1),
    "misspelt key": lambda text: text.replace("title:", "titel:", 1),
    "key twice": lambda text: _front(text, "id: other"),
    "anchor": lambda text: _front(text, "extra: &a [x]"),
    "alias bomb": lambda text: _front(text, "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: [*c, *c, *c]"),
    "tag": lambda text: _front(text, "extra: !!python/name:os.system ''"),
    "deep front matter": lambda text: _front(text, "extra: " + "[" * 5_000),
    "wide front matter": lambda text: _front(text, "extra: [" + "x, " * 8_000 + "]"),
    "NUL": lambda text: _middle(text, "\0"),
    "bad byte": lambda text: _middle(text, "§§").encode().replace("§§".encode(), b"\xff\xfe"),
    "hidden mark": lambda text: _middle(text, "\u202e"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "Shift_JIS": lambda text: (text + "見込み客").encode("cp932", "replace"),
    "heading twice": lambda text: text + "\n" + _last_heading(text) + "\n本文\n",
    "bracket not closed": lambda text: text[: text.index("}", text.index("{#"))] + text[text.index("}", text.index("{#")) + 1 :],
    "id in capitals": lambda text: text.replace("{#", "{#X", 1),
    "odd attribute": lambda text: text.replace("{#", "{?! #", 1),
    "unknown attribute": lambda text: text.replace("{#", "{colour=red #", 1),
    "fence not closed": lambda text: text + "\n```\n続き\n",
    "comment not closed": lambda text: text + "\n<!-- 続き\n",
    "50,000 brackets": lambda text: text + "\n" + "[" * 50_000 + "\n",
    "brackets in lines": lambda text: text + "\n" + ("[" * 100 + "\n") * 500,
    "deep quotation": lambda text: text + "\n" + "> " * 2_000 + "x\n",
    "huge": lambda text: text + "あ" * 100_000,
    "long line": lambda text: text + "\n" + "あ" * 20_000 + "\n",
    "image": lambda text: text + "\n![図](a.png)\n",
    "headings gone": _without_headings,
    "heading without words": lambda text: text + "\n##\n",
    "link to nowhere": lambda text: text + "\n[外](../../etc/passwd.md)\n",
}  # fmt: skip
WITHOUT_HEADINGS = ("lessons/course.md", "lessons/course.en.md")
NEEDS_HEADINGS = {
    "heading twice", "bracket not closed", "id in capitals", "odd attribute", "unknown attribute", "headings gone",
}  # fmt: skip
CASES = [
    (name, mutation)
    for name in GOOD
    for mutation in MUTATIONS
    if not (name in WITHOUT_HEADINGS and mutation in NEEDS_HEADINGS)
    and not (name == "lessons/glossary.md" and mutation == "headings gone")
]


def _pair(name: str) -> dict[str, FileContent]:
    """Take a good file and its translation or source."""
    stem = name.removesuffix(".md").removesuffix(".en")
    return {other: (FIXTURES / other).read_text("utf-8") for other in (f"{stem}.md", f"{stem}.en.md")}


def _check(root: Path, files: dict[str, FileContent]) -> list[Fault]:
    write_tree(root, files)
    started = time.process_time()
    faults = check_paths([root], transcripts=True).faults
    assert time.process_time() - started < LIMIT
    for fault in faults:
        assert fault.code != "check-failed"
        assert fault.path.startswith(str(root))
        assert fault.line >= 1
        assert fault.column >= 1
        for language in ("ja", "en"):
            assert fault.message(language)
            assert fault.suggestion(language)
    return faults


def _places(faults: list[Fault], root: Path) -> set[tuple[str, str, int]]:
    return {(fault.code, fault.path.removeprefix(str(root)), fault.line) for fault in faults}


def test_there_are_two_hundred() -> None:
    assert len(CASES) + len(BY_HAND) >= 300
    assert not check_paths([FIXTURES], transcripts=True).faults


@pytest.mark.parametrize(("name", "mutation"), CASES)
def test_mutation_of_a_good_file(name: str, mutation: str, tmp_path: Path) -> None:
    files = _pair(name)
    before = _places(_check(tmp_path / "good", files), tmp_path / "good")
    good = files[name]
    assert isinstance(good, str)
    files[name] = MUTATIONS[mutation](good)
    after = _places(_check(tmp_path / "bad", files), tmp_path / "bad")
    assert after - before, "the file was broken, and nothing was said"


def _scenario(old: str, new: str) -> str:
    good = (FIXTURES / "roleplay/date-first.md").read_text("utf-8")
    assert good.count(old) == 1, old
    return good.replace(old, new)


FRONT = "---\nid: x\ntitle: x\n"
BY_HAND: dict[str, dict[str, FileContent]] = {
    "billion laughs": {
        "quizzes/x.md": "---\na: &a [lol, lol]\n"
        + "".join(f"{c}: &{c} [{', '.join(['*' + p] * 9)}]\n" for p, c in zip("abcdefg", "bcdefgh", strict=True))
        + "---\n"
    },
    "alias to itself": {"quizzes/x.md": "---\na: &a [*a]\n---\n"},
    "merge keys": {"quizzes/x.md": "---\nbase: {id: x}\n<<: {title: y}\n---\n"},
    "nested brackets": {"quizzes/x.md": "---\nid: " + "[" * 50_000 + "\n---\n"},
    "50,000 braces": {"quizzes/x.md": QUIZ + "{" * 50_000},
    "50,000 braces in a heading": {"quizzes/x.md": QUIZ + "\n## " + "{#" * 25_000 + "\n"},
    "50,000 attributes": {"quizzes/x.md": QUIZ + "\n## 問い {" + "#a " * 16_000 + "}\n"},
    "50,000 options": {"quizzes/x.md": QUIZ + "- [ ] x {#x}\n" * 12_000},
    "20,000 headings": {"quizzes/x.md": FRONT + "---\n" + "## x\n" * 20_000},
    "20,000 unknown keys": {"quizzes/x.md": FRONT + "".join(f"k{n}: 1\n" for n in range(1_600)) + "---\n"},
    "only newlines": {"quizzes/x.md": "\n" * 200_000},
    "only spaces": {"quizzes/x.md": " " * 200_000},
    "only dashes": {"quizzes/x.md": "---\n" * 50_000},
    "only fences": {"quizzes/x.md": FRONT + "---\n" + "```\n" * 40_001},
    "only comments": {"quizzes/x.md": FRONT + "---\n" + "<!--\n" * 40_000},
    "only arrows": {"quizzes/x.md": QUIZ + "- " + "-> " * 900},
    "only colons": {"quizzes/x.md": QUIZ + "\n" + "a: " * 9_000},
    "a million empty items": {"quizzes/x.md": QUIZ + "-\n- \n" * 40_000},
    "empty": {"quizzes/x.md": b""},
    "one NUL": {"quizzes/x.md": b"\0"},
    "random bytes": {"quizzes/x.md": bytes(range(256)) * 16},
    "overlong UTF-8": {"quizzes/x.md": b"---\nid: \xc0\xaf\n---\n"},
    "EUC-JP": {"quizzes/x.md": QUIZ.encode("euc_jp", "replace")},
    "UTF-32": {"quizzes/x.md": QUIZ.encode("utf-32")},
    "link out": {"quizzes/x.md": Link("/etc/passwd")},
    "link up": {"quizzes/x.md": Link("../../outside.md")},
    "link to itself": {"quizzes/x.md": Link("x.md")},
    "link to nothing": {"quizzes/x.md": Link("nothing.md")},
    "link to a device": {"quizzes/x.md": Link("/dev/zero")},
    "folder called .md": {"quizzes/x.md/y.txt": "x"},
    "name with a newline": {"quizzes/a\nb.md": "x"},
    "missing target": {"roleplay/x.md": _scenario("{#ask} -> talk", "{#ask} -> tolk")},
    "target of itself": {"roleplay/x.md": _scenario("{#ask} -> talk", "{#ask} -> open")},
    "empty target": {"roleplay/x.md": _scenario("{#ask} -> talk", "{#ask} ->")},
    "cycle without a way out": {
        "roleplay/x.md": _scenario("{#when} -> dated", "{#when} -> open").replace("{#leave} -> grey", "{#leave} -> open")
    },
    "start nowhere": {"roleplay/x.md": _scenario("start: open", "start: closed")},
    "deep condition": {"roleplay/x.md": _scenario("clarity >= 5", "(" * 5_000 + "clarity >= 5" + ")" * 5_000)},
    "long condition": {"roleplay/x.md": _scenario("clarity >= 5", "clarity >= 5 and " * 150 + "clarity >= 5")},
    "many nots": {"roleplay/x.md": _scenario("clarity >= 5", "not " * 700 + "clarity >= 5")},
    "condition that is code": {"roleplay/x.md": _scenario("clarity >= 5", "__import__('os').system('id')")},
    "huge number": {"roleplay/x.md": _scenario("clarity +2", "clarity +" + "9" * 2_000)},
    "start value out of range": {"roleplay/x.md": _scenario("trust: 4", "trust: 44")},
    "many scenes": {
        "roleplay/x.md": _scenario(
            "## 種明かし", "".join(f"## 場面 {{#s{n}}}\n文\n\n- 次 {{#n}} -> s{n + 1}\n\n" for n in range(3_000)) + "## 種明かし"
        )
    },
    "many variables": {
        "roleplay/x.md": _scenario("heat: 5}", "heat: 5, " + ", ".join(f"v{n}: 5" for n in range(400)) + "}")
    },
    "no such lesson": {"quizzes/x.md": QUIZ.replace("id: sample\n", "id: sample\nlesson: nowhere\n")},
    "two of one id": {"quizzes/x.md": QUIZ, "quizzes/y.md": QUIZ},
    "translation alone": {"quizzes/x.en.md": QUIZ},
    "course of strings": {"lessons/course.md": "---\nid: course\ntitle: x\nmodules: [a, b]\n---\n"},
    "course of numbers": {"lessons/course.md": "---\nid: course\ntitle: x\nmodules: {a: 1}\n---\n"},
    "lesson without anything": {"lessons/x.md": "---\n---\n"},
    "lesson of one heading": {"lessons/x.md": LESSON.split("## ")[0] + "## x\n"},
    "numbers for texts": {"quizzes/x.md": QUIZ.replace('title: "見本の確認問題"', "title: [1, 2]")},
    "transcript of nothing": {"quizzes/x.md": QUIZ, "roleplay/transcripts/x.transcript": "scenario: nowhere\n> a\n"},
    "transcript of noise": {
        "roleplay/x.md": _scenario("id: date-first", "id: date-first"),
        "roleplay/transcripts/x.transcript": "scenario: date-first\n" + "?! :\n" * 1_000,
    },
}  # fmt: skip


@pytest.mark.parametrize("name", BY_HAND)
def test_made_by_hand(name: str, tmp_path: Path) -> None:
    assert _check(tmp_path / "bad", BY_HAND[name])
