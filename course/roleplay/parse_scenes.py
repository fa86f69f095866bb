"""Read the scenes of a scenario: what is heard, the choices, the endings."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from course.content.faults import Reporter, clip, did_you_mean
from course.content.items import Body
from course.content.outline import Line as FileLine
from course.content.outline import Section
from course.content.talk import MOODS, TalkLine, parse_talk_line
from course.content.text import SOURCE_LANGUAGE, Text
from course.content.translations import Reading, check_shape
from course.roleplay.conditions import Condition
from course.roleplay.notation import read_integer
from course.roleplay.parse_choices import Names, read_choice, read_condition
from course.roleplay.parse_front import FrontPart
from course.roleplay.story import CUSTOMER, ME, Choice, End, Line, Scene
from course.roleplay.vocabulary import MOST_BUYER, MOST_CHOICES, MOST_POINTS, OUTCOMES

_CONDITION = re.compile(r"[ \t]*\[([^\]\[]*)\][ \t]*")
_LINES = Text({"ja": "台詞と地の文の行", "en": "lines"})
_CHOICES = Text({"ja": "選択肢", "en": "choices"})
_END_KEYS = ("outcome", "buyer", "points")
_DELETE = Text({"ja": "消してください。", "en": "Delete it."})


class SceneReader:
    """Read scenes of one scenario; whatever is wrong is reported."""

    def __init__(self, reading: Reading, front: FrontPart) -> None:
        self.reading, self.front, self.report = reading, front, reading.report
        self.names = Names(tuple(front.state), front.flags)
        languages = (SOURCE_LANGUAGE, *reading.translations)
        self.speakers = {language: _Speakers(front, language) for language in languages}

    def read(self, section: Section) -> Scene:
        """Read one scene."""
        bodies = self.reading.bodies(section)
        items = bodies[SOURCE_LANGUAGE].items
        choices = tuple(read_choice(bodies, item, self.names, self.report) for item in items)
        is_end = "end" in section.classes
        lines = self._lines(section, bodies)
        _check_scene(section, lines, choices, self.report)
        return Scene(
            id=section.id,
            title=self.reading.title(section),
            lines=lines,
            choices=() if is_end else choices,
            end=_end(section, self.report) if is_end else None,
            line=section.line,
            column=section.title_column,
        )

    def _lines(self, section: Section, bodies: Mapping[str, Body]) -> tuple[Line, ...]:
        """Read the lines of a scene, and join each with its translations."""
        written = {
            language: [line for line in body.prose if line.text.strip()] for language, body in bodies.items()
        }
        check_shape(
            self.reading, section, _LINES, {language: len(lines) for language, lines in written.items()}
        )
        sources = written.pop(SOURCE_LANGUAGE)
        # A translation of another length has been reported; what is surplus in it has nothing to go with.
        others = {language: lines for language, lines in written.items() if len(lines) == len(sources)}
        return tuple(
            self._line(line, {language: lines[place] for language, lines in others.items()})
            for place, line in enumerate(sources)
        )

    def _line(self, line: FileLine, translations: Mapping[str, FileLine]) -> Line:
        text, column, condition = _split_condition(line, self.names, self.report)
        talk = parse_talk_line(text, line.number, column)
        speaker = self._speaker(talk, SOURCE_LANGUAGE, self.report)
        texts = {SOURCE_LANGUAGE: talk.text}
        for language, translation in translations.items():
            texts[language] = self._translated(translation, language, talk, speaker)
        return Line(
            speaker=speaker,
            text=Text(texts),
            mood=_mood(talk, self.report),
            condition=condition,
            line=line.number,
            column=column,
        )

    def _translated(self, line: FileLine, language: str, source: TalkLine, speaker: str | None) -> str:
        """Read the translation of a line, which must have the same speaker and no condition."""
        text, column, report = line.text, 1, self.reading.reports[language]
        found = _CONDITION.match(text)
        if found is not None:
            report("translation-structure", line.number, 1, what=clip(found.group().strip()))
            text, column = text[found.end() :], found.end() + 1
        talk = parse_talk_line(text, line.number, column)
        faults = len(report.faults)
        key = self._speaker(talk, language, report)
        _mood(talk, report)
        if len(report.faults) == faults and source.kind != "thought" and key != speaker:
            expected = self._shown_name(speaker, language)
            report("scenario-speaker-differs", talk.line, talk.column, expected=expected)
        return talk.text

    def _speaker(self, talk: TalkLine, language: str, report: Reporter) -> str | None:
        """Return the speaker's key, None for narration (and for someone unknown, who is reported)."""
        if not talk.text:
            report("scenario-line-empty", talk.line, talk.column, name=clip(talk.speaker))
        if talk.kind == "narration":
            return None
        if talk.kind == "thought":
            report("scenario-line-thought", talk.line, talk.column, name=clip(talk.speaker))
            return None
        if talk.is_self:
            return ME
        found = self.speakers[language].keys.get(talk.speaker)
        if found is None:
            hint = did_you_mean(talk.speaker, self.speakers[language].names)
            report("scenario-speaker-unknown", talk.line, talk.column, name=clip(talk.speaker), hint=hint)
        return found

    def _shown_name(self, speaker: str | None, language: str) -> str | Text:
        if speaker is None:
            return Text({"ja": "地の文", "en": "narration"})
        if speaker == ME:
            return Text({"ja": "自分", "en": "Me"})
        person = self.front.customer if speaker == CUSTOMER else self.front.cast[speaker]
        return person.name.to(language)


