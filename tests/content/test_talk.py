"""Lines of talk: who speaks, in which mood, and what is narration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.content.outline import Line
from course.content.talk import TalkLine, parse_talk, parse_talk_line


@pytest.mark.parametrize(
    ("text", "kind", "speaker", "mood", "said"),
    [
        ("営業: 「いつごろ」", "said", "営業", "", "「いつごろ」"),
        ("森下（困り）: うーん", "said", "森下", "困り", "うーん"),
        ("森下(doubtful)：うーん", "said", "森下", "doubtful", "うーん"),
        ("営業（心の声）: まずい", "thought", "営業", "", "まずい"),
        ("Mr. Morita (thinks): Hm.", "thought", "Mr. Morita", "", "Hm."),
        ("森下さんは見積書を置いた。", "narration", "", "", "森下さんは見積書を置いた。"),
        ("彼は言った。理由: 予算", "narration", "", "", "彼は言った。理由: 予算"),
        ("朝 10:30 に着く", "narration", "", "", "朝 10:30 に着く"),
        ("https://example.com", "narration", "", "", "https://example.com"),
        ("\\注意: これは地の文", "narration", "", "", "注意: これは地の文"),
        ("「比率は 1: 3」", "narration", "", "", "「比率は 1: 3」"),
        (": 名前がない", "narration", "", "", ": 名前がない"),
        ("（困り）: 名前がない", "narration", "", "", "（困り）: 名前がない"),
    ],
)
def test_line(text: str, kind: str, speaker: str, mood: str, said: str) -> None:
    line = parse_talk_line(text, 7)
    assert (line.kind, line.speaker, line.mood, line.text) == (kind, speaker, mood, said)


def test_learner_is_known_by_either_name() -> None:
    assert parse_talk_line("自分: はい", 1).is_self
    assert parse_talk_line("Me: Yes.", 1).is_self
    assert not parse_talk_line("客: はい", 1).is_self


def test_blank_lines_and_quotation_marks_are_dropped() -> None:
    talk = parse_talk([Line(3, "> 営業: はい"), Line(4, ""), Line(5, "  客: ええ")])
    assert talk == (
        TalkLine(kind="said", speaker="営業", text="はい", line=3, column=3),
        TalkLine(kind="said", speaker="客", text="ええ", line=5, column=3),
    )


@given(st.text())
def test_nothing_said_is_lost(text: str) -> None:
    line = parse_talk_line(text, 1)
    kept = line.speaker + line.mood + line.text
    assert sum(map(len, line.text.split())) <= sum(map(len, text.split()))
    assert (line.kind == "narration") == (line.speaker == "")
    if line.kind == "narration":
        assert kept == text.strip().removeprefix("\\").lstrip() or text.strip().startswith("\\")
