"""Charts are drawn on the server: everything inside, gaps where nothing is known, names escaped and apart."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from course.reports.charts import Line, trend

values = st.lists(st.none() | st.floats(-50, 150), min_size=1, max_size=60).map(tuple)


@given(values, st.text(alphabet="<&>\"'あ", max_size=6))
def test_a_trend_is_well_formed_and_stays_inside(weeks: tuple[float | None, ...], name: str) -> None:
    names = [f"{place}" for place in range(len(weeks))]
    drawn = trend(names, [Line("own", name, weeks), Line("other", "B", weeks)], name)
    picture = ElementTree.fromstring(drawn)  # our own
    known = sum(value is not None for value in weeks)
    dots = picture.findall("circle")
    assert len(dots) == 2 * known
    for dot in dots:
        assert 0 <= float(dot.attrib["cx"].rstrip("%")) <= 100
        assert 0 <= float(dot.attrib["cy"].rstrip("%")) <= 100
    assert len([text for text in picture.findall("text") if "name" in text.attrib["class"]]) == 2 * (
        known > 0
    )


def test_a_week_without_a_value_is_a_gap_and_never_zero() -> None:
    drawn = trend("abcd", [Line("own", "A", (50.0, None, 50.0, 60.0))], "t")
    [path] = re.findall(r'<path class="own" d="([^"]*)"', drawn)
    assert path.count("M") == 2 and path.count("L") == 1


def test_the_last_week_is_always_named_and_few_enough_are() -> None:
    names = [f"w{number}" for number in range(52)]
    drawn = trend(names, [Line("own", "A", (1.0,) * 52)], "t")
    assert ">w51<" in drawn and len(re.findall(r">w\d+<", drawn)) <= 6
