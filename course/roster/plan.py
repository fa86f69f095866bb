"""Read the rows of a list of people, find what is wrong with them, and say what bringing them in would change. PURE."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from course.spreadsheets.cells import without_apostrophe
from course.spreadsheets.reading import Line

Path = tuple[str, ...]
Place = tuple[Path, str]
Row = tuple[str, ...]  # what a line holds, in the order of COLUMNS
NAME, EMAIL, GROUP, ROLE, LANGUAGE = COLUMNS = ("name", "email", "group", "role", "language")
REQUIRED = (NAME, EMAIL)
TRAINEE = "trainee"
LONGEST_NAME = 100
LONGEST_EMAIL = 254
LONGEST_SHOWN = 80  # characters of a value that is named as wrong
LONGEST_KEPT = 300  # characters of a cell that is given back to be mended
MOST_LEVELS = 8

_HEADINGS = {
    NAME: ("名前", "氏名", "お名前", "name", "fullname"),
    EMAIL: ("メールアドレス", "メール", "アドレス", "email", "e-mail", "mail", "emailaddress"),
    GROUP: ("グループ", "所属", "部署", "group", "grouppath", "team"),
    ROLE: ("役割", "ロール", "role"),
    LANGUAGE: ("言語", "language"),
}
_ROLES = {
    "trainee": ("受講者", "研修生", "trainee", "learner"),
    "trainer": ("トレーナー", "講師", "trainer"),
    "manager": ("マネージャー", "管理職", "上司", "manager"),
}
_LANGUAGES = {"ja": ("ja", "日本語", "japanese"), "en": ("en", "英語", "english")}
_STEP = re.compile(r"[/／>＞]")


class Entry(msgspec.Struct, frozen=True):
    """Hold one person of a list: what to call them (None: as they are), and where they are to be what."""

    line: int
    email: str
    name: str | None
    language: str | None
    places: tuple[Place, ...]


class Problem(msgspec.Struct, frozen=True):
    """Hold one thing that is wrong: the line as the spreadsheet numbers it, the column, a code, and what was there.

    `row` is what the whole line holds.
    """

    line: int
    column: str
    code: str
    value: str = ""
    other: int = 0  # the line that it is at odds with, if any
    row: Row = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """Hold what was read: people in the order they first appear, problems, headings nobody knows, refused lines.

    `nameless` holds the lines that give no name, by number: a fault only where nobody is known by the address.
    """

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]
    refused: int
    nameless: Mapping[int, Row] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """Hold what is known of somebody who has an account already."""

    name: str
    language: str | None
    places: frozenset[Place]


Change = Literal["new", "changed", "unchanged"]


@dataclass(slots=True)
class _Reader:
    columns: Mapping[str, int]
    read_email: Callable[[str], str | None]
    problems: list[Problem] = field(default_factory=list)
    people: dict[str, Entry] = field(default_factory=dict)
    nameless: dict[int, Row] = field(default_factory=dict)
    refused: int = 0

    def read(self, line: Line) -> None:
        """Read one line; what is wrong with it is kept, and a line with any fault is left out whole."""
        before = len(self.problems)
        name = self._name(line)
        email = self._email(line)
        place = self._place(line)
        language = self._word(line, LANGUAGE, _LANGUAGES)
        if len(self.problems) == before and email is not None:
            self._join(line, Entry(line.number, email, name, language, place))
        if name is None:
            self.nameless[line.number] = row_of(line, self.columns)
        if len(self.problems) > before:
            self.refused += 1

    def _cell(self, line: Line, column: str) -> str:
        return _cell(line, self.columns, column)

    def _fault(self, line: Line, column: str, code: str, value: str = "", other: int = 0) -> None:
        row = row_of(line, self.columns)
        self.problems.append(Problem(line.number, column, code, value[:LONGEST_SHOWN], other, row))

    def _name(self, line: Line) -> str | None:
        text = self._cell(line, NAME)
        if len(text) > LONGEST_NAME:
            self._fault(line, NAME, "name-long", text)
        elif not text.isprintable():
            self._fault(line, NAME, "name-odd", text)
        return text or None

    def _email(self, line: Line) -> str | None:
        text = self._cell(line, EMAIL)
        if not text:
            self._fault(line, EMAIL, "email-missing")
            return None
        email = self.read_email(text) if len(text) <= LONGEST_EMAIL else None
        if email is None:
            self._fault(line, EMAIL, "email-wrong", text)
        return email

    def _word(self, line: Line, column: str, words: Mapping[str, Sequence[str]]) -> str | None:
        text = self._cell(line, column)
        found = next((key for key, known in words.items() if folded(text) in known), None)
        if text and found is None:
            self._fault(line, column, f"{column}-unknown", text)
        return found

    def _place(self, line: Line) -> tuple[Place, ...]:
        text = self._cell(line, GROUP)
        role = self._word(line, ROLE, _ROLES)
        if not text:
            if self._cell(line, ROLE):
                self._fault(line, GROUP, "group-missing", self._cell(line, ROLE))
            return ()
        path = tuple(part.strip() for part in _STEP.split(text))
        if not all(path):
            self._fault(line, GROUP, "group-gap", text)
        elif len(path) > MOST_LEVELS:
            self._fault(line, GROUP, "group-deep", text)
        elif any(len(part) > LONGEST_NAME or not part.isprintable() for part in path):
            self._fault(line, GROUP, "group-odd", text)
        return ((path, role or TRAINEE),)

    def _join(self, line: Line, entry: Entry) -> None:
        """Put several lines of one person together; they may differ in group and role only."""
        held = self.people.get(entry.email)
        if held is None:
            self.people[entry.email] = entry
        elif entry.name and held.name and entry.name != held.name:
            self._fault(line, NAME, "name-differs", entry.name, held.line)
        elif entry.language and held.language and entry.language != held.language:
            self._fault(line, LANGUAGE, "language-differs", entry.language, held.line)
        elif set(entry.places) <= set(held.places):
            self._fault(line, EMAIL, "repeated", entry.email, held.line)
        else:
            self.people[entry.email] = Entry(
                held.line,
                held.email,
                held.name or entry.name,
                held.language or entry.language,
                (*held.places, *entry.places),
            )


def _cell(line: Line, columns: Mapping[str, int], column: str) -> str:
    place = columns.get(column, -1)
    return without_apostrophe(" ".join(line.cells[place].split())) if 0 <= place < len(line.cells) else ""


def row_of(line: Line, columns: Mapping[str, int]) -> Row:
    """Give what a line holds in the columns that are known; nothing where there is none."""
    return tuple(_cell(line, columns, column)[:LONGEST_KEPT] for column in COLUMNS)


def folded(text: str) -> str:
    """Give a word as it is compared: width, case and blanks do not count."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def find_columns(heading: Line) -> tuple[dict[str, int], list[str]]:
    """Find which column is what by its heading; give those known, and the headings nobody knows."""
    found: dict[str, int] = {}
    unknown = []
    for place, cell in enumerate(heading.cells):
        key = next((key for key, words in _HEADINGS.items() if folded(cell) in words), None)
        if key is not None and key not in found:
            found[key] = place
        elif cell:
            unknown.append(cell[:LONGEST_SHOWN])
    return found, unknown


