"""Name the people of the demo group. PURE."""

from __future__ import annotations

from dataclasses import dataclass

GROUP = "名古屋支店"
TRAINER = ("hayashi", "林 美和")
MANAGER = ("hori", "堀 健一")


@dataclass(frozen=True, slots=True)
class Learner:
    """Describe one trainee: how often the better line is found (0–1), how much of a lesson a week, with quiz and
    roleplay, was kept up (0–1), how many days ago they were last here, and how many weeks ago they began.

    `sure` is how often (0–1) they are sure of an answer that is wrong. `lately` is how often the better line is found
    in what was done after the first half, where that differs; such a learner took a week off in between. `stuck` is
    how often the first scenario went wrong at one and the same scene, `left_off` how many sections of the lesson that
    would come next are read.
    """

    key: str
    name: str
    judgement: float
    followed: float
    last_day: int
    weeks: int
    sure: float = 0.1
    lately: float | None = None
    stuck: int = 0
    left_off: int = 0


# A team as a manager knows one: about half are on their way, and the others need a word for different reasons.
LEARNERS = (
    # The new rep of the one-click sign-in: today is the first day.
    Learner("aoki", "青木 陽太", 0.0, 0.0, 0, 0),
    Learner("sasaki", "佐々木 結", 0.8, 0.8, 0, 3),
    # Was ahead of everybody, and has not been seen for eleven days.
    Learner("ono", "大野 拓", 0.8, 0.9, 11, 4),
    # Answers quickly, and is sure of it, right or wrong.
    Learner("oka", "岡 真理子", 0.6, 0.85, 1, 4, sure=0.8),
    # Does everything that is asked for, and tells the boss what the boss likes to hear (see `quarters`).
    Learner("taniguchi", "谷口 亮", 0.75, 1.0, 0, 5),
    # Was the best, and scores have come down since a week off.
    Learner("hayakawa", "早川 さくら", 0.97, 0.7, 2, 7, sure=0.0, lately=0.4),
    Learner("murakami", "村上 航", 0.8, 0.8, 3, 3),
    Learner("fujii", "藤井 彩", 0.85, 0.9, 1, 4),
    # Comes often, and loses the same customer at the same place each time.
    Learner("nishida", "西田 隼人", 0.6, 0.55, 1, 3, stuck=3),
    Learner("kubo", "久保 千尋", 0.75, 0.8, 4, 4),
    # Passed the first part, and has hardly opened the second, which is due in two days.
    Learner("matsui", "松井 蓮", 0.75, 0.35, 5, 3, left_off=4),
    Learner("ueda", "上田 葵", 0.85, 1.0, 0, 5),
)

# What some of them write when they say it first, in their own words.
TYPED = {
    "oka": (
        "そこは私のほうで何とかします。今日のうちに進めませんか。",
        "承知しました。では、またご連絡します。",
    ),
    "fujii": (
        "もう少し詳しく伺えますか。いちばん気になっているのは、どのあたりでしょう。",
        "この点が片づいたら、進めても大丈夫そうですか。",
    ),
    "kubo": ("そうですよね。ごゆっくりお考えください。", "それは、いつごろまでに決めたいお話ですか。"),
}
