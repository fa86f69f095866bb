"""The table of parameters is complete, documented and guarded."""

from __future__ import annotations

import math

import numpy as np
import pytest

from course.pipeline import codes, parameters
from course.pipeline.lines import LINES, STANDARD
from course.pipeline.parameters import PARAMETERS, OutOfRange, UnknownParameter, place, values
from course.pipeline.policies import POLICIES, UnknownPolicy, policy_of
from course.pipeline.territories import TERRITORIES
from course.roleplay.vocabulary import KINDS


@pytest.mark.parametrize("name", codes.PARAMETER_NAMES)
def test_every_parameter_says_what_it_is_where_it_comes_from_and_keeps_to_its_range(name: str) -> None:
    parameter = PARAMETERS[name]
    assert parameter.unit
    assert parameter.source
    assert parameter.description.to("ja") != parameter.description.to("en")
    for value in (parameter.few_large, parameter.many_small):
        assert parameter.low <= value <= parameter.high
        assert math.isfinite(value)


def test_the_presets_differ_exactly_where_the_trades_do() -> None:
    different = {name for name, row in PARAMETERS.items() if row.few_large != row.many_small}
    assert different == {
        *(
            "h_contact",
            "p_potential",
            "h_invite",
            "h_present",
            "h_estimate",
            "h_close",
            "h_nurture",
            "h_touch",
            "h_refer",
        ),
        *("h_test", "budget", "authority", "need_min", "soon", "weeks_soon", "weeks_late", "win_trust"),
    }


def test_values_are_one_contiguous_array_that_cannot_be_written_to() -> None:
    array = values("few-large", {"soon": 0.5})
    assert array.dtype == np.float64
    assert array.flags.c_contiguous
    assert array[place("soon")] == 0.5
    assert parameters.record(array)["soon"][0] == 0.5
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1.0


def test_a_wrong_name_or_value_is_refused_by_name() -> None:
    with pytest.raises(UnknownParameter) as unknown:
        values("few-large", {"sooon": 0.5})
    assert unknown.value.name == "sooon"
    with pytest.raises(OutOfRange, match=r"soon=1\.5 is not within 0–1"):
        values("few-large", {"soon": 1.5})
    with pytest.raises(OutOfRange):
        values("few-large", {"ready": 0.0})
    with pytest.raises(OutOfRange):
        values("few-large", {"soon": math.nan})
    with pytest.raises(KeyError):
        values("no-such-preset")


def test_a_third_of_the_potentials_can_buy_at_all() -> None:
    assert parameters.fit_share(values("few-large")) == pytest.approx(0.340, abs=0.001)


def test_policies_and_territories_are_named_in_both_languages() -> None:
    assert tuple(POLICIES) == codes.POLICIES
    for policy in POLICIES.values():
        assert {"ja", "en"} == set(policy.name.languages) == set(policy.does.languages)
    for key, territory in TERRITORIES.items():
        assert key == territory.id
        assert {"ja", "en"} == set(territory.name.languages) == set(territory.about.languages)
        assert len(territory.parameters()) == len(PARAMETERS)
    with pytest.raises(UnknownPolicy):
        policy_of("three-wheels")


def test_every_kind_of_test_closing_line_of_the_dialect_has_its_figures() -> None:
    acts = {
        "open-question",
        "listen",
        "present",
        "estimate",
        "close",
        "wait",
        "let-go",
        "pressure",
        "small-talk",
    }
    assert set(LINES) == set(KINDS) - acts
    for line in (*LINES.values(), STANDARD):
        shown = line.changes()
        assert 0.0 < shown.pop("pressure") <= 1.0
        assert all(0.0 <= chance <= 1.0 for chance in shown.values())
        assert max(shown.values()) >= 0.4
        values("few-large", line.changes())
    # The order that practitioners give: to assume a yes presses hardest, to ask for a date least.
    assert max(LINES.values(), key=lambda line: line.pressure).kind == "assumptive"
    assert LINES["time-frame"].pressure < LINES["budget-range"].pressure < LINES["alternative"].pressure
