"""Quizzes and their questions, parsed from Markdown. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from course.content.dialogue import Dialogue, read_dialogue
from course.content.faults import Fault, Reporter, clip, did_you_mean
from course.content.fields import Fields
from course.content.items import Body, Item, Pair
from course.content.keywords import SKILLS
from course.content.outline import Section, text_of
from course.content.source import Source
from course.content.text import SOURCE_LANGUAGE, Text
from course.content.translations import Reading, item_text, meta_text, pair_text, read_texts
from course.quizzes import codes  # noqa: F401  registers the codes used here
from course.quizzes.balance import check_balance

QuestionKind = Literal["single", "multiple", "truefalse", "judgement"]
KINDS: tuple[QuestionKind, ...] = ("single", "multiple", "truefalse", "judgement")
DEFAULT_PASS = 70
MOST_OPTIONS = 8
MOST_POINTS = 3
_ALLOWED_KEYS = {True: ("coach", "points"), False: ("coach",)}
_SEPARATOR = re.compile(r"[,、，\s]+")
_KEY_RULES: Mapping[str, Text] = {
    "single": Text({"ja": "[x] をちょうど一つにしてください。", "en": "Mark exactly one option with [x]."}),
    "truefalse": Text({"ja": "[x] をちょうど一つにしてください。", "en": "Mark exactly one option with [x]."}),
    "multiple": Text({
        "ja": "[x] を一つ以上、[ ] も一つ以上にしてください。",
        "en": "Mark at least one option with [x], and leave at least one [ ].",
    }),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One option. `right` is the key of closed questions; `points` (0–3) that of judgement questions."""

    id: str
    text: Text
    coach: Text
    right: bool
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question: the heading is the question, `situation` what comes before it in Markdown.

    `dialogue` is the situation as talk lines when somebody speaks in it, else None.
    """

    id: str
    kind: QuestionKind
    title: Text
    situation: Text
    dialogue: Dialogue | None
    skills: tuple[str, ...]
    explain: Text
    options: tuple[Option, ...]

    def option(self, identifier: str) -> Option | None:
        """Return an option by id."""
        return next((option for option in self.options if option.id == identifier), None)

    @property
    def many(self) -> bool:
        """Say whether more than one option may be chosen."""
        return self.kind == "multiple"

    @property
    def best(self) -> tuple[str, ...]:
        """Name the options that together earn full credit; in a judgement question any one of them does."""
        if self.kind == "judgement":
            return tuple(option.id for option in self.options if option.points == MOST_POINTS)
        return tuple(option.id for option in self.options if option.right)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """One quiz. `lesson` is empty when it belongs to none; `passing` is in percent."""

    id: str
    title: Text
    lesson: str
    passing: int
    questions: tuple[Question, ...]

    def question(self, identifier: str) -> Question | None:
        """Return a question by id."""
        return next((question for question in self.questions if question.id == identifier), None)


def parse_quiz(texts: Mapping[str, Source]) -> tuple[Quiz | None, list[Fault]]:
    """Parse a quiz from its texts by language; None when a fault keeps it from being used."""
    reading = read_texts(texts)
    if reading.outline.front.broken:
        return None, reading.faults
    fields = Fields(reading.outline.front, reading.report)
    identifier = fields.identifier("id")
    fields.text("title")
    lesson = fields.identifier("lesson", required=False)
    passing = fields.integer("pass", low=0, high=100, default=DEFAULT_PASS)
    fields.finish()
    for section in reading.outline.sections:
        if section.level != 2:
            expected = Text({"ja": "問いの見出しは ## にしてください。", "en": "A question’s heading is ##."})
            reading.report("heading-level", section.line, 1, found=section.level, expected=expected)
    questions = [
        question
        for section in reading.outline.sections
        if (question := parse_question(reading, section, skills_required=True)) is not None
    ]
    if not reading.outline.sections:
        reading.report("quiz-empty", reading.outline.last_line, 1)
    if reading.blocked:
        return None, reading.faults
    check_balance(reading, questions)
    quiz = Quiz(
        id=identifier,
        title=reading.front("title"),
        lesson=lesson,
        passing=passing,
        questions=tuple(questions),
    )
    return quiz, reading.faults


def parse_question(
    reading: Reading, section: Section, *, skills_required: bool, also: tuple[str, ...] = ()
) -> Question | None:
    """Parse one question from its section; `also` names classes that it may carry beside its kind."""
    report = reading.report
    bodies = reading.bodies(section)
    kind = _kind(section, also, report)
    if not section.id:
        report("question-without-id", section.line, section.title_column, title=clip(section.title))
    for name in section.attributes.values:
        hint = Text({"ja": "消してください。", "en": "Delete it."})
        report("attribute-unknown", section.line, section.attributes.column_of(name), name=name, hint=hint)
    body = bodies[SOURCE_LANGUAGE]
    options, meta = _sort_items(body, report)
    skills = _read_meta(meta, section, report, required=skills_required)
    if kind is None:
        return None
    parsed = tuple(_option(kind, bodies, item, report) for item in options)
    _check_key(kind, parsed, section, report)
    return Question(
        id=section.id,
        kind=kind,
        title=reading.title(section),
        situation=Text({language: text_of(there.prose) for language, there in bodies.items()}),
        dialogue=read_dialogue(reading, section, {lang: there.prose for lang, there in bodies.items()}),
        skills=skills,
        explain=meta_text(bodies, "explain"),
        options=parsed,
    )


def _kind(section: Section, also: tuple[str, ...], report: Reporter) -> QuestionKind | None:
    for name in section.classes:
        if name not in KINDS and name not in also:
            place = section.line, section.attributes.column_of("." + name)
            report("class-unknown", *place, name=clip(name), hint=did_you_mean(name, (*KINDS, *also)))
            return None
    kinds = [kind for kind in KINDS if kind in section.classes]
    if len(kinds) != 1:
        if section.id:
            report("question-kind", *section.id_place)
        return None
    return kinds[0]


def _sort_items(body: Body, report: Reporter) -> tuple[list[Item], list[Pair]]:
    """Tell the options from the section's own `key: value` items."""
    options: list[Item] = []
    meta: list[Pair] = []
    for item in body.items:
        pair = None if item.id or item.checked is not None or item.pairs else item.as_pair()
        if pair is not None and pair.key in ("skill", "explain"):
            meta.append(pair)
        elif item.id:
            options.append(item)
        elif pair is not None:
            hint = did_you_mean(pair.name, ("技能", "解説", "skill", "explain"))
            report("item-key-unknown", pair.line, pair.column, key=clip(pair.name), hint=hint)
        else:
            report("option-without-id", item.line, item.text_column, text=clip(item.text))
            options.append(item)
    return options, meta


