"""Put the options of a question in an order that differs between attempts and never within one. PURE."""

from __future__ import annotations

import hashlib

from course.quizzes.definition import Option, Question


def shuffled(question: Question, seed: int | str) -> tuple[Option, ...]:
    """Order the options by a hash of seed, question and option; true/false keeps the author's order.

    A hash, not a random generator: the order must stay the same for years, over any version of Python.
    """
    if question.kind == "truefalse":
        return question.options

    def place(option: Option) -> bytes:
        return hashlib.sha256(f"{seed}/{question.id}/{option.id}".encode()).digest()

    return tuple(sorted(question.options, key=place))