def read_people(lines: Sequence[Line], read_email: Callable[[str], str | None]) -> Reading:
    """Read a list of people under its headings; `read_email` gives an address as it is kept, or None for none."""
    heading, rest = lines[0], lines[1:]
    columns, ignored = find_columns(heading)
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        row = row_of(heading, columns)
        faults = tuple(Problem(heading.number, column, "column-missing", row=row) for column in missing)
        return Reading((), faults, tuple(ignored), len(rest))
    reader = _Reader(columns, read_email)
    for line in rest:
        reader.read(line)
    return Reading(
        tuple(reader.people.values()),
        tuple(reader.problems),
        tuple(ignored),
        reader.refused,
        reader.nameless,
    )


def change_of(entry: Entry, known: Known | None) -> Change:
    """Say what bringing a person in would do."""
    if known is None:
        return "new"
    named = entry.name is not None and entry.name != known.name
    speaks = entry.language is not None and entry.language != known.language
    return "changed" if named or speaks or set(entry.places) - known.places else "unchanged"


def without_nameless(reading: Reading, known: Mapping[str, Known]) -> Reading:
    """Leave out people who have no account yet and are given no name; somebody known may go without one."""
    nameless = [entry for entry in reading.entries if entry.name is None and entry.email not in known]
    if not nameless:
        return reading
    faults = [
        Problem(entry.line, NAME, "name-missing", row=reading.nameless[entry.line]) for entry in nameless
    ]
    out = {entry.email for entry in nameless}
    return Reading(
        tuple(entry for entry in reading.entries if entry.email not in out),
        tuple(sorted((*reading.problems, *faults), key=lambda problem: problem.line)),
        reading.ignored,
        reading.refused + len(nameless),
    )


def new_paths(entries: Sequence[Entry], present: frozenset[Path]) -> list[Path]:
    """List the groups that would have to be made, each after the one above it."""
    wanted = {
        path[: step + 1] for entry in entries for path, _role in entry.places for step in range(len(path))
    }
    return sorted(wanted - present)
