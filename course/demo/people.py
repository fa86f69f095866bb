"""Name the people of the demo group. PURE."""

from __future__ import annotations

from dataclasses import dataclass

GROUP = "名古屋支店"
TRAINER = ("hayashi", "林 美和")
MANAGER = ("hori", "堀 健一")


@dataclass(frozen=True, slots=True)
class Learner:
    """Describe one trainee: how often the better line is found (0–1), how much of a lesson a week, with quiz and
    roleplay, was kept up (0–1), how many days ago they were last here, and how many weeks ago they began."""

    key: str
    name: str
    judgement: float
    followed: float
    last_day: int
    weeks: int


# The first is the new rep of the one-click sign-in: today is the first day.
LEARNERS = (
    Learner("aoki", "青木 陽太", 0.0, 0.0, 0, 0),
    Learner("sasaki", "佐々木 結", 0.62, 0.75, 0, 3),
    Learner("ono", "大野 拓", 0.45, 0.35, 11, 4),
    Learner("oka", "岡 真理子", 0.35, 0.85, 1, 4),
    Learner("taniguchi", "谷口 亮", 0.55, 1.0, 0, 5),
    Learner("hayakawa", "早川 さくら", 0.9, 1.0, 2, 5),
    Learner("murakami", "村上 航", 0.7, 0.6, 3, 3),
    Learner("fujii", "藤井 彩", 0.8, 0.9, 1, 4),
    Learner("nishida", "西田 隼人", 0.25, 0.5, 6, 3),
    Learner("kubo", "久保 千尋", 0.6, 0.7, 4, 4),
    Learner("matsui", "松井 蓮", 0.5, 0.45, 14, 5),
    Learner("ueda", "上田 葵", 0.75, 1.0, 0, 5),
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
