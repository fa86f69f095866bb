"""The drawings are sound: their parts lie where the figures say, and nothing of a page's own slips in."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from course.laboratory import charts

WORDS = charts.FanWords('a "title" & <b>', "upright", "along", "<own>", "dry")
amounts = st.floats(0, 500)


def rows_of(steps: list[list[float]]) -> list[list[float]]:
    """Make five nested rows that only grow: each step's values sorted, added up."""
    total = [0.0] * 5
    columns = [list(total)]
    for step in steps:
        total = [before + more for before, more in zip(total, sorted(step), strict=True)]
        columns.append(list(total))
    return [list(row) for row in zip(*columns, strict=True)]


@given(st.lists(st.lists(amounts, min_size=5, max_size=5), min_size=1, max_size=13), st.booleans())
def test_a_fan_is_sound_and_stays_within_its_plot(steps: list[list[float]], both: bool) -> None:
    rows = rows_of(steps)
    drawn = charts.fan(
        rows, [charts.Line("before", "<was>", tuple(rows[1]))] if both else [], WORDS, (0.0, 1.0)
    )
    tree = ElementTree.fromstring(drawn)
    assert tree.get("role") == "img" and tree.get("aria-label") == WORDS.title
    assert "style" not in drawn and "<b>" not in drawn and "nan" not in drawn
    paths = {path.get("class"): path.get("d") or "" for path in tree.iter("path")}
    assert set(paths) == {"eight", "edge", "half", "middle"} | ({"before"} if both else set())
    for path in paths.values():
        for x, y in re.findall(r"(-?[\d.]+),(-?[\d.]+)", path):
            assert -0.01 <= float(x) <= 1000.01 and -0.01 <= float(y) <= 1000.01
    ys = [float(y) for _, y in re.findall(r"([\d.]+),([\d.]+)", paths["middle"])]
    assert all(after <= before for before, after in pairwise(ys)), "what adds up never falls"
    names = [
        float((text.get("y") or "0%")[:-1])
        for text in tree.iter("text")
        if "name" in (text.get("class") or "")
    ]
    assert all(abs(a - b) > 7 for a, b in pairwise(sorted(names))), "labels at the right do not touch"


@given(st.floats(0, 1e6))
def test_an_axis_has_few_even_whole_marks_and_holds_its_value(value: float) -> None:
    marks = charts.ticks(value)
    assert marks[0] == 0 and value <= marks[-1] and marks[-1] >= 1
    assert 2 <= len(marks) <= 6
    assert len({b - a for a, b in pairwise(marks)}) == 1


@given(st.lists(st.floats(0, 100), min_size=1, max_size=5))
def test_places_spread_apart_keep_their_order_and_their_bounds(places: list[float]) -> None:
    moved = charts.spread(places, 7.5, 0.0, 100.0)
    order = sorted(range(len(places)), key=lambda number: places[number])
    assert all(moved[b] - moved[a] >= 7.4999 for a, b in pairwise(order))
    assert min(moved) >= -0.001 and max(moved) <= 100.001


def test_places_far_apart_are_left_alone() -> None:
    assert charts.spread((80.0, 10.0, 40.0), 7.5, 0.0, 100.0) == (80.0, 10.0, 40.0)


@given(st.lists(amounts, min_size=5, max_size=5))
def test_a_strip_shows_its_five_shares_in_order(values: list[float]) -> None:
    shares = sorted(values)
    tree = ElementTree.fromstring(charts.strip(shares, charts.ticks(shares[-1])[-1], "a & b"))
    eight, half = tree.findall("line")
    dot = tree.find("circle")
    assert dot is not None and tree.get("aria-label") == "a & b"
    places = [eight.get("x1"), half.get("x1"), dot.get("cx"), half.get("x2"), eight.get("x2")]
    numbers = [float((place or "")[:-1]) for place in places]
    assert numbers == sorted(numbers) and numbers[0] >= 0 and numbers[-1] <= 100


def test_the_numbers_of_the_axis_stand_over_the_strips() -> None:
    tree = ElementTree.fromstring(charts.scale((0, 5, 10)))
    assert [(text.text, text.get("x")) for text in tree] == [("0", "0%"), ("5", "50%"), ("10", "100%")]
