"""Draw any settings there are."""

from __future__ import annotations

from hypothesis import strategies as st

from course.laboratory.settings import SPECS, Choice, Number, Settings


def _values(spec: Choice | Number) -> st.SearchStrategy[object]:
    if isinstance(spec, Choice):
        return st.sampled_from(spec.options)
    numbers = st.integers(spec.low, spec.high)
    return st.none() | numbers if spec.open else numbers


any_settings = st.builds(Settings, **{spec.name: _values(spec) for spec in SPECS})
