"""Parse and evaluate conditions: comparisons and flags joined by `and`, `or`, `not`, with parentheses.

    clarity >= 5 and not (asked_budget or trust < 3)

The parser keeps a stack of its own, so that no input can exhaust Python's; the tree it gives is at most
`DEEPEST` levels of parentheses and negations deep, and whoever walks it may recurse.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from course.roleplay.notation import fold_width

DEEPEST = 10
MOST_TERMS = 60
LONGEST = 500

OPERATORS: Mapping[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
    "!=": operator.ne,
}
_SIGNS = {"≥": ">=", "≦": "<=", "≧": ">=", "≤": "<=", "≠": "!="}
_TOKEN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[<>=!]+|[()]|\S")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Compare:
    """Compare a variable with a number."""

    name: str
    sign: str
    number: int
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Flag:
    """Ask whether a flag is set."""

    name: str
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """Turn one condition round."""

    part: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    """Ask for every part."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Ask for at least one part."""

    parts: tuple[Condition, ...]


Condition = Compare | Flag | Not | AllOf | AnyOf
Test = Callable[[Sequence[int], frozenset[str]], bool]


class ConditionError(ValueError):
    """Say what is wrong with a condition: `code` of the fault, its parameters, and the column, counted from 1."""

    def __init__(self, code: str, column: int, **params: str | int) -> None:
        super().__init__(f"{code} at column {column}: {params}")
        self.code, self.column, self.params = code, column, params


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of a condition as understood, and its column."""

    text: str
    column: int


def parse_condition(text: str, column: int = 1) -> Condition:
    """Parse a condition whose first character stands at `column`.

    Full-width letters, digits and signs are taken as their narrow twins. Raises ConditionError.
    """
    if len(text) > LONGEST:
        raise ConditionError("scenario-condition-too-long", column)
    tokens = _tokens(text, column)
    return _Parser(tokens, Token("", column + len(text.rstrip()))).parse()


def _tokens(text: str, column: int) -> list[Token]:
    folded = fold_width(text)
    tokens = []
    for found in _TOKEN.finditer(folded):
        word = found.group()
        tokens.append(Token(_SIGNS.get(word, word), column + found.start()))
    return tokens


@dataclass
class _Level:
    """One open parenthesis (or the whole condition): the alternatives so far, each a list of parts to be joined."""

    column: int
    nots_before: int = 0  # negations that stood in front of the parenthesis
    alternatives: list[list[Condition]] = field(default_factory=lambda: [[]])

    def close(self) -> Condition:
        """Join what was read on this level."""
        joined = [parts[0] if len(parts) == 1 else AllOf(tuple(parts)) for parts in self.alternatives]
        return joined[0] if len(joined) == 1 else AnyOf(tuple(joined))


class _Parser:
    """Read the tokens from left to right; `wants_term` says whether a term or a joining word must come next."""

    def __init__(self, tokens: list[Token], end: Token) -> None:
        self.tokens, self.end, self.at = tokens, end, 0
        self.levels = [_Level(1)]
        self.nots = 0
        self.terms = 0

    def parse(self) -> Condition:
        """Read everything. Raises ConditionError."""
        wants_term = True
        while self.at < len(self.tokens):
            token = self._next()
            wants_term = self._term(token) if wants_term else self._joint(token)
        if wants_term:
            raise ConditionError("scenario-condition-unfinished", self.end.column)
        if len(self.levels) > 1:
            raise ConditionError("scenario-condition-unclosed", self.levels[-1].column)
        return self.levels[0].close()

    def _next(self) -> Token:
        token = self.tokens[self.at] if self.at < len(self.tokens) else self.end
        self.at += 1
        return token

    def _depth(self) -> int:
        return len(self.levels) - 1 + self.nots + sum(level.nots_before for level in self.levels)

    def _term(self, token: Token) -> bool:
        """Read `not`, an opening parenthesis, a flag or a comparison; return whether a term must still follow."""
        if token.text in ("not", "("):
            if self._depth() >= DEEPEST:
                raise ConditionError("scenario-condition-too-deep", token.column, most=DEEPEST)
            if token.text == "not":
                self.nots += 1
            else:
                self.levels.append(_Level(token.column, self.nots))
                self.nots = 0
            return True
        if not _NAME.fullmatch(token.text) or token.text in ("and", "or"):
            self._unexpected(token)
        self.terms += 1
        if self.terms > MOST_TERMS:
            raise ConditionError("scenario-condition-too-long", token.column)
        following = self.tokens[self.at] if self.at < len(self.tokens) else self.end
        is_comparison = following.text[:1] in ("<", ">", "=", "!") and following.text
        self._put(self._comparison(token) if is_comparison else Flag(token.text, token.column))
        return False

    def _comparison(self, name: Token) -> Condition:
        sign, number = self._next(), self._next()
        if sign.text not in OPERATORS:
            raise ConditionError("scenario-condition-sign", sign.column, sign=sign.text)
        if not number.text.isdecimal() or not number.text.isascii() or int(number.text[:4]) > 10:
            raise ConditionError("scenario-condition-number", number.column, found=number.text or "…")
        return Compare(name.text, sign.text, int(number.text), name.column)

    def _joint(self, token: Token) -> bool:
        """Read `and`, `or` or a closing parenthesis; return whether a term must follow."""
        level = self.levels[-1]
        if token.text == "and":
            return True
        if token.text == "or":
            level.alternatives.append([])
            return True
        if token.text == ")" and len(self.levels) > 1:
            self.levels.pop()
            self.nots = level.nots_before
            self._put(level.close())
            return False
        return self._unexpected(token)

    def _put(self, condition: Condition) -> None:
        for _ in range(self.nots):
            condition = Not(condition)
        self.nots = 0
        self.levels[-1].alternatives[-1].append(condition)

    def _unexpected(self, token: Token) -> bool:
        raise ConditionError("scenario-condition-unexpected", token.column, found=token.text)


def atoms(condition: Condition) -> list[Compare | Flag]:
    """List the comparisons and flags of a condition from left to right."""
    if isinstance(condition, Compare | Flag):
        return [condition]
    parts = (condition.part,) if isinstance(condition, Not) else condition.parts
    return [atom for part in parts for atom in atoms(part)]


def compile_condition(condition: Condition, variables: Sequence[str]) -> Test:
    """Turn a condition into a function of the values (in the order of `variables`) and the flags that are set."""
    if isinstance(condition, Compare):
        index, compare, number = variables.index(condition.name), OPERATORS[condition.sign], condition.number
        return lambda values, flags: compare(values[index], number)
    if isinstance(condition, Flag):
        name = condition.name
        return lambda values, flags: name in flags
    if isinstance(condition, Not):
        part = compile_condition(condition.part, variables)
        return lambda values, flags: not part(values, flags)
    return _join(
        [compile_condition(part, variables) for part in condition.parts], isinstance(condition, AllOf)
    )


def _join(parts: list[Test], is_all: bool) -> Test:
    if len(parts) == 2:
        first, second = parts
        if is_all:
            return lambda values, flags: first(values, flags) and second(values, flags)
        return lambda values, flags: first(values, flags) or second(values, flags)
    if is_all:
        return lambda values, flags: all(part(values, flags) for part in parts)
    return lambda values, flags: any(part(values, flags) for part in parts)


def as_text(condition: Condition) -> str:
    """Write a condition as an author would."""
    if isinstance(condition, Compare):
        return f"{condition.name} {condition.sign} {condition.number}"
    if isinstance(condition, Flag):
        return condition.name
    if isinstance(condition, Not):
        inner = as_text(condition.part)
        return f"not {inner}" if isinstance(condition.part, Flag | Not) else f"not ({inner})"
    word = " and " if isinstance(condition, AllOf) else " or "
    return word.join(
        f"({as_text(part)})" if isinstance(part, AllOf | AnyOf) else as_text(part) for part in condition.parts
    )
