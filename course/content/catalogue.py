"""The content as it stands: several roots searched in order, versions by content hash, reload without restart."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from course.content.checking import Checked, check_texts
from course.content.faults import CODES, Fault
from course.content.folders import Group, Scan, place_key, read_group, scan_root
from course.content.kinds import parse_item, version_of
from course.content.links import FileTarget, file_target
from course.content.references import Member, check_together, shares_id
from course.content.results import Results
from course.content.source import Source
from course.content.text import SOURCE_LANGUAGE

if TYPE_CHECKING:
    from course.lessons.catalog import Course, Glossary, Lesson
    from course.quizzes.definition import Quiz
    from course.roleplay.script import Scenario

__all__ = ["Catalogue", "Entry", "Target", "parse_item"]

T = TypeVar("T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Entry(Generic[T]):
    """One usable item. `version` is 64 hexadecimal digits over kind, id and all texts."""

    kind: str
    id: str
    version: str
    item: T
    texts: Mapping[str, Source]

    @property
    def path(self) -> str:
        """Return the path of the source file as shown to authors."""
        return self.texts[SOURCE_LANGUAGE].path


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link inside the content leads: kind and id of an item, and a heading's or term's id or empty."""

    kind: str
    id: str
    fragment: str


@dataclass
class _Held:
    """What is known of one group of files: its present state, and the last good entry."""

    group: Group
    checked: Checked
    entry: Entry[Any] | None


