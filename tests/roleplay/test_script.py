"""Scenarios are read from Markdown, in both languages, and faults say where they are."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.roleplay.conditions import Compare, Flag
from course.roleplay.proofs import prove
from course.roleplay.samples import ENGLISH, SCENARIO
from course.roleplay.story import Move, Scenario
from tests.benchmarks.scenarios import write_scenario
from tests.roleplay.building import PUSHBACK, edited, parse, read


@pytest.fixture(scope="module")
def pushback() -> Scenario:
    return read(PUSHBACK)


def test_the_front_matter(pushback: Scenario) -> None:
    assert (pushback.id, pushback.minutes, pushback.level, pushback.preset) == (
        "price-pushback",
        6,
        1,
        "few-large",
    )
    assert pushback.title.as_dict() == {
        "ja": "見積りを出した直後の一言",
        "en": "The first words after the estimate",
    }
    assert pushback.customer.role.to("en") == "Plant manager"
    assert pushback.person("president").avatar == "president"
    assert (pushback.prospect.lane, pushback.prospect.amount) == ("prospect", 3_200_000)
    assert (pushback.truth.ready_in_weeks, pushback.truth.decides.to("en")) == (5, "the president")
    assert dict(zip(pushback.variables, pushback.initial, strict=True)) == {
        "trust": 4,
        "clarity": 3,
        "heat": 5,
    }
    assert pushback.languages == ("ja", "en")


def test_brief_truth_and_trainer_are_markdown_in_both_languages(pushback: Scenario) -> None:
    assert pushback.brief.to("ja").startswith("工場長の森下さん")
    assert "- Will they buy" in pushback.brief.to("en")
    assert pushback.reveal.to("en").startswith("It was not the price")
    assert pushback.trainer.to("ja") == "最初の一言で手を挙げてもらいます。"
    assert "{#" not in pushback.brief.to("ja") + pushback.brief.to("en")


def test_lines_speakers_moods_and_conditions(pushback: Scenario) -> None:
    lines = pushback.scenes["reason"].lines
    assert [(line.speaker, line.mood) for line in lines] == [
        ("customer", "neutral"),
        ("customer", "warm"),
        ("me", "neutral"),
    ]
    assert [line.condition for line in lines] == [None, Compare("trust", ">=", 5), Flag("asked_budget")]
    assert lines[1].text.as_dict() == {
        "ja": "現場が使うなら、値段は通せるんです。",
        "en": "If the floor uses it, I can get the price through.",
    }
    assert pushback.scenes["open"].lines[1].speaker is None
    assert pushback.scenes["president"].lines[0].speaker == "president"


def test_a_choice_with_everything(pushback: Scenario) -> None:
    number = pushback.scenes["open"].choice("number")
    assert number is not None
    assert number.label.to("en") == "“How much had you set aside?”"
    assert (number.target, number.kind, number.once, number.hours) == ("reason", "budget-range", False, 0.25)
    assert number.effects == (("clarity", 2), ("heat", 1))
    assert number.sets == (("asked_budget", True),)
    assert number.marks == {"qualify": 1}
    assert number.moves == (Move("presented"), Move("estimated"))
    assert number.coach.languages == ("en", "ja")
    assert not number.truth
    trial = pushback.scenes["reason"].choice("trial")
    assert trial is not None
    assert (trial.once, trial.hours, trial.moves) == (True, 4.0, ())
    assert trial.coach.to("ja").startswith("不安の中身に")


def test_ends(pushback: Scenario) -> None:
    assert [scene.id for scene in pushback.ends] == ["won", "dated", "grey", "rushed"]
    rushed = pushback.scenes["rushed"].end
    assert rushed is not None
    assert (rushed.outcome, rushed.buyer, rushed.points) == ("railroaded", -3, -6)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  - 変化: clarity +2, trust +1\n", "  - effect: clarity ＋２、trust +1\n"),
        ("  - 条件: clarity >= 5\n", "  - if： clarity ≧ 5\n"),
        ("  - 設定: asked\n", "  - set: asked = yes\n"),
        ("  - 見込み: this_month\n", "  - pipeline: this_month, hours 0.50\n"),
        ("森（困り）:", "森（doubtful）："),
        ("奥さん: どう", "wife: どう"),
        ("森（困り）: うーん", "森（困り）： うーん"),
    ],
)
def test_both_languages_and_widths_are_understood_alike(old: str, new: str) -> None:
    plain, other = edited(), edited((old, new))
    for scene in plain.scenes.values():
        assert other.scenes[scene.id] == scene


def test_a_long_coaching_text_may_go_on_in_the_next_line() -> None:
    scenario = edited(("値段を動かす前に、理由を聞きました。", "値段を動かす前に、\n    理由を聞きました。"))
    choice = scenario.scenes["open"].choices[0]
    assert choice.coach.to("ja") == "値段を動かす前に、\n理由を聞きました。"


def test_a_backslash_makes_narration_of_what_looks_like_talk() -> None:
    scenario = edited(("手帳に「検討中」と書いた。", "\\結論: まだ出ていない。"))
    line = scenario.scenes["grey"].lines[0]
    assert (line.speaker, line.text.to("ja")) == (None, "結論: まだ出ていない。")


@pytest.mark.parametrize(
    ("old", "new", "code", "pointed_at"),
    [
        ("clarity +2, trust +1", "clarity +2, trst +1", "scenario-variable-unknown", "trst +1"),
        ("条件: clarity >= 5", "条件: clarity >> 5", "scenario-condition-sign", ">> 5"),
        ("[asked] 森", "[asked and told] 森", "scenario-condition-name-unknown", "told] 森"),
        ("-> dated", "-> datd", "scenario-target-unknown", "datd"),
        ("points=4", "points=40", "scenario-end-range", "points=40"),
        ("hours 0.25\n  - 助言: 理由", "hours 99\n  - 助言: 理由", "scenario-hours-range", "hours 99"),
        ("start: open", "start: opne", "scenario-start-unknown", "opne"),
        ("奥さん: どう", "おかみ: どう", "scenario-speaker-unknown", "おかみ"),
        ("型: time-frame", "型: time", "scenario-kind-unknown", "time"),
    ],
)
def test_faults_point_at_what_is_wrong(old: str, new: str, code: str, pointed_at: str) -> None:
    assert SCENARIO.count(old) == 1
    text = SCENARIO.replace(old, new)
    scenario, faults = parse(text)
    assert scenario is None
    assert [fault.code for fault in faults] == [code]
    assert text.split("\n")[faults[0].line - 1][faults[0].column - 1 :].startswith(pointed_at)


def test_a_translation_is_not_needed_and_falls_back_to_japanese() -> None:
    scenario, faults = parse(SCENARIO)
    assert scenario is not None
    assert not faults
    assert scenario.scenes["open"].choices[0].label.to("en").startswith("「ほかに")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Mori: We decide together, you see.\n", "", "translation-shape"),
        ("Mori: We decide together", "Mrs Mori: We decide together", "scenario-speaker-differs"),
        ("Mori: We decide together", "[asked] Mori: We decide together", "translation-structure"),
        ("Mori: We decide together", "Moro: We decide together", "scenario-speaker-unknown"),
        ("## Some day {#grey", "## Some day {#gray", "translation-missing"),
    ],
)
def test_faults_of_a_translation_are_placed_in_it(old: str, new: str, code: str) -> None:
    assert ENGLISH.count(old) == 1
    _, faults = parse(SCENARIO, ENGLISH.replace(old, new))
    assert code in {fault.code for fault in faults}
    assert all(fault.path == "roleplay/sample.en.md" for fault in faults)


@given(st.integers(0, 10**9))
@settings(max_examples=150, deadline=None)
def test_a_mutilated_scenario_gives_placed_faults_and_never_a_traceback(seed: int) -> None:
    rng = random.Random(seed)
    text = PUSHBACK.read_text("utf-8")
    for _ in range(rng.randint(1, 4)):
        text = _mutilate(text, rng)
    scenario, faults = parse(text)
    if scenario is None:
        assert any(fault.blocks for fault in faults)
    else:
        faults = [*faults, *prove(scenario)]
    lines = text.split("\n")
    for fault in faults:
        assert 1 <= fault.line <= len(lines)
        assert fault.column >= 1
        assert fault.message("ja")
        assert "?" not in fault.suggestion("en").replace("Did you mean", "").replace("”?", "")


def _mutilate(text: str, rng: random.Random) -> str:
    lines = text.split("\n")
    place = rng.randrange(len(lines))
    how = rng.randrange(6)
    if how == 0:
        del lines[place]
    elif how == 1:
        lines.insert(rng.randrange(len(lines)), lines[place])
    elif how == 2 and lines[place]:
        at = rng.randrange(len(lines[place]))
        lines[place] = (
            lines[place][:at] + rng.choice("{}[]()#:,->+ 0あ\\") + lines[place][at + rng.randrange(2) :]
        )
    elif how == 3:
        lines[place] = lines[place] * 3
    elif how == 4:
        other = rng.randrange(len(lines))
        lines[place], lines[other] = lines[other], lines[place]
    else:
        lines[place] = "    " + lines[place]
    return "\n".join(lines)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "---\n---\n",
        "(" * 50_000,
        SCENARIO.replace("clarity >= 5", "(" * 50_000),
        SCENARIO.replace("clarity >= 5", "not " * 10_000 + "asked"),
        SCENARIO.replace("clarity +2, trust +1", "clarity +2, " * 20_000),
        SCENARIO.replace("奥さん: どう", "[" * 50_000 + "奥さん: どう"),
        SCENARIO.replace("{#open}", "{#open " + ".x " * 20_000 + "}"),
        SCENARIO
        + "".join(
            f"\n## 場面 {n} {{#s{n}}}\n森: はい。\n\n- はい {{#yes}} -> s{n}\n  - 助言: …\n"
            for n in range(3000)
        ),
        SCENARIO.replace("\n## 奥さん", "- x {#x} -> open\n" * 10_000 + "\n## 奥さん"),
        SCENARIO.replace("flags: [asked]", "flags: [" + ", ".join(f"f{n}" for n in range(2000)) + "]"),
    ],
    ids=range(11),
)
def test_monstrous_files_are_refused_quickly(text: str) -> None:
    begun = time.process_time()
    scenario, faults = parse(text)
    if scenario is not None:
        faults += prove(scenario)
    assert faults
    assert time.process_time() - begun < 1.0


def test_the_scenarios_of_the_benchmark_have_what_they_promise() -> None:
    text = write_scenario(7)
    scenario, faults = parse(text)
    assert scenario is not None
    assert not faults
    assert prove(scenario) == []
    played = [scene for scene in scenario.scenes.values() if scene.end is None]
    assert len(played) == 40
    assert all(len(scene.choices) == 3 for scene in played)
    assert all(len(choice.effects) == 5 for scene in played for choice in scene.choices)
    assert len(scenario.ends) == 4
    conditions = text.count("条件:") + text.count("\n[")
    assert conditions >= 15
    assert write_scenario(7) == text != write_scenario(8)
