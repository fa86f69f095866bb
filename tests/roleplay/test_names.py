"""Everybody in a scenario is written one way."""

from __future__ import annotations

from pathlib import Path

import pytest

from course.content.check_run import check_paths
from course.content.source import Source
from course.roleplay.names import is_variant
from course.roleplay.samples import ENGLISH, SCENARIO
from course.roleplay.script import parse_scenario
from tests.content.trees import write_tree


def variants(english: str = ENGLISH, japanese: str = SCENARIO) -> list[tuple[str, str]]:
    texts = {"ja": Source("x.md", japanese), "en": Source("x.en.md", english)}
    _, faults = parse_scenario(texts)
    return [
        (str(fault.params["found"]), str(fault.params["name"]))
        for fault in faults
        if fault.code == "scenario-name-variant"
    ]


def test_one_letter_off_is_told_and_a_family_is_not() -> None:
    english = ENGLISH.replace("name: Mori,", "name: Morishita,").replace("Mori:", "Morishita:")
    story = "Your third visit."
    assert variants(english) == []
    assert variants(english.replace(story, "Mr Morisita, your third visit.")) == [("Morisita", "Morishita")]
    assert variants(english.replace(story, "The Morishitas, third visit.")) == []
    assert variants(english.replace(story, "At Morishita’s, third visit.")) == []


def test_another_form_of_a_character_is_told() -> None:
    japanese = (
        SCENARIO.replace("{name: 森,", "{name: 渡辺,").replace("森（", "渡辺（").replace("] 森:", "] 渡辺:")
    )
    assert variants(japanese=japanese) == []
    assert variants(japanese=japanese.replace("三度目", "渡邊さんへ三度目")) == [("渡邊", "渡辺")]


@pytest.mark.parametrize(
    ("word", "name", "same"),
    [
        ("Nisimura", "Nishimura", True),
        ("Nishimora", "Nishimura", True),
        ("Ōnishi", "Onishi", True),
        ("Ohnishi", "Onishi", True),
        ("Satou", "Sato", True),
        ("Kondou", "Kondo", True),
        ("Nishikawa", "Nishimura", False),
        ("Sato", "Seto", False),
        ("Make", "Maki", False),
    ],
)
def test_what_counts_as_another_spelling(word: str, name: str, same: bool) -> None:
    assert is_variant(word, name) is same


def shared(tmp_path: Path, second: str, english: str = "") -> list[str]:
    files = {"roleplay/sample.md": SCENARIO, "roleplay/sample.en.md": ENGLISH, "roleplay/second.md": second}
    if english:
        files["roleplay/second.en.md"] = english
    faults = check_paths([write_tree(tmp_path, files)]).faults
    return [Path(fault.path).name for fault in faults if fault.code == "scenario-customer-shared"]


def test_two_customers_share_no_name_in_any_language_unless_they_are_one(tmp_path: Path) -> None:
    second = SCENARIO.replace("id: sample", "id: second")
    assert shared(tmp_path / "same", second) == []
    assert shared(tmp_path / "other", second.replace("company: 森商店", "company: 森工務店")) == ["second.md"]
    other = second.replace("name: 森, company: 森商店", "name: 毛利, company: 毛利堂")
    english = ENGLISH.replace("id: sample", "id: second").replace("company: Mori Shop", "company: Mohri-do")
    assert shared(tmp_path / "english", other, english) == ["second.en.md"]
