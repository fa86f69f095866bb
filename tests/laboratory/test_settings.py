"""What a reader sets is what the simulator is given."""

from __future__ import annotations

import pytest
from hypothesis import given

from course.laboratory.settings import ASKING, SPECS, Settings, changed
from course.pipeline import codes
from course.pipeline.parameters import place
from course.pipeline.territories import TERRITORIES
from tests.laboratory.drawing import any_settings


def value(settings: Settings, name: str) -> float:
    return float(settings.parameters()[place(name)])


@pytest.mark.parametrize("town", TERRITORIES)
def test_the_defaults_are_the_territory_as_it_is(town: str) -> None:
    settings = Settings(town=town)
    assert (settings.parameters() == TERRITORIES[town].parameters()).all()
    assert settings.policy == codes.TWO_WHEELS
    assert settings.undisturbed == settings
    assert settings.dry_months is None


@given(any_settings)
def test_every_settings_can_be_run(settings: Settings) -> None:
    assert len(settings.parameters()) == len(codes.PARAMETER_NAMES)
    assert settings.policy == ASKING[settings.ask][0]
    assert changed(settings, settings) == ()


def test_no_hours_are_no_hours_and_not_the_kernel_s_no_limit() -> None:
    assert 0.0 < value(Settings(new=0), "new_hours") < 0.001
    assert value(Settings(), "new_hours") == 0.0
    assert 0.0 < value(Settings(inquiries=0), "inquiry_hours") < 0.001


def test_limits_and_events_reach_the_simulator() -> None:
    settings = Settings(unknown="never", later="12", hold=20, event="drought", fairs="6", intros=2, share=50)
    assert value(settings, "limit_unknown") > 100_000
    assert value(settings, "limit_future") == 12
    assert value(settings, "list_max") == 20
    assert value(settings, "shock_factor") < 1
    assert value(settings, "fair_every") == 6
    assert value(settings, "refer_hours") == 2
    assert value(settings, "share") == 0.5
    assert settings.dry_months == (2, 4)
    assert settings.undisturbed == Settings(event="drought")
    assert changed(Settings(), settings) == ("share", "fairs", "intros", "unknown", "later", "hold", "event")


def test_the_names_of_the_links_stay() -> None:
    """People keep links: a name may be added here, and none may ever go."""
    assert [spec.name for spec in SPECS] == [
        "town", "ask", "share", "new", "inquiries", "flyers", "fairs", "intros", "unknown", "later", "hold", "event",
    ]  # fmt: skip
