"""Check that the guides tell the truth: their examples pass, their output is the real one, their links lead somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import click
import pytest

from course.cli import COMMANDS, main
from course.content.keywords import KEYWORDS, SKILLS
from course.content.kinds import parse_item
from course.content.source import Source, read_source
from course.quizzes.grading import grade
from course.roleplay import vocabulary
from course.roleplay.engine import replay
from course.roleplay.scoring import bounds, result
from tests.guides import FOLDER, ROOT, Bench, Followed, follow, prose

DOCS = sorted((ROOT / "docs").glob("*.md"))
PAGES = [path for path in (*DOCS, ROOT / "README.md", ROOT / "README.en.md") if path.exists()]
GUIDES = [ROOT / "docs" / "authoring.md", ROOT / "docs" / "authoring.en.md"]
FINAL, COURSE, TRANSLATED = "final", "course", "translated"  # trees that the guides make
SCENARIO, QUIZ = "roleplay/coffee-corner.md", "quizzes/half-said.md"
_SCORE_ROW = re.compile(r"^\| `([a-z_]+(?:` → `[a-z_]+)+)` \|.*\| (−?\d+) \| (\d+) \|$", re.MULTILINE)
_COMMAND = re.compile(r"(?:^ *\$ (?:[A-Z_]+=\S+ )*|`(?:[A-Z_]+=\S+ )*|bin/)ryorin ([^`\n]+)", re.MULTILINE)

both_guides = pytest.mark.parametrize("stem", [page.stem for page in GUIDES])
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Followed]:
    """Do everything the guides say, in their order."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("LC_ALL", "LC_MESSAGES", "RYORIN_CONTENT"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        return {page.stem: follow(page, Bench(tmp_path_factory.mktemp("guide")), patch) for page in GUIDES}


def parsed(kind: str, path: Path) -> Any:
    source = read_source(path)
    assert isinstance(source, Source)
    item, faults = parse_item(kind, {"ja": source})
    assert faults == []
    return item


def number(text: str) -> int:
    return int(text.replace("−", "-"))


@both_guides
def test_every_output_shown_is_the_real_one(stem: str, followed: dict[str, Followed]) -> None:
    assert followed[stem].wrong == []
    assert followed[stem].compared >= 12


