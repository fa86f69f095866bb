"""Check the texts of one item by itself: parse, prove, count, and note what it refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from course.content import codes_common  # noqa: F401  registers the codes used here
from course.content.faults import Fault, Reporter
from course.content.items import read_items
from course.content.kinds import Texts, load, parse_item
from course.content.limits import scan_body
from course.content.links import leads_elsewhere
from course.content.outline import Outline, parse_outline
from course.content.terms import objectives, running_text, term_names
from course.content.text import SOURCE_LANGUAGE
from course.content.writing import check_writing

REFERENCE_KEYS = ("lesson", "quiz", "scenario", "module")
COUNTED = ("lessons", "questions", "scenarios", "choices", "endings", "terms")


@dataclass(frozen=True, slots=True)
class Reference:
    """Something an item names: `what` is lesson, quiz, scenario, module, or link; with its place."""

    what: str
    target: str
    path: str
    line: int
    column: int


@dataclass
class Checked:
    """What is known of one item after its own check; all of it can be kept in a cache."""

    kind: str
    id: str = ""
    usable: bool = False
    faults: list[Fault] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    module: str = ""
    listed: dict[str, str] = field(default_factory=dict)  # of a course: lesson → module
    modules: list[str] = field(default_factory=list)
    prose: list[list[str | int]] = field(default_factory=list)  # of a lesson: line, column, text
    objectives: str = ""  # of a lesson
    terms: dict[str, str] = field(default_factory=dict)  # of a glossary: id → word
    customers: dict[str, list[str | int]] = field(
        default_factory=dict
    )  # by language: name, company, line, column
    id_place: tuple[int, int] = (1, 1)
    counts: dict[str, dict[str, int]] = field(default_factory=dict)


def check_texts(kind: str, texts: Texts) -> Checked:
    """Check one item: its parser's faults, those of its text, and for a scenario the proofs."""
    outline, _ = parse_outline(texts[SOURCE_LANGUAGE])
    item, faults = parse_item(kind, texts)
    checked = Checked(kind=kind, faults=list(faults))
    for language, source in texts.items():
        _scan(source.path, parse_outline(source)[0], checked, first=language == SOURCE_LANGUAGE)
        if not any(fault.blocks for fault in checked.faults if fault.path == source.path):
            # The writing is looked at once the file can be read as it is meant.
            report = Reporter(source.path)
            check_writing(parse_outline(source)[0], report)
            checked.faults.extend(report.faults)
    if kind == "scenario" and item is not None:
        checked.faults.extend(load("course.roleplay.proofs:prove")(item))
    _describe(outline, checked)
    checked.customers = _customers(kind, texts)
    checked.usable = item is not None and not any(
        fault.blocks for fault in checked.faults if fault.path == outline.path
    )
    checked.counts = {
        language: count_parts(kind, outline, parse_outline(source)[0]) for language, source in texts.items()
    }
    return checked


def describe_texts(kind: str, texts: Texts) -> Checked:
    """Note only what others may refer to, without checking."""
    outline, _ = parse_outline(texts[SOURCE_LANGUAGE])
    checked = Checked(kind=kind)
    _describe(outline, checked)
    checked.customers = _customers(kind, texts)
    checked.references.clear()
    checked.usable = bool(checked.id)
    return checked


def _scan(path: str, outline: Outline, checked: Checked, *, first: bool) -> None:
    report = Reporter(path)
    for link in scan_body(outline, report):
        if not leads_elsewhere(link.target):
            checked.references.append(Reference("link", link.target, path, link.line, link.column))
    checked.faults.extend(report.faults)
    if not first:
        return
    for key in REFERENCE_KEYS:
        value = outline.front.values.get(key)
        if isinstance(value, str):
            checked.references.append(Reference(key, value, path, *outline.front.place(key)))


def _describe(outline: Outline, checked: Checked) -> None:
    """Note what other items may refer to."""
    values = outline.front.values
    checked.id = values["id"] if isinstance(values.get("id"), str) else ""
    checked.id_place = outline.front.place("id")
    checked.module = values["module"] if isinstance(values.get("module"), str) else ""
    checked.headings = [section.id for section in outline.sections if section.id]
    if checked.kind == "lesson":
        checked.prose, checked.objectives = running_text(outline), objectives(outline)
    elif checked.kind == "glossary":
        checked.terms = term_names(outline)
    if checked.kind != "course" or not isinstance(values.get("modules"), list):
        return
    for number, module in enumerate(values["modules"]):
        if not isinstance(module, Mapping) or not isinstance(module.get("id"), str):
            continue
        checked.modules.append(module["id"])
        lessons = module.get("lessons")
        for index, lesson in enumerate(lessons if isinstance(lessons, list) else []):
            if isinstance(lesson, str):
                checked.listed[lesson] = module["id"]
                place = outline.front.place("modules", number, "lessons", index)
                checked.references.append(Reference("lesson", lesson, outline.path, *place))


def _customers(kind: str, texts: Texts) -> dict[str, list[str | int]]:
    """Note the customer of a scenario in every language: name and company, and where the name stands."""
    found: dict[str, list[str | int]] = {}
    for language, source in texts.items() if kind == "scenario" else ():
        front = parse_outline(source)[0].front
        customer = front.values.get("customer")
        if isinstance(customer, Mapping) and isinstance(customer.get("name"), str):
            place = front.place("customer", "name")
            found[language] = [customer["name"], str(customer.get("company") or ""), *place]
    return found


def count_parts(kind: str, outline: Outline, language: Outline) -> dict[str, int]:
    """Count what an item adds to the course in one language: only parts that the language has."""
    counts = dict.fromkeys(COUNTED, 0)
    there = {section.id: section for section in language.sections if section.id}
    sections = [section for section in outline.sections if section.id in there]
    if kind == "lesson":
        counts["lessons"] = 1
    elif kind == "quiz":
        counts["questions"] = len(sections)
    elif kind == "glossary":
        counts["terms"] = len(sections)
    elif kind == "scenario":
        counts["scenarios"] = 1
        counts["endings"] = sum("end" in section.classes for section in sections)
        for section in sections:
            known = {item.id for item in read_items(there[section.id].lines, Reporter("")).items}
            items = read_items(section.lines, Reporter("")).items
            counts["choices"] += sum(bool(item.id) and item.id in known for item in items)
    return counts