def _read_meta(meta: list[Pair], section: Section, report: Reporter, *, required: bool) -> tuple[str, ...]:
    seen: set[str] = set()
    skills: tuple[str, ...] = ()
    for pair in meta:
        if pair.key in seen:
            report("item-key-repeated", pair.line, pair.column, key=pair.name)
        seen.add(pair.key)
        if pair.key == "skill":
            skills = read_skills(pair, report)
    if required and "skill" not in seen and section.id:
        report("question-without-skill", *section.id_place)
    return skills


def read_skills(pair: Pair, report: Reporter) -> tuple[str, ...]:
    """Read a list of skill names separated by commas."""
    names = [name for name in _SEPARATOR.split(pair.value) if name]
    for name in names:
        if name not in SKILLS:
            report(
                "skill-unknown",
                pair.line,
                pair.value_column,
                skill=clip(name),
                hint=did_you_mean(name, SKILLS),
            )
    return tuple(dict.fromkeys(name for name in names if name in SKILLS))


def _option(kind: QuestionKind, bodies: Mapping[str, Body], item: Item, report: Reporter) -> Option:
    judged = kind == "judgement"
    place = item.line, item.text_column
    if not item.text:
        report("option-empty", *item.id_place)
    elif judged and item.checked is not None:
        report("option-with-box", *place)
    elif not judged and item.checked is None:
        report("option-without-box", *place, text=clip(item.text))
    if item.target is not None:
        report("target-not-here", item.target.line, item.target.column)
    for name in (*("." + name for name in item.attributes.classes), *item.attributes.values):
        column = item.attributes.column_of(name)
        hint = Text({"ja": "id だけを残してください。", "en": "Keep only the id."})
        report("attribute-unknown", item.attributes.line, column, name=clip(name), hint=hint)
    given = _pairs(item, _ALLOWED_KEYS[judged], report)
    misspelt = any(pair.key not in _ALLOWED_KEYS[judged] for pair in item.pairs)
    if not misspelt and not (given["coach"].value if "coach" in given else ""):
        report("option-without-coach", *place, text=clip(item.text))
    return Option(
        id=item.id,
        text=item_text(bodies, item),
        coach=pair_text(bodies, item, "coach"),
        right=bool(item.checked),
        points=_points(given.get("points"), item, report) if judged else 0,
    )


def _pairs(item: Item, allowed: tuple[str, ...], report: Reporter) -> dict[str, Pair]:
    given: dict[str, Pair] = {}
    for pair in item.pairs:
        if pair.key not in allowed:
            options = [*allowed, *("助言", "点")[: len(allowed)]]
            report(
                "item-key-unknown",
                pair.line,
                pair.column,
                key=clip(pair.name),
                hint=did_you_mean(pair.name, options),
            )
        elif pair.key in given:
            report("item-key-repeated", pair.line, pair.column, key=pair.name)
        else:
            given[pair.key] = pair
    return given


def _points(pair: Pair | None, item: Item, report: Reporter) -> int:
    value = pair.value if pair is not None else ""
    if value.isascii() and value.isdigit() and len(value) == 1 and int(value) <= MOST_POINTS:
        return int(value)
    report(
        "option-points", *((item.line, item.text_column) if pair is None else (pair.line, pair.value_column))
    )
    return 0


def _check_key(kind: QuestionKind, options: tuple[Option, ...], section: Section, report: Reporter) -> None:
    place, count = section.id_place, len(options)
    if count < 2:
        report("question-options-few", *place, found=count)
        return
    if count > MOST_OPTIONS:
        report("question-options-many", *place, found=count, most=MOST_OPTIONS)
    right = sum(option.right for option in options)
    if kind == "judgement":
        if not report.blocked and not any(option.points == MOST_POINTS for option in options):
            report("question-no-best", *place)
    elif kind == "truefalse" and count != 2:
        report("question-truefalse-options", *place, found=count)
    elif not (1 <= right < count if kind == "multiple" else right == 1):
        report("question-key", *place, expected=_KEY_RULES[kind])