@dataclass(frozen=True)
class _Snapshot:
    """Everything readers see, made whole and then swapped in."""

    entries: Mapping[str, Mapping[str, Entry[Any]]] = field(default_factory=dict)
    files: Mapping[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()

    def of(self, kind: str) -> Mapping[str, Entry[Any]]:
        """Return the entries of a kind by id."""
        return self.entries.get(kind, MappingProxyType({}))


class Catalogue:
    """All content of `roots`; a later root adds to an earlier one and takes over ids that both have.

    A file that breaks keeps its last good entry for as long as this object lives; the fault is listed and logged. A
    file that was never good is absent. All methods may be called from several threads.
    """

    def __init__(self, roots: Sequence[Path | str], *, results: Results | None = None) -> None:
        self.roots = tuple(Path(root) for root in roots)
        self._results = results
        self._held: dict[tuple[str, str, str], _Held] = {}
        self._seen: object = None
        self._lock = Lock()
        self._snapshot = _Snapshot()
        self.refresh()

    @property
    def lessons(self) -> Mapping[str, Entry[Lesson]]:
        """Return the lessons by id, in the order of roots and file names."""
        return self._snapshot.of("lesson")

    @property
    def quizzes(self) -> Mapping[str, Entry[Quiz]]:
        """Return the quizzes by id."""
        return self._snapshot.of("quiz")

    @property
    def scenarios(self) -> Mapping[str, Entry[Scenario]]:
        """Return the scenarios by id."""
        return self._snapshot.of("scenario")

    @property
    def course_entry(self) -> Entry[Course] | None:
        """Return the entry of the course file, if there is one."""
        return self._snapshot.of("course").get("course")

    @property
    def course(self) -> Course | None:
        """Return the course, if there is a course file."""
        entry = self.course_entry
        return None if entry is None else entry.item

    @property
    def glossary_entry(self) -> Entry[Glossary] | None:
        """Return the entry of the glossary, if there is one."""
        return self._snapshot.of("glossary").get("glossary")

    @property
    def glossary(self) -> Glossary | None:
        """Return the glossary, if there is one."""
        entry = self.glossary_entry
        return None if entry is None else entry.item

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Return the faults of the files as they stand now, by path and line."""
        return self._snapshot.faults

    def course_lessons(self) -> list[Lesson]:
        """Return the lessons in the order of the course; those it does not list come last."""
        lessons = self.lessons
        course = self.course
        order = [lesson for lesson in (course.lessons if course is not None else ()) if lesson in lessons]
        rest = [lesson for lesson in lessons if lesson not in set(order)]
        return [lessons[lesson].item for lesson in (*order, *rest)]

    def quiz_of(self, lesson_id: str) -> Entry[Quiz] | None:
        """Return the quiz of a lesson: the one it names, else the first that names the lesson."""
        lesson, quizzes = self.lessons.get(lesson_id), self.quizzes
        if lesson is not None and lesson.item.quiz in quizzes:
            return quizzes[lesson.item.quiz]
        return next((entry for entry in quizzes.values() if entry.item.lesson == lesson_id), None)

    def scenarios_of(self, lesson_id: str) -> list[Entry[Scenario]]:
        """Return the scenarios of a lesson: the one it names, then those that name the lesson."""
        lesson, scenarios = self.lessons.get(lesson_id), self.scenarios
        named = lesson.item.scenario if lesson is not None else ""
        found = [scenarios[named]] if named in scenarios else []
        return found + [e for e in scenarios.values() if e.item.lesson == lesson_id and e.id != named]

    def scenario_of(self, lesson_id: str) -> Entry[Scenario] | None:
        """Return the first scenario of a lesson."""
        return next(iter(self.scenarios_of(lesson_id)), None)

    def resolve(self, folder: str, target: str) -> Target | None:
        """Say where a link written in a file of `folder` leads; None when it leads to no item that can be shown."""
        found: FileTarget | None = file_target(folder, "", target)
        if found is None or not found.stem:
            return None
        named = self._snapshot.files.get((found.folder, found.stem))
        return None if named is None else Target(*named, found.fragment)

    def refresh(self) -> bool:
        """Look whether files have changed, and read those that did; say whether anything was read.

        Unchanged content costs one look at each file. While another thread is reading, returns at once.
        """
        if not self._lock.acquire(blocking=False):
            return False
        try:
            scans = [scan_root(root) for root in self.roots]
            seen = [(scan.faults, [(group.key, group.signature) for group in scan.groups]) for scan in scans]
            if seen == self._seen:
                return False
            self._read(scans)
            self._snapshot = self._assemble(scans)
            self._seen = seen
            return True
        finally:
            self._lock.release()

    def _read(self, scans: Sequence[Scan]) -> None:
        """Bring `_held` up to date with the files."""
        groups = {group.key: group for scan in scans for group in scan.groups}
        for gone in set(self._held) - set(groups):
            del self._held[gone]
        for key, group in groups.items():
            held = self._held.get(key)
            if held is not None and held.group.signature == group.signature:
                continue
            checked, entry = self._check(group)
            if entry is None and held is not None:
                entry = held.entry
            self._held[key] = _Held(group, checked, entry)

    def _check(self, group: Group) -> tuple[Checked, Entry[Any] | None]:
        """Read and check one group; never raises, whatever is in the files."""
        try:
            texts, faults = read_group(group)
            checked, entry = self._check_texts(group.kind, texts)
            checked.faults[:0] = faults
        except Exception:  # a mistake of ours must not take the site down with it
            _log.exception("checking %s failed", group.shown())
            fault = Fault(code="check-failed", path=group.shown())
            return Checked(kind=group.kind, faults=[fault]), None
        for fault in checked.faults:
            _log.warning(
                "%s:%d:%d: %s %s", fault.path, fault.line, fault.column, fault.code, fault.message("en")
            )
        return checked, entry

    def _check_texts(self, kind: str, texts: dict[str, Source]) -> tuple[Checked, Entry[Any] | None]:
        if SOURCE_LANGUAGE not in texts:
            return Checked(kind=kind), None
        checked = check_kept(kind, texts, self._results)
        if not checked.usable:
            return checked, None
        # A translation with a fault that blocks is left out, and Japanese is shown in its place.
        broken = {fault.path for fault in checked.faults if fault.blocks}
        good = {language: source for language, source in texts.items() if source.path not in broken}
        item, _ = parse_item(kind, good)
        version = version_of(kind, checked.id, good)
        return checked, Entry(kind=kind, id=checked.id, version=version, item=item, texts=good)

    def _assemble(self, scans: Sequence[Scan]) -> _Snapshot:
        order = [group.key for scan in scans for group in scan.groups]
        members = [Member(self._held[key].group, self._held[key].checked) for key in order]
        doubled = shares_id(members)
        entries: dict[str, dict[str, Entry[Any]]] = {}
        files: dict[tuple[str, str], tuple[str, str]] = {}
        for key in order:
            held = self._held[key]
            if held.entry is not None and key not in doubled:
                entries.setdefault(held.entry.kind, {})[held.entry.id] = held.entry
                files[held.group.folder, held.group.stem] = (held.entry.kind, held.entry.id)
        faults = [fault for scan in scans for fault in scan.faults]
        faults.extend(fault for member in members for fault in member.checked.faults)
        faults.extend(check_together(members))
        return _Snapshot(
            entries=MappingProxyType({kind: MappingProxyType(found) for kind, found in entries.items()}),
            files=files,
            faults=tuple(sorted(faults, key=place_key)),
        )


def check_kept(kind: str, texts: Mapping[str, Source], results: Results | None) -> Checked:
    """Check texts, or take the result kept from an earlier check of the same."""
    if results is None:
        return check_texts(kind, texts)
    paths = {language: source.path for language, source in texts.items()}
    key = results.key(kind, texts)
    checked = results.get(key, paths)
    if checked is None or any(fault.code not in CODES for fault in checked.faults):
        checked = check_texts(kind, texts)
        results.put(key, checked, paths)
    return checked
