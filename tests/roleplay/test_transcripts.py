"""Transcripts pass when a scenario plays as they say, and otherwise say which line does not."""

from __future__ import annotations

import pytest

from course.content.check_run import check_paths
from course.content.source import Source
from course.roleplay.samples import TRANSCRIPT
from course.roleplay.terminal import as_transcript
from course.roleplay.transcripts import check_transcript
from tests.roleplay.building import FIXTURES, PUSHBACK, edited, read


def play(text: str, name: str = "sample.best.transcript") -> list[tuple[str, int, str]]:
    faults = check_transcript(edited(), Source(f"roleplay/transcripts/{name}", text))
    assert all(fault.path.endswith(name) for fault in faults)
    return [(fault.code, fault.line, fault.message("en")) for fault in faults]


def test_every_transcript_of_the_fixture_passes() -> None:
    outcome = check_paths([FIXTURES], transcripts=True)
    assert outcome.faults == []
    assert outcome.transcripts == 4


def test_a_good_transcript_passes_with_notes_blank_lines_and_full_width_signs() -> None:
    assert play(TRANSCRIPT) == []
    assert (
        play("# a note\n\nscenario: sample\n＞ ask\nsee： when、 chat、leave\nstate: asked=yes, clarity 5\n")
        == []
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "expected", "found"),
    [
        ("see: ask, cut", "see: ask", 2, "not ask.", "ask, cut"),
        ("clarity 5", "clarity 6", 4, "not 6", "clarity is 5"),
        ("asked yes", "asked no", 4, "not no", "asked is yes"),
        ("end: dated", "end: grey", 8, "“grey”", "at “dated”"),
        ("outcome: advance", "outcome: won", 9, "not won", "outcome is advance"),
        ("score: 100", "score: 99", 10, "not 99", "score is 100"),
    ],
)
def test_a_failure_says_what_was_expected_and_what_happened(
    old: str, new: str, line: int, expected: str, found: str
) -> None:
    assert TRANSCRIPT.count(old) == 1
    ((_, where, said),) = play(TRANSCRIPT.replace(old, new))
    assert where == line
    assert expected in said
    assert found in said


def test_a_choice_not_on_offer_stops_the_play() -> None:
    ((code, line, said),) = play("> cut\n> when\n> leave\nscore: 3\n")
    assert (code, line) == ("transcript-not-offered", 2)
    assert "chat, leave" in said


def test_several_wrong_values_are_all_named() -> None:
    found = play("> ask\nstate: clarity 4, trust 9, asked no\n> leave\nscore: 1\n")
    assert [line for _, line, _ in found] == [2, 2, 2, 4]


def test_name_of_the_file_and_scenario_line_have_to_agree() -> None:
    assert play(TRANSCRIPT, "other.transcript")[0][0] == "transcript-other-scenario"
    assert (
        play(TRANSCRIPT.replace("scenario: sample", "scenario: other"))[0][0] == "transcript-other-scenario"
    )


@pytest.mark.parametrize("path", [["ask"], ["ask", "trial", "test", "show"], ["cut", "seal"]])
def test_a_recorded_run_passes(path: list[str]) -> None:
    scenario = read(PUSHBACK)
    source = Source("roleplay/transcripts/price-pushback.mine.transcript", as_transcript(scenario, path))
    assert check_transcript(scenario, source) == []
