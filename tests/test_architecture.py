"""Hold the code to its layout: what is pure stays pure, routes ask no questions of the database, files stay small."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

COURSE = Path(__file__).parent.parent / "course"
IMPURE = (
    "flask",
    "sqlalchemy",
    "wtforms",
    "werkzeug",
    "jinja2",
    "flask_wtf",
    "flask_babel",
    "flask_security",
)
MOST_LINES = 400
# Whatever is compiled stays in one module: the compiler's cache does not see edits in a module that another imports.
COMPILED = "course.pipeline.kernel"
# A package named here is pure but for the files that speak to the web or the database.
PURE = (
    "api",
    "assignments",
    "coaching",
    "content",
    "laboratory",
    "lessons",
    "mail",
    "pipeline",
    "quizzes",
    "reports",
    "roleplay",
    "roster",
    "skills",
    "spreadsheets",
)
WEB_FILES = frozenset({"routes", "models", "operations", "queries", "forms", "pages", "labels", "cli"})
# Files of those packages that serve pages under another name.
ALSO_WEB = frozenset(
    {
        "course.assignments.access",
        "course.assignments.facts",
        "course.assignments.leading_routes",
        "course.assignments.letters",
        "course.api.access",
        "course.api.listing",
        "course.api.paging",
        "course.api.problem_pages",
        "course.api.token_routes",
        "course.coaching.behaviour_pages",
        "course.coaching.line_pages",
        "course.laboratory.guided",
        "course.laboratory.sentences",
        "course.lessons.links",
        "course.lessons.rendering",
        "course.privacy.rows",
        "course.mail.delivery",
        "course.mail.tick",
        "course.mail.tokens",
        "course.mail.transport",
        "course.reports.attendance",
        "course.reports.below_queries",
        "course.reports.cards",
        "course.reports.digest",
        "course.reports.evidence",
        "course.reports.export_routes",
        "course.reports.exporting",
        "course.reports.figures",
        "course.reports.fitting",
        "course.reports.group_queries",
        "course.reports.hard_sheets",
        "course.reports.people",
        "course.reports.period_figures",
        "course.reports.period_queries",
        "course.reports.person_page",
        "course.reports.rule_queries",
        "course.reports.rules_page",
        "course.reports.rules_routes",
        "course.reports.tables",
        "course.reports.words",
        "course.roleplay.debrief",
        "course.roster.jobs",
        "course.roleplay.effects",
        "course.roleplay.figures",
        "course.roleplay.play",
        "course.roleplay.prose",
        "course.roleplay.tank",
    }
)
ASKING = re.compile(
    r"\b(select|insert|update|delete)\(|session\.(execute|scalars?|query|get|add|commit)\b|\.query\b"
)


def modules() -> Iterator[Path]:
    yield from sorted(
        path for path in COURSE.rglob("*.py") if "versions" not in path.relative_to(COURSE).parts[1:2]
    )


def name_of(path: Path) -> str:
    parts = path.relative_to(COURSE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_of(path: Path) -> set[str]:
    """Name what a module imports when it is run; imports for the type checker alone do not count."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            node.body = []
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def is_pure(path: Path) -> bool:
    parts = path.relative_to(COURSE).parts
    return parts[0] in PURE and path.stem not in WEB_FILES and name_of(path) not in ALSO_WEB


PURE_MODULES = [path for path in modules() if is_pure(path)]


@pytest.mark.parametrize("path", PURE_MODULES, ids=name_of)
def test_pure_modules_import_neither_the_web_nor_the_database(path: Path) -> None:
    found = imports_of(path)
    assert not {name for name in found if name.partition(".")[0] in IMPURE}
    impure_own = {name_of(other) for other in modules() if other not in PURE_MODULES} - {"course"}
    assert not found & impure_own


def test_pure_modules_run_where_flask_and_sqlalchemy_are_missing() -> None:
    """An import hook refuses the names, so that what a module imports in passing counts too."""
    program = f"""
import importlib, sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {IMPURE!r}:
            raise ImportError("a pure module imports " + name)

sys.meta_path.insert(0, Refuse())
for name in {[name_of(path) for path in PURE_MODULES]!r}:
    importlib.import_module(name)
"""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=COURSE.parent,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", [path for path in modules() if path.stem.endswith("routes")], ids=name_of)
def test_routes_ask_no_questions_of_the_database(path: Path) -> None:
    assert not ASKING.findall(path.read_text("utf-8"))
    assert not {name for name in imports_of(path) if name.partition(".")[0] == "sqlalchemy"}


@pytest.mark.parametrize("path", [path for path in modules() if path.stem == "operations"], ids=name_of)
def test_operations_know_no_request_and_leave_the_commit_to_it(path: Path) -> None:
    source = path.read_text("utf-8")
    assert not re.search(r"\bfrom flask import\b.*\b(request|session|g)\b|current_user|\.commit\(", source)


@pytest.mark.parametrize("path", [path for path in modules() if name_of(path) != COMPILED], ids=name_of)
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


def test_making_the_application_is_all_the_package_says() -> None:
    tree = ast.parse((COURSE / "__init__.py").read_text("utf-8"))
    assert [node.name for node in tree.body if isinstance(node, ast.FunctionDef)] == ["create_app"]


TEMPLATES = sorted(COURSE.rglob("*.html"))
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|<script\b(?![^>]*\bsrc=)", re.IGNORECASE
)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(COURSE)))
def test_templates_hold_no_inline_style_or_script(path: Path) -> None:
    assert not INLINE.findall(path.read_text("utf-8"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(COURSE)))
def test_every_form_that_posts_carries_its_token(path: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", path.read_text("utf-8"), re.DOTALL | re.IGNORECASE):
        if re.search(r'method="post"', form, re.IGNORECASE):
            # A vote is answered on the event loop, which looks at where the post comes from.
            assert re.search(r"csrf|\{\{ token \}\}|data-vote", form), form


def test_content_folders_hold_content_only() -> None:
    for folder in ("lessons", "quizzes", "roleplay"):
        assert not list((COURSE.parent / folder).rglob("*.py"))
