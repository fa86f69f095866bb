"""Parse talk: `NAME: text`, `NAME（mood）: text`, `NAME（心の声）: text` for a thought, and narration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from course.content.keywords import find_colon
from course.content.outline import Line

Kind = Literal["said", "thought", "narration"]

MOODS = {
    "普通": "neutral",
    "neutral": "neutral",
    "笑顔": "warm",
    "warm": "warm",
    "困り": "doubtful",
    "doubtful": "doubtful",
    "不機嫌": "cold",
    "cold": "cold",
}
THOUGHTS = ("心の声", "thinks", "thinking", "thought")
SELF_NAMES = ("自分", "わたし", "私", "Me", "me", "I")
LONGEST_NAME = 30
_NOT_A_NAME = re.compile(r"[。、！？!?；;「」『』“”\"*`|<>\[\]]")
_SUFFIX = re.compile(r"[（(]([^（()）]*)[）)]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkLine:
    """One line of a talk. `mood` is what stood in brackets after the name, as written (empty for a thought)."""

    kind: Kind
    speaker: str = ""
    mood: str = ""
    text: str
    line: int
    column: int = 1

    @property
    def is_self(self) -> bool:
        """Say whether the learner's own side speaks."""
        return self.speaker in SELF_NAMES


def parse_talk_line(text: str, line: int, column: int = 1) -> TalkLine:
    """Parse one line whose first character stands at `column`. A backslash at the front makes it narration."""
    written = text.strip()
    column += len(text) - len(text.lstrip())
    if written.startswith("\\"):
        return TalkLine(kind="narration", text=written[1:].lstrip(), line=line, column=column)
    colon = _name_colon(written)
    if colon < 0:
        return TalkLine(kind="narration", text=written, line=line, column=column)
    name, mood = written[:colon].strip(), ""
    kind: Kind = "said"
    suffix = _SUFFIX.search(name)
    if suffix:
        name, mood = name[: suffix.start()].strip(), suffix.group(1).strip()
        if mood.lower() in THOUGHTS:
            kind, mood = "thought", ""
    return TalkLine(
        kind=kind, speaker=name, mood=mood, text=written[colon + 1 :].strip(), line=line, column=column
    )


def _name_colon(text: str) -> int:
    """Return where the colon after a speaker's name stands, or -1 when the line is narration."""
    colon = find_colon(text, 0, LONGEST_NAME + 20)
    if colon <= 0:
        return -1
    name, after = text[:colon], text[colon + 1 :]
    bare = _SUFFIX.sub("", name.strip()).strip()
    is_clock = bare[-1:].isdigit() and after[:1].isdigit()
    if not bare or len(bare) > LONGEST_NAME or _NOT_A_NAME.search(bare) or is_clock or after.startswith("//"):
        return -1
    return colon


def parse_talk(lines: Iterable[Line]) -> tuple[TalkLine, ...]:
    """Parse the lines of a talk; blank lines only separate, a leading `> ` (block quote) is dropped."""
    result = []
    for number, text in lines:
        body = text.lstrip()
        if body.startswith(">"):
            body = body[1:].lstrip()
        if body:
            result.append(parse_talk_line(body, number, len(text) - len(body) + 1))
    return tuple(result)
