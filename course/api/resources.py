"""Describe every list of the API: its rows, field by field, in both languages, and what it can be asked for. PURE.

The documents, the readable page and the answers themselves come from these classes, so that they cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

import msgspec

from course.content.text import Text

DEFAULT_LIMIT = 100
MOST_ROWS = 1_000


def says(ja: str, en: str) -> msgspec.Meta:
    """Describe a field in both languages."""
    return msgspec.Meta(description=en, extra={"text": Text({"ja": ja, "en": en})})


Identifier = Annotated[int, msgspec.Meta(ge=1)]
Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Count = Annotated[int, msgspec.Meta(ge=0)]
BuyerOutcome = Annotated[int, msgspec.Meta(ge=-3, le=3)]
SkillName = Literal["qualify", "test_close", "trust", "resolve", "balance"]
PERSON = says("人の番号（people の id）。", "The person: the id in people.")
VERSION = says(
    "使われた教材の版（本文の SHA-256）。編集すると変わります。",
    "The exact text that was used, as its SHA-256; an edit changes it.",
)
QUIZ = says("クイズの id（items の id）。", "The quiz: the id in items.")
STARTED = says("始めた時刻。", "When it began.")
ENDED = says("終わった時刻。", "When it ended; null until then.")
UPDATED = says(
    "この行が最後に変わった時刻。updated_since はこれと比べます。",
    "When this row last changed; updated_since compares with it.",
)


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """Be one row of some list."""


class Group(Row, frozen=True, kw_only=True):
    """Describe one group."""

    id: Annotated[Identifier, says("グループの番号。", "The group’s number.")]
    name: Annotated[str, says("グループの名前。", "The group’s name.")]
    parent_id: Annotated[
        Identifier | None,
        says(
            "一つ上のグループの番号。いちばん上か、上が見えないときは null。",
            "The group above it; null at the top, and where the one above cannot be seen.",
        ),
    ]
    created_at: Annotated[Moment, says("作られた時刻。", "When it was made.")]


class Membership(Row, frozen=True, kw_only=True):
    """Describe what a person is in one group."""

    group_id: Annotated[Identifier, says("グループの番号。", "The group: the id in groups.")]
    role: Annotated[
        Literal["trainee", "trainer", "manager"],
        says("グループでの役割。", "The person’s role in the group."),
    ]


class Person(Row, frozen=True, kw_only=True):
    """Describe one person."""

    id: Annotated[Identifier, says("人の番号。", "The person’s number.")]
    name: Annotated[str, says("名前。", "The person’s name.")]
    email: Annotated[
        str | None,
        says(
            "メールアドレス。管理者のトークンと、本人の行でだけ入り、ほかは null です。",
            "The e-mail address: given to an admin’s token and in one’s own row, otherwise null.",
        ),
    ]
    active: Annotated[bool, says("サインインできるか。", "Whether the person may sign in.")]
    language: Annotated[
        str | None,
        says(
            "読む言語（ja / en）。選んでいなければ null。",
            "Language read in (ja or en); null when not chosen.",
        ),
    ]
    created_at: Annotated[Moment, says("登録された時刻。", "When the account was made.")]
    memberships: Annotated[
        list[Membership],
        says(
            "役割の一覧。トークンの持ち主に見えるグループだけが入ります。",
            "Roles, in those groups that the token’s owner can see.",
        ),
    ]


class LessonProgress(Row, frozen=True, kw_only=True):
    """Describe how far one person has read one lesson."""

    id: Annotated[Identifier, says("行の番号。", "The row’s number.")]
    person_id: Annotated[Identifier, PERSON]
    lesson_id: Annotated[str, says("レッスンの id（items の id）。", "The lesson: the id in items.")]
    content_version: Annotated[str, VERSION]
    percent: Annotated[
        Percent, says("読んだ割合（0–100）。下がりません。", "How much has been read; never falls.")
    ]
    started_at: Annotated[Moment, STARTED]
    finished_at: Annotated[Moment | None, says("読み終えた時刻。", "When it was finished; null until then.")]
    updated_at: Annotated[Moment, UPDATED]


class Attempt(Row, frozen=True, kw_only=True):
    """Describe one person's way through a quiz."""

    id: Annotated[Identifier, says("受験の番号。", "The attempt’s number.")]
    person_id: Annotated[Identifier, PERSON]
    quiz_id: Annotated[str, QUIZ]
    content_version: Annotated[str, VERSION]
    score: Annotated[
        Percent | None, says("得点（0–100）。終えるまでは null。", "Score; null until finished.")
    ]
    passed: Annotated[
        bool | None, says("合格したか。終えるまでは null。", "Whether it was passed; null until finished.")
    ]
    started_at: Annotated[Moment, STARTED]
    finished_at: Annotated[Moment | None, says("終えた時刻。", "When it was finished; null until then.")]
    updated_at: Annotated[Moment, UPDATED]


