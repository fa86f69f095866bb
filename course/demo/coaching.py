"""Let the demo's trainer have seen a little of real talks, and answered one typed line."""

from __future__ import annotations

from datetime import datetime, timedelta

from course.accounts.models import Group, User
from course.accounts.queries import trainee_ids_below
from course.coaching import operations, queries
from course.coaching.models import ALMOST, DONE, HELPED
from course.presentation import OFFICE_ZONE

# Whom, which behaviour, how many days ago, where, the result, and what was seen.
SEEN = (
    (
        "ueda",
        "who-and-when",
        6,
        "visit",
        DONE,
        "見積りの話になる前に「最後はどなたがお決めに」と自分から聞き、手帳に書いた。",
    ),
    ("ueda", "next-date", 6, "visit", DONE, "玄関先で次の定休日を決め、先方も予定表に書いていた。"),
    ("ueda", "pause", 2, "phone", HELPED, "質問のあと四秒ほど待てたが、沈黙に耐えきれず値段の話を足した。"),
    (
        "oka",
        "no-rush",
        3,
        "meeting",
        HELPED,
        "「今週中なら」と言いかけて、目で合図したら相手の時期を聞き直せた。",
    ),
)
ASKED = (
    "taniguchi",
    "said-back",
    1,
    "phone",
    "「値段より手間のほうが心配、ということですね」と言い直したら、「そうなんです」と返ってきました。",
)
COMMENT = "一つに絞って聞けています。このあと黙って待てると、もっと出てきます。"


def teach(trainer: User, people: dict[str, User], group: Group, now: datetime) -> None:
    """Write down what the trainer saw, let one person ask for a look, and answer the latest typed line of another."""
    today = now.astimezone(OFFICE_ZONE).date()
    for key, behaviour, days, occasion, result, text in SEEN:
        operations.sign_off(
            trainer,
            people[key],
            behaviour,
            observed_on=today - timedelta(days=days),
            occasion=occasion,
            text=text,
            result=result,
            corrects=None,
            now=now - timedelta(days=days),
        )
    key, behaviour, days, occasion, text = ASKED
    operations.give_evidence(
        people[key],
        behaviour,
        observed_on=today - timedelta(days=days),
        occasion=occasion,
        text=text,
        now=now - timedelta(hours=20),
    )
    lines = queries.typed_lines(trainee_ids_below(group), unreviewed=True)
    runs = queries.runs_of(lines)
    own = next((line for line in lines if runs[line.run_id].user_id == people["fujii"].id), None)
    if own is not None:
        operations.review(trainer, runs[own.run_id], own, mark=ALMOST, comment=COMMENT, now=now)