@both_guides
def test_the_finished_examples_have_no_fault_and_their_transcripts_pass(
    stem: str, followed: dict[str, Followed], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = followed[stem].bench
    for name in (FINAL, COURSE):
        monkeypatch.chdir(bench.folder / name)
        output = bench.run(f"ryorin check {FOLDER} --transcripts --no-cache --lang en", [])
        assert output.startswith("No faults found"), output
        assert "2 transcripts played" in output
    made = {path.relative_to(bench.tree(COURSE)).as_posix() for path in bench.tree(COURSE).rglob("*.md")}
    assert made == {SCENARIO, QUIZ, "lessons/half-said.md", "lessons/course.md"}


@both_guides
def test_the_scores_told_are_those_worked_out(stem: str, followed: dict[str, Followed]) -> None:
    text = prose(followed[stem].page)
    scenario = parsed("scenario", followed[stem].bench.tree(FINAL) / SCENARIO)
    told = re.search(r"(?:最低の素点は|worst raw score is) (−?\d+)(?:、最高は|, the best is) (\d+)", text)
    assert told is not None
    limits = bounds(scenario)
    assert (number(told[1]), number(told[2])) == (limits.worst, limits.best)
    rows = _SCORE_ROW.findall(text)
    assert len(rows) >= 4
    for path, raw, score in rows:
        found = result(scenario, replay(scenario, path.split("` → `"))[1])
        assert (found.raw, round(found.score)) == (number(raw), int(score)), path
    assert {int(score) for _, _, score in rows} >= {0, 100}


@both_guides
def test_the_partial_credit_told_is_what_is_given(stem: str, followed: dict[str, Followed]) -> None:
    quiz = parsed("quiz", followed[stem].bench.tree(COURSE) / QUIZ)
    many, judged = quiz.question("q3"), quiz.question("q1")
    right = {"reading", "half"}
    assert [grade(many, right), grade(many, right | {"when"})] == [1, 0.5]
    assert grade(many, right | {"when", "grey"}) == 0
    assert grade(judged, {"echo"}) == pytest.approx(2 / 3)


def test_the_english_guide_shows_the_fault_of_a_stale_translation(
    followed: dict[str, Followed], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = followed["authoring"].bench  # only the Japanese guide has a source and its translation
    monkeypatch.chdir(bench.folder / TRANSLATED)
    told = bench.run(f"ryorin check {FOLDER} --lang en", []).partition("\n\n")[0]
    assert "translation-stale" in told
    assert told in GUIDES[1].read_text("utf-8")


def test_a_translation_is_the_english_scenario_without_its_structure(followed: dict[str, Followed]) -> None:
    text = (followed["authoring.en"].bench.tree(FINAL) / SCENARIO).read_text("utf-8")
    for pattern, kept in (  # the recipe of the English guide
        (r"(?m)^  - (?:kind|if|effect|set|skill|pipeline):.*\n", ""),
        (r"(?m) -> [a-z_]+$", ""),
        (r"(?m)^\[[^\]]*\] ", ""),
        (r"\{#([a-z_]+) [^}]*\}", r"{#\1}"),
    ):
        text = re.sub(pattern, kept, text)
    file = followed["authoring"].bench.tree(TRANSLATED) / SCENARIO.replace(".md", ".en.md")
    stamped = file.read_text("utf-8")
    assert stamped.count(" src=") == 17
    plain = re.sub(r" src=[0-9a-f]{8}", "", stamped).partition("\n---\n")[2]
    assert plain == text.partition("\n---\n")[2]


@pytest.mark.parametrize("page", GUIDES, ids=lambda path: path.stem)
def test_the_tables_name_every_word_there_is(page: Path) -> None:
    spans = re.findall(r"`([^`\n]+)`", prose(page))
    named = {word for span in spans for word in re.findall(r"[a-z][a-z_-]*", span)}
    known = {
        *vocabulary.KINDS,
        *vocabulary.OUTCOMES,
        *vocabulary.AVATARS,
        *vocabulary.MOVES,
        *vocabulary.PRESETS,
        *vocabulary.LANES,
        *vocabulary.HORIZONS,
        *vocabulary.MOODS,
        *vocabulary.REQUIRED_VARIABLES,
        *SKILLS,
        *KEYWORDS.values(),
    }
    assert sorted(known - named) == []


def slug(heading: str) -> str:
    """Make the anchor of a heading as Git hosts do."""
    plain = re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    without_code = re.sub(r"(`+)[^\n]*?\1", "", prose(page))
    for target in re.findall(r"\]\(([^()\s]+)\)", without_code):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, fragment = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), f"{page.name} links to {target}"
        if fragment:
            anchors = {slug(heading) for heading in re.findall(r"(?m)^#{1,6} (.*)$", prose(there))}
            assert fragment in anchors, f"{page.name} links to {target}"


@every_page
def test_every_command_named_is_there_with_its_options(page: Path) -> None:
    for line in _COMMAND.findall(page.read_text("utf-8")):
        words = line.split()
        if words[0] in {"--help", "--version"}:
            continue
        assert words[0] in COMMANDS, f"{page.name}: ryorin {line}"
        command = main.get_command(click.Context(main), words[0])
        if isinstance(command, click.Group) and len(words) > 1:
            command = command.get_command(click.Context(command), words[1])
        assert command is not None, f"{page.name}: ryorin {line}"
        known = {name for option in command.params for name in option.opts} | {"--help"}
        used = {word.partition("=")[0] for word in words[1:] if word.startswith("--")}
        assert used <= known, f"{page.name}: ryorin {line}"


@pytest.mark.parametrize("stem", ["authoring", "operating"])
def test_both_languages_have_the_same_chapters(stem: str) -> None:
    pages = (ROOT / "docs" / f"{stem}{ending}.md" for ending in ("", ".en"))
    japanese, english = ([len(mark) for mark in re.findall(r"(?m)^(#{1,6}) ", prose(page))] for page in pages)
    assert japanese == english


def test_the_guide_to_running_names_every_setting_of_the_environment() -> None:
    from course import config

    for page in (ROOT / "docs" / "operating.md", ROOT / "docs" / "operating.en.md"):
        text = page.read_text("utf-8")
        named = {*config._FROM_ENVIRONMENT, "RYORIN_INSTANCE"}
        assert [name for name in sorted(named) if f"`{name}`" not in text] == []
