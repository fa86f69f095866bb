"""The commands for authors and the curious: `ryorin play` and `ryorin survey`. Neither brings in the web application."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from course.content.cli import author_language, default_roots, fault_line
from course.content.faults import Fault
from course.content.folders import Group, read_group, scan_root, split_name
from course.content.kinds import FOLDERS, parse_item
from course.content.source import Source, read_source
from course.content.text import LANGUAGES, SOURCE_LANGUAGE
from course.roleplay.population import PLAYS, SEED, portray
from course.roleplay.portraits import as_data, as_lines, page
from course.roleplay.proofs import prove
from course.roleplay.story import Scenario
from course.roleplay.terminal import Table, as_transcript
from course.roleplay.terminal_words import WORDS

_COLOURS = {"name": "cyan", "coach": "green", "state": "yellow", "fault": "red"}
_NOT_FOUND = {
    "ja": "シナリオ「{name}」が見つかりません。ファイル（roleplay/….md）か、次の id のどれかを指定してください: {ids}",
    "en": "There is no scenario “{name}”. Name a file (roleplay/….md) or one of these: {ids}",
}
_FAULTY = {
    "ja": "このシナリオにはまちがいがあるので遊べません。直してから、もう一度試してください。",
    "en": "This scenario has faults and cannot be played. Mend them, then try again.",
}


@click.command()
@click.argument("scenario")
@click.option("--lang", type=click.Choice(LANGUAGES), default=SOURCE_LANGUAGE, help="Language of the talk.")
@click.option("--practice", is_flag=True, help="Show the coaching at once, and allow taking back.")
@click.option("--reveal", is_flag=True, help="Show the hidden values and the card after every line.")
@click.option(
    "--seed", type=int, default=None, help="Shuffle the choices, in the same way for the same number."
)
@click.option(
    "--record",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write a transcript here.",
)
def play(
    scenario: str, lang: str, practice: bool, reveal: bool, seed: int | None, record: Path | None
) -> None:
    """Play a scenario in the terminal.

    SCENARIO is the id of a scenario of the course, or a file. Type the number of a choice; q stops.
    """
    found = load_sound(scenario, lang)
    table = Table(
        found,
        read=_ask,
        write=click.echo,
        language=lang,
        practice=practice,
        reveal=reveal,
        seed=seed,
        style=_style,
    )
    table.play()
    if record is not None and table.chosen:
        record.parent.mkdir(parents=True, exist_ok=True)
        record.write_text(as_transcript(found, table.chosen), encoding="utf-8")
        click.echo(WORDS["recorded"].to(lang).format(path=record))


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON list instead of lines.")
@click.option("--lang", type=click.Choice(LANGUAGES), default=None, help="Language of the lines.")
@click.option("--plays", type=click.IntRange(10, 100_000), default=PLAYS, show_default=True)
@click.option("--seed", type=int, default=SEED, show_default=True)
@click.option(
    "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the page of the scenarios here."
)
def survey(
    paths: tuple[Path, ...], as_json: bool, lang: str | None, plays: int, seed: int, output: Path | None
) -> None:
    """Let simulated players play the scenarios, and print what came of it.

    PATHS are scenarios, or content roots and their folders; without any, the course as installed. Of each kind of
    player (random, cautious, pusher, expert) there are as many plays as --plays says.
    """
    language = lang or author_language()
    scenarios = [_sound(texts, faults, language) for texts, faults in _all_texts(paths)]
    portraits = [portray(scenario, plays=plays, seed=seed) for scenario in scenarios]
    if output is not None:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(page(portraits, plays=plays, seed=seed), "utf-8")
        click.echo(output)
    elif as_json:
        click.echo(json.dumps(as_data(portraits), ensure_ascii=False, indent=2))
    else:
        click.echo(as_lines(portraits, language))


def _all_texts(paths: tuple[Path, ...]) -> Iterator[tuple[dict[str, Source], list[Fault]]]:
    """Read the scenarios that paths name, in the order of their file names; a later root takes over earlier ids."""
    groups: dict[str, Group] = {}
    for path in paths or default_roots():
        if path.is_dir():
            root = path.parent if path.resolve().name in FOLDERS else path
            groups.update((group.stem, group) for group in _scenarios(root))
        else:
            yield _read_file(path)
    for _, group in sorted(groups.items()):
        yield read_group(group)


def load_sound(name: str, lang: str) -> Scenario:
    """Load a scenario by file or id; print its faults and exit with 1 when it cannot be played."""
    return _sound(*_texts(name, lang), lang)


def _sound(texts: dict[str, Source], faults: list[Fault], lang: str) -> Scenario:
    """Parse and prove a scenario; print its faults and exit with 1 when it cannot be played."""
    scenario = None
    if SOURCE_LANGUAGE in texts:
        scenario, parsed = parse_item("scenario", texts)
        faults = [*faults, *parsed, *(prove(scenario) if scenario is not None else ())]
    for fault in faults:
        click.echo(fault_line(fault, lang), err=True)
    if scenario is None or any(fault.blocks for fault in faults):
        click.echo(_FAULTY[lang], err=True)
        sys.exit(1)
    return scenario  # type: ignore[no-any-return]


def _texts(name: str, lang: str) -> tuple[dict[str, Source], list[Fault]]:
    path = Path(name)
    if path.is_file():
        return _read_file(path)
    groups = {group.stem: group for root in default_roots() for group in _scenarios(root)}
    if name not in groups:
        ids = ", ".join(sorted(groups)) or "–"
        click.echo(_NOT_FOUND[lang].format(name=name, ids=ids), err=True)
        sys.exit(1)
    return read_group(groups[name])


def _scenarios(root: Path) -> list[Group]:
    return [group for group in scan_root(root).groups if group.folder == "roleplay"]


def _read_file(path: Path) -> tuple[dict[str, Source], list[Fault]]:
    """Read a source and the translations beside it; naming a translation means its source."""
    stem, _ = split_name(path.name)
    texts: dict[str, Source] = {}
    faults: list[Fault] = []
    for language in LANGUAGES:
        name = f"{stem}.md" if language == SOURCE_LANGUAGE else f"{stem}.{language}.md"
        if language != SOURCE_LANGUAGE and not (path.parent / name).is_file():
            continue
        found = read_source(path.parent / name)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            texts[language] = found
    return texts, faults


def _ask(prompt: str) -> str:
    try:
        answer: str = click.prompt(prompt, default="", show_default=False, prompt_suffix="> ")
    except click.Abort:
        raise EOFError from None
    return answer


def _style(text: str, role: str) -> str:
    if role == "title":
        return click.style(text, bold=True)
    if role == "aside":
        return click.style(text, dim=True)
    return click.style(text, fg=_COLOURS.get(role))
