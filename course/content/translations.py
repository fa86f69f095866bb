"""Read a source file together with its translations, and name what is missing, surplus, unstamped or stale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from course.content import codes_common  # noqa: F401  registers the codes used here
from course.content.faults import Fault, Reporter, clip
from course.content.items import Body, Item, read_items
from course.content.outline import Line, Outline, Section, parse_outline
from course.content.source import Source
from course.content.text import SOURCE_LANGUAGE, Text
from course.content.units import STRUCTURE_KEYS, Unit, cut_units, front_texts, merge_sections

_FRONT_KEYS = frozenset({"id", "src"})


@dataclass
class Reading:
    """Hold one item's files, parsed: the Japanese outline, the others by language, and the faults so far.

    `report` collects faults of the source, `reports` those of each translation.
    """

    outline: Outline
    translations: dict[str, Outline]
    report: Reporter
    reports: dict[str, Reporter]
    _items: dict[str, dict[str, Item]] = field(default_factory=dict)
    _lines: dict[str, dict[str, list[Line]]] = field(default_factory=dict)

    @property
    def faults(self) -> list[Fault]:
        """Return all faults: those of the source first."""
        return [*self.report.faults, *(fault for report in self.reports.values() for fault in report.faults)]

    @property
    def blocked(self) -> bool:
        """Say whether a fault of the source keeps the item from being used."""
        return self.report.blocked

    def front(self, *path: str | int) -> Text:
        """Return a text of the front matter; entries of lists are named by their id where they have one."""
        return self._gather(lambda outline: front_texts(outline.front.values).get(path, ""))

    def title(self, section: Section) -> Text:
        """Return the heading of a section (the source's, and that with the same id in each translation)."""
        return self._gather(
            lambda outline: (
                section.title
                if outline is self.outline
                else (found.title if (found := outline.section(section.id)) else "")
            )
        )

    def _gather(self, get: Callable[[Outline], str]) -> Text:
        texts = {SOURCE_LANGUAGE: get(self.outline)}
        for language, outline in self.translations.items():
            texts[language] = get(outline)
        return Text(texts)

    def lines(self, section: Section, *, whole: bool = False) -> dict[str, list[Line]]:
        """Return a section's lines by language; `whole` adds the headings without an id that follow it."""
        result = {}
        for language, outline in ((SOURCE_LANGUAGE, self.outline), *self.translations.items()):
            if whole:
                if language not in self._lines:
                    self._lines[language] = {found.id: lines for found, lines in merge_sections(outline)}
                lines = self._lines[language].get(section.id)
            else:
                there = section if outline is self.outline else outline.section(section.id)
                lines = None if there is None else list(there.lines)
            if lines is not None:
                result[language] = lines
        return result

    def bodies(self, section: Section) -> dict[str, Body]:
        """Return prose and items of a section by language; faults of the lists go to the reports."""
        return {
            language: read_items(
                lines, self.report if language == SOURCE_LANGUAGE else self.reports[language]
            )
            for language, lines in self.lines(section).items()
        }


def item_text(bodies: Mapping[str, Body], item: Item) -> Text:
    """Return an item's own text in every language that has the item."""
    texts = {language: found.text for language, found in _same_items(bodies, item).items()}
    return Text({**texts, SOURCE_LANGUAGE: item.text})


def pair_text(bodies: Mapping[str, Body], item: Item, key: str) -> Text:
    """Return the value of `key` below an item, in every language that has it."""
    texts = {}
    for language, found in _same_items(bodies, item).items():
        texts[language] = next((pair.value for pair in found.pairs if pair.key == key), "")
    return Text(texts)


def meta_text(bodies: Mapping[str, Body], key: str) -> Text:
    """Return the value of a section's own `key: value` item, in every language that has it."""
    texts = {}
    for language, body in bodies.items():
        pairs = (item.as_pair() for item in body.items if not item.id)
        texts[language] = next((pair.value for pair in pairs if pair is not None and pair.key == key), "")
    return Text(texts)


def _same_items(bodies: Mapping[str, Body], item: Item) -> dict[str, Item]:
    result = {}
    for language, body in bodies.items():
        found = next((other for other in body.items if other.id == item.id), None)
        if found is not None:
            result[language] = found
    return result


def read_texts(texts: Mapping[str, Source]) -> Reading:
    """Parse the source and every translation, and compare them unit by unit."""
    outline, faults = parse_outline(texts[SOURCE_LANGUAGE])
    report = Reporter(outline.path)
    report.faults.extend(faults)
    reading = Reading(outline=outline, translations={}, report=report, reports={})
    source_units = cut_units(outline) if len(texts) > 1 else []
    for language, source in texts.items():
        if language == SOURCE_LANGUAGE:
            continue
        translated, faults = parse_outline(source)
        reading.translations[language] = translated
        reading.reports[language] = Reporter(source.path)
        reading.reports[language].faults.extend(faults)
        if reading.reports[language].blocked:
            # What cannot be read properly is left out; the reader gets the Japanese text instead.
            del reading.translations[language]
            continue
        compare_units(outline, source_units, translated, cut_units(translated), reading.reports[language])
    return reading


def compare_units(
    source: Outline, wanted: list[Unit], translated: Outline, found: list[Unit], report: Reporter
) -> None:
    """Report units of a translation that are missing, surplus, out of order, unstamped or stale."""
    if "id" in source.front.values and translated.front.values.get("id") != source.front.values["id"]:
        report("translation-other-id", *translated.front.place("id"), id=clip(str(source.front.values["id"])))
    _check_front(source, translated, report)
    by_key = {unit.key: unit for unit in wanted}
    there = {unit.key for unit in found}
    for unit in wanted:
        if unit.key not in there:
            line = _line_of_parent(unit, found) or translated.last_line
            report("translation-missing", line, 1, id=unit.key, source_line=unit.line)
    for unit in found:
        original = by_key.get(unit.key)
        if original is None:
            report("translation-surplus", unit.line, unit.column, id=clip(unit.key))
            continue
        _check_structure(original, unit, report)
        if not unit.stamp:
            report("translation-unstamped", unit.line, unit.column, id=clip(unit.key), hash=original.hash)
        elif unit.stamp != original.hash:
            report(
                "translation-stale",
                unit.line,
                unit.column,
                id=clip(unit.key),
                hash=original.hash,
                source_line=original.line,
            )
    _check_order([unit.key for unit in wanted if unit.key in there], found, by_key, report)


def _line_of_parent(unit: Unit, found: list[Unit]) -> int:
    parent = unit.key.partition("/")[0]
    return next((other.line for other in found if other.key == parent), 0)


def _check_front(source: Outline, translated: Outline, report: Reporter) -> None:
    wanted, given = front_texts(source.front.values), front_texts(translated.front.values)
    for path in wanted:
        if path not in given:
            report("translation-front-missing", *translated.front.place(*path), key=".".join(map(str, path)))
    allowed = {path[:length] for path in wanted for length in range(1, len(path) + 1)}
    for path in translated.front.keys:
        named = _named(translated, path)
        if path[-1] not in _FRONT_KEYS and named not in allowed:
            report("translation-structure", *translated.front.key_place(*path), what=clip(str(path[-1])))


def _named(outline: Outline, path: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """Replace the position in a list by the id of the entry there."""
    value: object = outline.front.values
    result: list[str | int] = []
    for part in path:
        value = value[part] if isinstance(value, Mapping | list) and _holds(value, part) else None  # type: ignore[index]
        name = value.get("id") if isinstance(part, int) and isinstance(value, Mapping) else None
        result.append(name if isinstance(name, str) else part)
    return tuple(result)


def _holds(value: object, part: str | int) -> bool:
    if isinstance(value, Mapping):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and part < len(value)


def _check_structure(original: Unit, unit: Unit, report: Reporter) -> None:
    """Report what belongs in the source only: targets, boxes, effects, other marks."""
    if unit.attributes is not None and original.attributes is not None:
        for name in unit.attributes.classes:
            if name not in original.attributes.classes:
                report(
                    "translation-structure", unit.line, unit.attributes.column_of("." + name), what="." + name
                )
        for name in unit.attributes.values:
            if name != "src":
                report("translation-structure", unit.line, unit.attributes.column_of(name), what=name + "=")
    if unit.item is None:
        return
    if unit.item.target is not None:
        report("translation-structure", unit.item.target.line, unit.item.target.column, what="->")
    if unit.item.checked is not None:
        report(
            "translation-structure",
            unit.item.line,
            unit.item.column,
            what="[x]" if unit.item.checked else "[ ]",
        )
    for pair in unit.item.pairs:
        if pair.key in STRUCTURE_KEYS:
            report("translation-structure", pair.line, pair.column, what=pair.name)


def _check_order(wanted: list[str], found: list[Unit], known: Mapping[str, Unit], report: Reporter) -> None:
    kept = [unit for unit in found if unit.key in known]
    for key, unit in zip(wanted, kept, strict=False):
        if key != unit.key:
            report("translation-order", unit.line, unit.column, id=clip(unit.key), expected=key)
            return


def check_shape(reading: Reading, section: Section, what: Text, counts: Mapping[str, int]) -> None:
    """Report translations in which a section has another number of lines or entries than in the source."""
    wanted = counts.get(SOURCE_LANGUAGE, 0)
    for language, count in counts.items():
        there = (
            reading.translations[language].section(section.id) if language in reading.translations else None
        )
        if language != SOURCE_LANGUAGE and count != wanted and there is not None:
            reading.reports[language](
                "translation-shape", *there.id_place, id=section.id, what=what, found=count, expected=wanted
            )
