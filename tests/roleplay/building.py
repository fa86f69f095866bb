"""Make scenarios for tests: from files, from text, and at random."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from course.content.faults import Fault
from course.content.source import Source, read_source
from course.content.text import Text
from course.roleplay.conditions import AllOf, AnyOf, Compare, Condition, Flag, Not
from course.roleplay.samples import SCENARIO
from course.roleplay.script import parse_scenario
from course.roleplay.story import Choice, End, Line, Move, Person, Prospect, Scenario, Scene, Truth

FIXTURES = Path(__file__).parent / "fixtures"
PUSHBACK = FIXTURES / "roleplay" / "price-pushback.md"
VARIABLES = ("trust", "clarity", "heat")
FLAGS = ("asked", "told")
WORD = Text("言葉")


def read(path: Path) -> Scenario:
    """Read a scenario with its English translation; it must have no faults."""
    texts = {}
    for language, name in (("ja", path), ("en", path.with_suffix(".en.md"))):
        found = read_source(name)
        assert isinstance(found, Source)
        texts[language] = found
    scenario, faults = parse_scenario(texts)
    assert scenario is not None, faults
    assert not faults
    return scenario


def parse(text: str, english: str | None = None) -> tuple[Scenario | None, list[Fault]]:
    """Parse a scenario from text."""
    texts = {"ja": Source("roleplay/sample.md", text)}
    if english is not None:
        texts["en"] = Source("roleplay/sample.en.md", english)
    return parse_scenario(texts)


def edited(*edits: tuple[str, str]) -> Scenario:
    """Parse the good sample with some edits, which must leave it well formed."""
    text = SCENARIO
    for old, new in edits:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    scenario, faults = parse(text)
    assert scenario is not None, faults
    return scenario


def build(scenes: list[Scene], start: str = "s0", initial: tuple[int, ...] = (5, 5, 5)) -> Scenario:
    """Make a scenario around some scenes."""
    return Scenario(
        id="built",
        title=WORD,
        lesson="",
        minutes=5,
        level=1,
        preset="few-large",
        customer=Person(key="customer", name=Text("森"), avatar="nurse"),
        cast={},
        prospect=Prospect(horizon="mid", amount=1, age_weeks=0, lane="prospect"),
        truth=Truth(will_buy=True, ready_in_weeks=1, budget=1, decides=WORD),
        variables=VARIABLES,
        initial=initial,
        flags=FLAGS,
        start=start,
        brief=WORD,
        reveal=WORD,
        trainer=Text(),
        scenes={scene.id: scene for scene in scenes},
        path="roleplay/built.md",
        languages=("ja",),
    )


def choice(identifier: str, target: str, **more: Any) -> Choice:
    """Make a choice."""
    return Choice(id=identifier, label=WORD, target=target, coach=WORD, **more)


def scene(identifier: str, *choices: Choice, lines: tuple[Line, ...] | None = None, place: int = 0) -> Scene:
    """Make a scene with choices."""
    there = (Line(speaker=None, text=WORD),) if lines is None else lines
    return Scene(id=identifier, title=WORD, lines=there, choices=choices, line=place)


def ending(identifier: str, points: int = 0, outcome: str = "advance", place: int = 0) -> Scene:
    """Make an ending."""
    end = End(outcome, 0, points)
    return Scene(id=identifier, title=WORD, lines=(Line(speaker=None, text=WORD),), end=end, line=place)


_compares = st.builds(
    Compare,
    st.sampled_from(VARIABLES),
    st.sampled_from((">=", "<=", ">", "<", "==", "!=")),
    st.integers(0, 10),
)
_atoms = st.one_of(_compares, st.sampled_from(FLAGS).map(Flag))
conditions: st.SearchStrategy[Condition] = st.recursive(
    _atoms,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=4,
)
_SKILLS = ("qualify", "test_close", "trust")


@st.composite
def scenarios(draw: st.DrawFn, *, open_choices: bool = False) -> Scenario:
    """Draw small scenarios of every kind, faulty ones and loops included; each part has a line of its own.

    With `open_choices` every scene has an open way to an ending, so that nothing is stuck.
    """
    count = draw(st.integers(1, 4))
    names = [f"s{place}" for place in range(count)]
    ends = [f"e{place}" for place in range(draw(st.integers(1, 3)))]
    line = iter(range(1, 1000))
    made = [_draw_scene(draw, name, [*names, *ends], line, open_choices) for name in names]
    made += [ending(name, draw(st.integers(-3, 3)), place=next(line)) for name in ends]
    initial = tuple(draw(st.sampled_from((0, 3, 5, 9))) for _ in VARIABLES)
    return build(made, initial=initial)


def _draw_scene(draw: st.DrawFn, name: str, targets: list[str], line: Any, is_open: bool) -> Scene:
    place = next(line)
    conditional = [
        Line(speaker=None, text=WORD, condition=condition, line=next(line))
        for condition in draw(st.lists(conditions, max_size=1))
    ]
    lines = tuple(conditional)
    if not conditional or draw(st.booleans()):
        lines = (Line(speaker=None, text=WORD, line=next(line)), *conditional)
    choices = []
    for number in range(draw(st.integers(2 if is_open else 1, 3))):
        is_way_out = is_open and not number
        condition = None if is_way_out else draw(st.one_of(st.none(), conditions))
        at = next(line)
        choices.append(
            choice(
                f"c{number}",
                targets[-1] if is_way_out else draw(st.sampled_from(targets)),
                once=not is_way_out and draw(st.booleans()),
                condition=condition,
                condition_place=(next(line), 1),
                effects=tuple(draw(_effects).items()),
                sets=tuple(draw(_sets).items()),
                marks=draw(_marks),
                hours=draw(st.sampled_from((0.25, 0.5))),
                line=at,
            )
        )
    return scene(name, *choices, lines=lines, place=place)


_effects = st.dictionaries(st.sampled_from(VARIABLES), st.sampled_from((-4, -1, 2, 5)), max_size=2)
_sets = st.dictionaries(st.sampled_from(FLAGS), st.booleans(), max_size=1)
_marks = st.dictionaries(st.sampled_from(_SKILLS), st.sampled_from((-1, 1, 2)), max_size=1)
moves = st.one_of(
    st.sampled_from(("long", "mid", "short")).map(lambda horizon: Move("horizon", horizon)),
    st.sampled_from(("this_month", "potential", "presented", "estimated", "won", "lost", "let_go")).map(Move),
)
