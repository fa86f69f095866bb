"""Parse a scenario from Markdown."""

from __future__ import annotations

from collections.abc import Mapping

from course.content import codes_text  # noqa: F401  registers heading-level
from course.content.faults import Fault, clip, did_you_mean
from course.content.outline import Section, text_of
from course.content.source import Source
from course.content.text import Text
from course.content.translations import Reading, read_texts
from course.roleplay import codes  # noqa: F401  registers the codes used here
from course.roleplay.names import check_names
from course.roleplay.parse_front import FrontPart, read_front
from course.roleplay.parse_scenes import SceneReader
from course.roleplay.story import Choice, End, Line, Move, Person, Prospect, Scenario, Scene, Truth
from course.roleplay.vocabulary import MOST_SCENES

__all__ = [
    "Choice", "End", "Line", "Move", "Person", "Prospect", "Scenario", "Scene", "Truth", "parse_scenario",
]  # fmt: skip

_PROSE = ("brief", "truth", "trainer")
_CLASSES = (*_PROSE, "end")
_SCENES = Text({"ja": "場面", "en": "scenes"})
_TOP = 2


def parse_scenario(texts: Mapping[str, Source]) -> tuple[Scenario | None, list[Fault]]:
    """Parse a scenario from its texts by language; None when a fault keeps it from being used.

    The proofs of `proofs.prove` are not part of this.
    """
    reading = read_texts(texts)
    front = read_front(reading)
    prose: dict[str, Section] = {}
    scenes: dict[str, Scene] = {}
    _check_opening(reading)
    reader = SceneReader(reading, front)
    last_kind = ""
    for section in reading.outline.sections:
        kind = _kind(reading, section, last_kind)
        last_kind = kind or last_kind
        if kind in _PROSE and kind in prose:
            place = section.line, section.title_column
            reading.report("scenario-section-repeated", *place, kind=kind, first=prose[kind].line)
        elif kind in _PROSE:
            prose[kind] = section
        elif kind == "scene" and len(scenes) <= MOST_SCENES:
            scenes.setdefault(section.id, reader.read(section))
    _check_sections(reading, prose, scenes)
    _check_targets(reading, front, scenes)
    if reading.blocked:
        return None, reading.faults
    check_names(reading, [(who.name, who.company) for who in (front.customer, *front.cast.values())])
    markdown = {kind: _markdown(reading, section) for kind, section in prose.items()}
    return _build(reading, front, scenes, markdown), reading.faults


def _build(
    reading: Reading, front: FrontPart, scenes: Mapping[str, Scene], markdown: Mapping[str, Text]
) -> Scenario:
    return Scenario(
        id=front.id,
        title=front.title,
        lesson=front.lesson,
        minutes=front.minutes,
        level=front.level,
        preset=front.preset,
        customer=front.customer,
        cast=front.cast,
        prospect=front.prospect,
        truth=front.truth,
        variables=tuple(front.state),
        initial=tuple(front.state.values()),
        flags=front.flags,
        start=front.start,
        brief=markdown["brief"],
        reveal=markdown["truth"],
        trainer=markdown.get("trainer", Text()),
        scenes=scenes,
        path=reading.outline.path,
        languages=("ja", *reading.translations),
    )


def _check_opening(reading: Reading) -> None:
    for line in reading.outline.opening:
        if line.text.strip():
            reading.report("scenario-text-outside", line.number, 1, text=clip(line.text))
            return


def _kind(reading: Reading, section: Section, last_kind: str) -> str:
    """Tell what a section is: brief, truth, trainer, scene; empty for a heading that belongs to the one above."""
    report = reading.report
    place = section.line, section.title_column
    for name in section.classes:
        if name not in _CLASSES:
            column = section.attributes.column_of("." + name)
            hint = did_you_mean(name, _CLASSES)
            report("class-unknown", section.line, column, name=clip(name), hint=hint)
    kinds = [name for name in section.classes if name in _CLASSES]
    if len(kinds) > 1:
        report("scenario-section-unclear", *place, first=kinds[0], second=kinds[1])
    if not section.id:
        if section.level > _TOP and last_kind in _PROSE and not kinds:
            return ""
        report("scenario-section-without-id", *place, title=clip(section.title))
        return ""
    if section.level != _TOP:
        expected = Text({"ja": "場面の見出しは ## にしてください。", "en": "The heading of a scene is ##."})
        report("heading-level", section.line, 1, found=section.level, expected=expected)
    kind = kinds[0] if kinds and kinds[0] in _PROSE else "scene"
    if kind in _PROSE:
        for name in section.attributes.values:
            column = section.attributes.column_of(name)
            report("attribute-unknown", section.line, column, name=clip(name), hint=did_you_mean(name, ()))
    return kind


def _check_sections(reading: Reading, prose: Mapping[str, Section], scenes: Mapping[str, Scene]) -> None:
    last = reading.outline.last_line
    for kind in ("brief", "truth"):
        if kind not in prose:
            reading.report("scenario-section-absent", last, 1, kind=kind)
    for kind, section in prose.items():
        if not section.text and not text_of(reading.lines(section, whole=True)["ja"]):
            reading.report("scenario-section-empty", section.line, section.title_column, kind=kind)
    if not scenes:
        reading.report("scenario-without-scenes", last, 1)
    elif not any(scene.end is not None for scene in scenes.values()) and not reading.blocked:
        reading.report("scenario-without-ends", last, 1)
    if len(scenes) > MOST_SCENES:
        place = list(scenes.values())[MOST_SCENES].line
        count = len(reading.outline.sections) - len(prose)
        reading.report("scenario-too-many", place, 1, what=_SCENES, count=count, most=MOST_SCENES)


def _check_targets(reading: Reading, front: FrontPart, scenes: Mapping[str, Scene]) -> None:
    if front.start and scenes and (front.start not in scenes or not scenes[front.start].choices):
        playable = [scene.id for scene in scenes.values() if scene.choices]
        hint = did_you_mean(front.start, playable)
        reading.report("scenario-start-unknown", *front.start_place, scene=clip(front.start), hint=hint)
    known = {section.id for section in reading.outline.sections if section.id}
    for choice in (choice for scene in scenes.values() for choice in scene.choices):
        if choice.target and choice.target not in scenes:
            hint = did_you_mean(choice.target, scenes)
            code = "scenario-target-not-scene" if choice.target in known else "scenario-target-unknown"
            reading.report(code, *choice.target_place, scene=clip(choice.target), hint=hint)


def _markdown(reading: Reading, section: Section) -> Text:
    return Text({language: text_of(lines) for language, lines in reading.lines(section, whole=True).items()})