class Answer(Row, frozen=True, kw_only=True):
    """Describe one answer of an attempt."""

    id: Annotated[Identifier, says("解答の番号。", "The answer’s number.")]
    person_id: Annotated[Identifier, PERSON]
    attempt_id: Annotated[
        Identifier, says("受験の番号（attempts の id）。", "The attempt: the id in attempts.")
    ]
    quiz_id: Annotated[str, QUIZ]
    question_id: Annotated[str, says("クイズの中の問いの id。", "The question’s id within the quiz.")]
    selected_option_ids: Annotated[list[str], says("選んだ選択肢の id。", "The ids of the options chosen.")]
    confidence: Annotated[
        Literal["low", "medium", "high"] | None,
        says("どのくらい自信があったか。答えなければ null。", "How sure the person was; null when not said."),
    ]
    credit: Annotated[
        Share,
        says("その問いの得点（0–1）。部分点があります。", "Credit for the answer, partial credit included."),
    ]
    correct: Annotated[bool, says("満点の答えか。", "Whether it earned full credit.")]
    answered_at: Annotated[
        Moment, says("答えた時刻。答えは変わりません。", "When it was given. Answers never change.")
    ]


class Run(Row, frozen=True, kw_only=True):
    """Describe one roleplay."""

    id: Annotated[Identifier, says("会話の番号。", "The run’s number.")]
    person_id: Annotated[Identifier, PERSON]
    scenario_id: Annotated[str, says("シナリオの id（items の id）。", "The scenario: the id in items.")]
    content_version: Annotated[str, VERSION]
    mode: Annotated[Literal["practice", "scored"], says("練習か、採点つきか。", "Practice, or scored.")]
    branched_from_id: Annotated[
        int | None,
        says("途中からやり直したとき、もとの会話の番号。", "The run it was branched from, where it was."),
    ]
    quarter_id: Annotated[
        int | None,
        says(
            "四半期の中の商談なら、その四半期の番号。", "The quarter in which it is a meeting, where it is."
        ),
    ]
    score: Annotated[
        Percent | None,
        says(
            "台本でとれる最低を 0、最高を 100 とした位置。終わるまでは null。",
            "The place between the worst (0) and the best (100) that the scenario allows; null until ended.",
        ),
    ]
    outcome: Annotated[str | None, says("結果（won、lost など）。", "How it ended: won, lost and so on.")]
    buyer_outcome: Annotated[
        BuyerOutcome | None,
        says("買い手にとってよかったか（−3 から 3）。", "What the ending meant for the buyer."),
    ]
    started_at: Annotated[Moment, STARTED]
    ended_at: Annotated[Moment | None, ENDED]
    updated_at: Annotated[Moment, UPDATED]


class SkillLevel(Row, frozen=True, kw_only=True):
    """Describe one person's level of one skill."""

    person_id: Annotated[Identifier, PERSON]
    skill: Annotated[SkillName, says("五つの力の一つ。", "One of the five skills.")]
    level: Annotated[
        Percent | None,
        says(
            "習熟（0–100）。30 日で重みが半分になる平均です。観察が三回未満なら null。",
            "Mastery: a mean in which an observation’s weight halves every 30 days; null below three observations.",
        ),
    ]
    observation_count: Annotated[
        Count, says("この一年の観察の数。", "How many observations there were in the past year.")
    ]


class Quarter(Row, frozen=True, kw_only=True):
    """Describe one quarter played."""

    id: Annotated[Identifier, says("四半期の番号。", "The quarter’s number.")]
    person_id: Annotated[Identifier, PERSON]
    territory_id: Annotated[str, says("担当地区の id。", "The territory’s id.")]
    simulator_version: Annotated[str, says("計算に使った版。", "The version of the simulator it began with.")]
    contracts: Annotated[
        int | None, says("成立した契約の数。終わるまでは null。", "Contracts that stood; null until ended.")
    ]
    revenue_jpy: Annotated[int | None, says("契約の金額（円）。", "What they came to, in yen.")]
    skill_contracts: Annotated[
        float | None,
        says(
            "運を除いた腕前を、契約の件数で表したもの（両輪の基準との差）。",
            "Skill with luck taken out, in contracts above or below the two-wheels reference.",
        ),
    ]
    brier_score: Annotated[
        Share | None,
        says("ヨミの外れの大きさ（ブライアスコア）。0 が最良。", "Brier score of the forecasts; 0 is best."),
    ]
    started_at: Annotated[Moment, STARTED]
    ended_at: Annotated[Moment | None, ENDED]
    updated_at: Annotated[Moment, UPDATED]


