"""Every code has an example that fails with exactly that code, and the page of codes is up to date."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from course.content.check_run import check_paths
from course.content.code_page import PAGE, page
from course.content.faults import CODES, Code, Example, all_codes
from course.content.samples import COURSE_TREE, GLOSSARY_TREE, LESSON_TREE, QUIZ_BOTH_TREE
from tests.content.trees import write_tree

ALL = sorted(all_codes().values(), key=lambda code: code.code)
EXAMPLES = [(code, number) for code in ALL for number in range(len(code.examples))]
WITHOUT_EXAMPLE = {"check-failed"}  # a mistake of the checker itself
WITH_COMPANY = {"more-faults"}


@pytest.mark.parametrize(("code", "number"), EXAMPLES, ids=lambda value: getattr(value, "code", str(value)))
def test_example_fails_with_exactly_its_code(code: Code, number: int, tmp_path: Path) -> None:
    example: Example = code.examples[number]
    outcome = check_paths([write_tree(tmp_path, example.files())], transcripts=True)
    found = [(fault.code, fault.path, fault.line, fault.message("en")) for fault in outcome.faults]
    assert {fault.code for fault in outcome.faults} == {code.code, *example.also}, found


@pytest.mark.parametrize(("code", "number"), EXAMPLES, ids=lambda value: getattr(value, "code", str(value)))
def test_faults_say_where_and_how_in_both_languages(code: Code, number: int, tmp_path: Path) -> None:
    root = write_tree(tmp_path, code.examples[number].files())
    for fault in check_paths([root], transcripts=True).faults:
        assert fault.path.startswith(str(root))
        assert fault.line >= 1
        assert fault.column >= 1
        path = Path(fault.path)
        if (
            path.is_file()
            and path.stat().st_size < 300_000
            and fault.code not in ("not-utf8", "file-outside")
        ):
            lines = path.read_text("utf-8", errors="replace").split("\n")
            assert fault.line <= len(lines)
            assert fault.column <= len(lines[fault.line - 1]) + 2
        for language in ("ja", "en"):
            said = fault.message(language) + fault.suggestion(language)
            assert fault.message(language)
            assert fault.suggestion(language)
            assert "?" not in re.sub(r"Did you mean “[^”]*”\?", "", fault.message(language)), said
            assert "{" not in fault.message(language).replace("{#", "").replace("{ }", ""), said


def test_every_code_has_an_example_and_both_languages() -> None:
    for code in ALL:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", code.code)
        assert bool(code.examples) != (code.code in WITHOUT_EXAMPLE), code.code
        assert all(text.languages == ("en", "ja") for text in (code.message, code.suggestion, code.why)), (
            code.code
        )
        for template in (code.message, code.suggestion):
            for language in ("ja", "en"):
                fields = [name for _, name, _, _ in string.Formatter().parse(template.to(language)) if name]
                assert all(field.isidentifier() for field in fields)
        assert all(bool(example.also) == (code.code in WITH_COMPANY) for example in code.examples)
    assert set(CODES) == {code.code for code in ALL}


@pytest.mark.parametrize("tree", [LESSON_TREE, GLOSSARY_TREE, COURSE_TREE, QUIZ_BOTH_TREE])
def test_samples_have_no_fault(tree: dict[str, str], tmp_path: Path) -> None:
    assert check_paths([write_tree(tmp_path, tree)]).faults == []


def test_page_of_codes_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == page(), "run: python -m course.content.code_page"
