"""The commands for authors: `ryorin check` and `ryorin stamp`. Neither brings in the web application."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import click

from course.content.check_run import Outcome, check_paths
from course.content.faults import Fault
from course.content.kinds import FOLDERS
from course.content.results import Results, default_folder
from course.content.stamp import NotATranslation, stamp_file
from course.content.text import LANGUAGES, SOURCE_LANGUAGE

SHIPPED = Path(__file__).resolve().parents[2]
_WORDS = {
    "ja": {
        "lessons": "課",
        "questions": "問い",
        "scenarios": "シナリオ",
        "choices": "選択肢",
        "endings": "結末",
        "terms": "用語",
        "ja": "日本語",
        "en": "英語",
        "good": "まちがいは見つかりませんでした（{files} ファイル）。",
        "bad": "まちがいが {faults} 件あります（{files} ファイルを調べました）。",
        "transcripts": "台本 {transcripts} 本を通しました。",
    },
    "en": {
        "lessons": "lessons",
        "questions": "questions",
        "scenarios": "scenarios",
        "choices": "choices",
        "endings": "endings",
        "terms": "terms",
        "ja": "Japanese",
        "en": "English",
        "good": "No faults found ({files} files).",
        "bad": "{faults} faults found ({files} files checked).",
        "transcripts": "{transcripts} transcripts played.",
    },
}


def default_roots() -> list[Path]:
    """Return the shipped content and the roots that RYORIN_CONTENT names after it."""
    named = os.environ.get("RYORIN_CONTENT", "")
    roots = [SHIPPED, *(Path(part) for part in named.split(os.pathsep) if part)]
    here = Path.cwd()
    return [Path(os.path.relpath(root)) if root.is_relative_to(here) else root for root in roots]


def author_language() -> str:
    """Guess the author's language from the environment; Japanese unless it is clearly English."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if named.startswith("en") else "ja"


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="Language of the messages.")
@click.option("--transcripts", is_flag=True, help="Also play the transcripts of the scenarios.")
@click.option("--no-cache", is_flag=True, help="Check everything anew.")
def check(
    paths: tuple[Path, ...], as_json: bool, lang: str | None, transcripts: bool, no_cache: bool
) -> None:
    """Check lessons, quizzes and scenarios.

    PATHS are content roots, their folders, or single files; without any, the course as installed. Every fault is
    printed with file, line, column, code, what is wrong and how to mend it. Exits with 1 when there is one.
    """
    language = lang or author_language()
    folder = None if no_cache else default_folder()
    results = None if folder is None else Results(folder)
    roots = default_roots()
    outcome = check_paths(
        paths or roots, around=roots if paths else (), transcripts=transcripts, results=results
    )
    click.echo(as_json_text(outcome, language) if as_json else as_lines(outcome, language))
    if outcome.faults:
        sys.exit(1)


def as_json_text(outcome: Outcome, language: str) -> str:
    """Write an outcome as one JSON object."""
    plain = {
        "faults": [fault.as_dict(language) for fault in outcome.faults],
        "counts": outcome.counts,
        "files": outcome.files,
        "transcripts": outcome.transcripts,
    }
    return json.dumps(plain, ensure_ascii=False, indent=2)


def fault_line(fault: Fault, language: str) -> str:
    """Write a fault as `path:line:column: code message`, with the suggestion below."""
    place = f"{fault.path}:{fault.line}:{fault.column}"
    return f"{place}: {fault.code} {fault.message(language)}\n    {fault.suggestion(language)}"


def as_lines(outcome: Outcome, language: str) -> str:
    """Write an outcome for people."""
    words = _WORDS[language]
    lines = [fault_line(fault, language) for fault in outcome.faults]
    lines.append("" if lines else words["good"].format(files=outcome.files))
    if outcome.faults:
        lines[-1] = "\n" + words["bad"].format(faults=len(outcome.faults), files=outcome.files)
    for counted, counts in outcome.counts.items():
        said = " / ".join(f"{words[name]} {count}" for name, count in counts.items())
        lines.append(f"{words[counted]}: {said}")
    if outcome.transcripts:
        lines.append(words["transcripts"].format(transcripts=outcome.transcripts))
    return "\n".join(lines)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="Language of the messages.")
def stamp(paths: tuple[Path, ...], lang: str | None) -> None:
    """Mark translations as up to date with their sources.

    PATHS are translations such as NAME.en.md, or folders of them. Read each translation against its source first: a
    stamp says that somebody has.
    """
    language = lang or author_language()
    failed = False
    for path in (file for given in paths for file in _translations(given)):
        try:
            found = stamp_file(path)
        except NotATranslation:
            said = {"ja": f"{path}: 翻訳ではありません。NAME.en.md を指定してください。",
                    "en": f"{path}: not a translation. Name a file like NAME.en.md."}  # fmt: skip
            click.echo(said[language], err=True)
            failed = True
            continue
        if isinstance(found, Fault):
            click.echo(fault_line(found, language), err=True)
            failed = True
        else:
            said = {"ja": f"{path}: 印を {found} か所書きました。", "en": f"{path}: {found} stamps written."}
            click.echo(said[language])
    if failed:
        sys.exit(1)


def _translations(path: Path) -> list[Path]:
    """Return the file itself, or the translations in a root or content folder."""
    if not path.is_dir():
        return [path]
    folders = [path, *(path / folder for folder in FOLDERS)]
    endings = tuple(f".{language}.md" for language in LANGUAGES if language != SOURCE_LANGUAGE)
    return sorted(
        file
        for folder in folders
        if folder.is_dir()
        for file in folder.iterdir()
        if file.name.endswith(endings)
    )
