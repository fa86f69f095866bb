"""Check items against each other: ids, links, lessons, modules, translations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from course.content.checking import Checked, Reference
from course.content.faults import Fault, Param, clip, did_you_mean
from course.content.folders import Group
from course.content.links import file_target
from course.content.terms import unlinked_terms
from course.content.text import SOURCE_LANGUAGE, Text

ITEM_NAMES = {
    "lesson": Text({"ja": "課", "en": "lesson"}),
    "quiz": Text({"ja": "クイズ", "en": "quiz"}),
    "scenario": Text({"ja": "シナリオ", "en": "scenario"}),
    "module": Text({"ja": "モジュール", "en": "module"}),
}


@dataclass(frozen=True)
class Member:
    """One item among the others."""

    group: Group
    checked: Checked


def check_together(members: Sequence[Member]) -> list[Fault]:
    """Report what is wrong between items. Roots are in order; a later root may take over an id of an earlier one."""
    faults = _shared_ids(members)
    known = _Known(members)
    for member in members:
        for reference in member.checked.references:
            fault = known.problem(member, reference)
            if fault is not None:
                faults.append(fault)
    faults.extend(known.unlisted(members))
    faults.extend(_untranslated(members))
    faults.extend(unlinked_terms(members, list(known.listed)))
    faults.extend(_shared_customers(members))
    return faults


def _shared_ids(members: Sequence[Member]) -> list[Fault]:
    first: dict[tuple[str, str, str], Member] = {}
    faults = []
    for member in members:
        if not member.checked.id:
            continue
        key = (str(member.group.root), member.checked.kind, member.checked.id)
        if key in first:
            line, column = member.checked.id_place
            params = {"id": member.checked.id, "other": first[key].group.shown()}
            path = member.group.shown()
            faults.append(Fault(code="id-shared", path=path, line=line, column=column, params=params))
        first.setdefault(key, member)
    return faults


def shares_id(members: Sequence[Member]) -> set[tuple[str, str, str]]:
    """Name the groups whose id an earlier file of the same root already has; they are not used."""
    seen: set[tuple[str, str, str]] = set()
    result = set()
    for member in members:
        key = (str(member.group.root), member.checked.kind, member.checked.id)
        if member.checked.id and key in seen:
            result.add(member.group.key)
        seen.add(key)
    return result


class _Known:
    """What there is to refer to."""

    def __init__(self, members: Sequence[Member]) -> None:
        self.ids: dict[str, set[str]] = {kind: set() for kind in ("lesson", "quiz", "scenario")}
        self.files: dict[tuple[str, str], set[str]] = {}
        self.modules: list[str] | None = None
        self.listed: dict[str, str] = {}
        for member in members:
            if member.checked.kind in self.ids:
                self.ids[member.checked.kind].add(member.checked.id)
            headings = self.files.setdefault((member.group.folder, member.group.stem), set())
            headings.update(member.checked.headings)
            if member.checked.kind == "course":
                self.modules, self.listed = member.checked.modules, member.checked.listed

    def problem(self, member: Member, reference: Reference) -> Fault | None:
        """Return the fault of a reference that leads nowhere."""
        if reference.what == "link":
            return self._link(member, reference)
        known = self.modules if reference.what == "module" else self.ids[reference.what]
        if known is None or reference.target in known:  # without a course file no module can be wrong
            return None
        hint = did_you_mean(reference.target, known)
        params: dict[str, Param] = {
            "what": ITEM_NAMES[reference.what],
            "id": clip(reference.target),
            "hint": hint,
        }
        return _fault("reference-unknown", reference, params)

    def _link(self, member: Member, reference: Reference) -> Fault | None:
        target = file_target(member.group.folder, member.group.stem, reference.target)
        if target is None:
            return _fault("link-elsewhere", reference, {"target": clip(reference.target)})
        headings = self.files.get((target.folder, target.stem))
        if headings is None:
            near = [stem for folder, stem in self.files if folder == target.folder]
            params: dict[str, Param] = {
                "target": clip(reference.target),
                "hint": did_you_mean(target.stem, near),
            }
            return _fault("link-unknown", reference, params)
        if target.fragment and target.fragment not in headings:
            hint = did_you_mean(target.fragment, headings)
            params = {"target": clip(reference.target), "hint": hint}
            return _fault("link-place-unknown", reference, params)
        return None

    def unlisted(self, members: Sequence[Member]) -> list[Fault]:
        """Report lessons that the course does not list, or lists under another module."""
        if self.modules is None:
            return []
        faults = []
        for member in members:
            lesson = member.checked
            if lesson.kind != "lesson" or not lesson.id or lesson.module not in self.modules:
                continue
            line, column = lesson.id_place
            place = self.listed.get(lesson.id)
            path = member.group.shown()
            if place is None:
                params = {"id": lesson.id, "module": lesson.module}
                faults.append(
                    Fault(code="lesson-unlisted", path=path, line=line, column=column, params=params)
                )
            elif place != lesson.module:
                params = {"id": lesson.id, "module": lesson.module, "listed": place}
                faults.append(
                    Fault(code="lesson-elsewhere", path=path, line=line, column=column, params=params)
                )
        return faults


def _fault(code: str, reference: Reference, params: dict[str, Param]) -> Fault:
    return Fault(
        code=code,
        path=reference.path,
        line=reference.line,
        column=reference.column,
        params=params,
    )


def _untranslated(members: Sequence[Member]) -> list[Fault]:
    """Report sources without a translation, in roots that have any translation into that language."""
    offered: dict[str, set[str]] = {}
    for member in members:
        offered.setdefault(str(member.group.root), set()).update(member.group.files)
    faults = []
    for member in members:
        for language in sorted(offered[str(member.group.root)] - set(member.group.files) - {SOURCE_LANGUAGE}):
            name = f"{member.group.folder}/{member.group.stem}.{language}.md"
            params = {"name": name, "language": language}
            faults.append(Fault(code="translation-file-missing", path=member.group.shown(), params=params))
    return faults


def _shared_customers(members: Sequence[Member]) -> list[Fault]:
    """Report customers of different firms with one name, within a root, in any language."""
    first: dict[tuple[str, str, str], tuple[Member, str]] = {}
    faults = []
    for member in members:
        for language, (name, company, line, column) in member.checked.customers.items():
            key = (str(member.group.root), language, str(name))
            earlier, firm = first.setdefault(key, (member, str(company)))
            if earlier.checked.id != member.checked.id and firm != company:
                params: dict[str, Param] = {"name": clip(str(name)), "other": earlier.group.shown(language)}
                path = member.group.shown(language)
                faults.append(
                    Fault(
                        code="scenario-customer-shared",
                        path=path,
                        line=int(line),
                        column=int(column),
                        params=params,
                    )
                )
    return faults