class _Speakers:
    """Hold the names that may stand before a line in one language. Keys of the cast are taken as well."""

    def __init__(self, front: FrontPart, language: str) -> None:
        people = (front.customer, *front.cast.values())
        self.names = [name for person in people if (name := person.name.to(language))]
        self.keys = {key: key for key in front.cast}
        self.keys |= {person.name.to(language): person.key for person in reversed(people)}


def _mood(talk: TalkLine, report: Reporter) -> str:
    found = MOODS.get(talk.mood.lower(), "") if talk.mood else "neutral"
    if not found:
        hint = did_you_mean(talk.mood, MOODS)
        report("scenario-mood-unknown", talk.line, talk.column, mood=clip(talk.mood), hint=hint)
    return found or "neutral"


def _split_condition(line: FileLine, names: Names, report: Reporter) -> tuple[str, int, Condition | None]:
    """Take `[condition] ` off the front of a line; return the rest, its column and the condition."""
    text = line.text
    if not text.lstrip().startswith("["):
        return text, 1, None
    found = _CONDITION.match(text)
    if found is None:
        report("scenario-line-bracket", line.number, len(text) - len(text.lstrip()) + 1)
        return "\\" + text, 1, None
    condition = read_condition(found.group(1), line.number, found.start(1) + 1, names, report)
    return text[found.end() :], found.end() + 1, condition


def _check_scene(
    section: Section, lines: Sequence[Line], choices: Sequence[Choice], report: Reporter
) -> None:
    place = section.line, section.title_column
    is_end = "end" in section.classes
    if not lines:
        report("scenario-scene-silent", *place, scene=section.id)
    if is_end and choices:
        report("scenario-end-with-choices", choices[0].line, choices[0].column, scene=section.id)
    if not is_end and not choices:
        report("scenario-scene-without-choices", *place, scene=section.id)
    if len(choices) > MOST_CHOICES:
        report("scenario-too-many", *place, what=_CHOICES, count=len(choices), most=MOST_CHOICES)
    for name in section.attributes.values:
        if not is_end or name not in _END_KEYS:
            column = section.attributes.column_of(name)
            hint = did_you_mean(name, _END_KEYS) if is_end else _DELETE
            report("attribute-unknown", section.line, column, name=clip(name), hint=hint)


def _end(section: Section, report: Reporter) -> End | None:
    given = section.attributes.values
    outcome = given.get("outcome", "")
    if outcome not in OUTCOMES:
        column = section.attributes.column_of("outcome" if outcome else ".end")
        code = "scenario-outcome-unknown" if outcome else "scenario-end-incomplete"
        hint = did_you_mean(outcome, OUTCOMES)
        report(code, section.line, column, name="outcome", value=clip(outcome), hint=hint)
    buyer = _number(section, "buyer", MOST_BUYER, report)
    points = _number(section, "points", MOST_POINTS, report)
    if outcome not in OUTCOMES or buyer is None or points is None:
        return None
    return End(outcome, buyer, points)


def _number(section: Section, name: str, most: int, report: Reporter) -> int | None:
    written = section.attributes.values.get(name)
    if written is None:
        column = section.attributes.column_of(".end")
        hint = Text({"ja": f"{name}=0 のように書きます。", "en": f"Write it like {name}=0."})
        report("scenario-end-incomplete", section.line, column, name=name, hint=hint)
        return None
    number = read_integer(written)
    if number is None or abs(number) > most:
        column = section.attributes.column_of(name)
        report("scenario-end-range", section.line, column, name=name, value=clip(written), most=most)
        return None
    return number