class Assignment(Row, frozen=True, kw_only=True):
    """Describe how one person stands with one assignment."""

    assignment_id: Annotated[Identifier, says("課題の番号。", "The assignment’s number.")]
    person_id: Annotated[Identifier, PERSON]
    kind: Annotated[
        Literal["lesson", "quiz", "scenario", "quarter"], says("課されたものの種類。", "What was assigned.")
    ]
    item_id: Annotated[
        str,
        says(
            "教材の id（items の id）。四半期は担当地区の id で、どれでもよければ any。",
            "The item: the id in items; for a quarter its territory, or any.",
        ),
    ]
    status: Annotated[
        Literal["done", "done_late", "exempt", "late", "used_up", "not_begun", "under_way"],
        says(
            "いまの状態。used_up は、数える回数を使い切って終わっていないものです。",
            "How it stands now; used_up means not done, with no attempt left that counts.",
        ),
    ]
    progress: Annotated[
        Percent, says("進み（0–100）。100 は終えたときだけ。", "Progress; 100 only once it is done.")
    ]
    best_score: Annotated[Percent | None, says("数えられる中の最高点。", "The best score that counts.")]
    passing_score: Annotated[
        Percent | None, says("合格点。無ければ null。", "The pass mark, where there is one.")
    ]
    attempts_used: Annotated[Count, says("数えられた受験の数。", "How many attempts have counted.")]
    attempts_allowed: Annotated[
        Count | None, says("数えられる回数の上限。無ければ null。", "How many count; null for any number.")
    ]
    assigned_at: Annotated[Moment, says("課された時刻。", "When it was assigned.")]
    due_at: Annotated[Moment, says("期日。", "When it is due.")]
    completed_at: Annotated[Moment | None, says("終えた時刻。", "When it was done; null until then.")]


class Item(Row, frozen=True, kw_only=True):
    """Describe one item of the course as it stands."""

    kind: Annotated[Literal["lesson", "quiz", "scenario"], says("種類。", "What it is.")]
    id: Annotated[str, says("教材の id。", "The item’s id.")]
    title: Annotated[str, says("日本語の題名。", "The title in Japanese.")]
    title_en: Annotated[
        str | None, says("英語の題名。無ければ null。", "The title in English, where there is one.")
    ]
    lesson_id: Annotated[
        str | None, says("属するレッスンの id。", "The lesson it belongs to, where it belongs to one.")
    ]
    passing_score: Annotated[
        Percent | None, says("クイズの合格点（0–100）。", "A quiz’s pass mark; null for anything else.")
    ]
    content_version: Annotated[str, says("いまの版（SHA-256）。", "The present text, as its SHA-256.")]


@dataclass(frozen=True, slots=True)
class Resource:
    """Name one list: the class of its rows, what it holds, and which filters it knows."""

    name: str
    row: type[Row]
    summary: Text
    filters: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        """Give the address of the list."""
        return f"{BASE}/{self.name}"


BASE = "/api/v1"
_OF_PEOPLE = ("person_id", "group_id")
_CHANGING = (*_OF_PEOPLE, "updated_since")


def _list(name: str, row: type[Row], ja: str, en: str, filters: tuple[str, ...] = ()) -> Resource:
    return Resource(name, row, Text({"ja": ja, "en": en}), filters)


RESOURCES = {
    resource.name: resource
    for resource in (
        _list("groups", Group, "見えるグループ。", "The groups you can see."),
        _list("people", Person, "見てよい人。", "The people you may see.", _OF_PEOPLE),
        _list(
            "items",
            Item,
            "いまの教材の題名。番号を名前に直すときに使います。",
            "The course as it stands: titles for the ids.",
        ),
        _list(
            "lesson-progress",
            LessonProgress,
            "レッスンの進み。",
            "How far lessons have been read.",
            _CHANGING,
        ),
        _list("attempts", Attempt, "クイズの受験。", "Attempts at quizzes.", _CHANGING),
        _list(
            "answers",
            Answer,
            "クイズの解答、一問ずつ。",
            "Answers to quizzes, question by question.",
            _CHANGING,
        ),
        _list("runs", Run, "ロールプレイの会話。", "Roleplays.", _CHANGING),
        _list(
            "skills",
            SkillLevel,
            "五つの力の習熟。一人につき五行。",
            "Levels of the five skills: five rows a person.",
            _OF_PEOPLE,
        ),
        _list(
            "assignments",
            Assignment,
            "課題と、それぞれの人の状態。取り下げた課題は入りません。",
            "Assignments and how each person stands with them; withdrawn ones are left out.",
            _OF_PEOPLE,
        ),
        _list("quarters", Quarter, "四半期の成績。", "Quarters played.", _CHANGING),
    )
}
