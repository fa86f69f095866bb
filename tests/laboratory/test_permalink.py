"""A link brings its settings back, whatever they are; a wrong one is named, and what is right in it is kept."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.laboratory.permalink import DEFAULTS, Fault, compact, expand, read, strangers, write
from course.laboratory.settings import SPECS, Settings, settled
from course.pipeline.territories import TERRITORIES
from tests.laboratory.drawing import any_settings


@given(any_settings)
def test_a_link_brings_its_settings_back(settings: Settings) -> None:
    reading = read(write(settled(settings)))
    assert reading.settings == settled(settings)
    assert not reading.faults
    assert write(reading.settings) == write(settled(settings))


@given(any_settings)
def test_the_compact_word_brings_them_back_and_needs_no_escaping(settings: Settings) -> None:
    word = compact(settled(settings))
    assert expand(word) == settled(settings)
    assert quote(word) == word


@given(any_settings)
def test_settling_changes_nothing_that_is_run(settings: Settings) -> None:
    assert (settled(settings).parameters() == settings.parameters()).all()
    assert settled(settled(settings)) == settled(settings)


@pytest.mark.parametrize("town", TERRITORIES)
def test_what_the_town_has_is_left_out_of_the_link(town: str) -> None:
    assert write(Settings(town=town)) == ({} if town == DEFAULTS.town else {"town": town})
    everything = {
        "share": "35",
        "new": "",
        "intros": "0",
        "fairs": "",
        "unknown": "6",
        "later": "40",
        "event": "none",
    }
    assert write(read({"town": town, **everything}).settings) == write(Settings(town=town))


def test_the_town_s_own_hours_of_flyers_and_fairs_are_the_same_said_or_not() -> None:
    town = "fairs-and-flyers"
    assert read({"town": town, "flyers": "4", "fairs": "12"}).settings == Settings(town=town)
    assert read({"town": town, "flyers": "0"}).settings == Settings(town=town, flyers=0)
    assert read({"flyers": "0", "fairs": "0"}).settings == Settings()


@pytest.mark.parametrize(
    ("name", "value", "kind"),
    [
        ("town", "atlantis", "choice"),
        ("ask", "Early", "choice"),
        ("unknown", "7", "choice"),
        ("fairs", "1", "choice"),
        ("event", "earthquake", "choice"),
        ("share", "x", "number"),
        ("share", "3.5", "number"),
        ("share", "1e9", "number"),
        ("share", "1" * 400, "number"),
        ("share", "-1", "range"),
        ("share", "91", "range"),
        ("new", "31", "range"),
        ("hold", "4", "range"),
        ("hold", "0", "range"),
    ],
)
def test_a_wrong_value_is_named_and_the_rest_is_kept(name: str, value: str, kind: str) -> None:
    reading = read({name: value, "intros": "3"})
    assert [(fault.name, fault.kind) for fault in reading.faults] == [(name, kind)]
    assert len(reading.faults[0].value) <= 40
    assert reading.settings == Settings(intros=3)


def test_full_width_figures_and_spaces_are_figures_too() -> None:
    assert read({"hold": " ２０ ", "share": "５０"}).settings == Settings(hold=20, share=50)
    assert read({"hold": "２０人"}).faults == (Fault("hold", "20人", "number"),)


@given(st.dictionaries(st.sampled_from([spec.name for spec in SPECS]), st.text(max_size=50)))
def test_whatever_an_address_says_it_is_read(query: dict[str, str]) -> None:
    reading = read(query)
    assert {fault.name for fault in reading.faults} <= set(query)
    reading.settings.parameters()


@given(st.text(max_size=60))
def test_a_word_that_is_no_settings_is_none(word: str) -> None:
    found = expand(word)
    assert found is None or re.fullmatch(r"as-it-is|\s*[a-z]+\.[^~]+(~[a-z]+\.[^~]+)*", word)


def test_names_that_mean_nothing_are_told_with_what_they_resemble() -> None:
    assert strangers(["hold", "guide", "holds", "utm_source"], ["guide"]) == {
        "holds": "hold",
        "utm_source": "",
    }
