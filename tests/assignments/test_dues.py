"""What is due is worked out from the records alone; compared with a second reckoning in plain Python."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from course.accounts.group_operations import create_group, move_person
from course.accounts.models import Group, Membership, PastMembership, User
from course.assignments import operations, queries
from course.assignments.days import day_of, days_until, end_of, usual_due_day
from course.assignments.due import Due, way_to
from course.assignments.models import Assignment, AssignmentEvent
from course.assignments.operations import Taken, Terms
from course.chosen import these
from course.extensions import db
from course.lessons.models import LessonProgress
from course.quarter.models import Quarter
from course.quizzes.models import Attempt
from course.roleplay.models import Run
from tests.assignments.records import ITEMS, NOON, TOKYO, Records
from tests.people import Cast

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def reaches(person_id: int) -> set[int]:
    return {item for item, _ in db.session.execute(queries.reached(these([person_id])))}


def one(records: Records, now: datetime = NOON, who: User | None = None) -> Due:
    [due] = queries.dues_of((who or records.sasaki).id, now)
    return due


@given(st.datetimes(timezones=st.just(TOKYO), min_value=datetime(2000, 1, 2), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_a_day_ends_at_midnight_in_japan(moment: datetime) -> None:
    end = end_of(day_of(moment))
    assert moment <= end < moment + DAY
    assert day_of(end) == moment.date()
    assert days_until(end, moment) == 0
    assert days_until(end, moment + DAY) == -1


@given(st.integers(1, 100) | st.none(), st.floats(0, 100) | st.none())
def test_the_way_to_a_mark_is_never_said_to_be_whole(mark: int | None, best: float | None) -> None:
    assert 0 <= way_to(mark, best) <= 99


class TestLesson:
    def test_reading_to_the_end_is_done_whenever_it_was(self, records: Records) -> None:
        records.assign("lesson", anew=True)
        assert (one(records).percent, one(records).state(NOON)) == (0, "not_begun")
        records.read(records.sasaki, 100, NOON - 90 * DAY)
        assert (one(records).percent, one(records).state(NOON)) == (100, "done")

    def test_half_is_half(self, records: Records) -> None:
        records.assign("lesson")
        records.read(records.sasaki, 50, NOON)
        due = one(records)
        assert (due.percent, due.done_at, due.state(NOON)) == (50, None, "under_way")

    def test_the_last_minute_of_the_day_in_japan_is_in_time(self, records: Records) -> None:
        records.assign("lesson")
        last = datetime(2026, 6, 10, 23, 59, 59, tzinfo=TOKYO)
        records.read(records.sasaki, 100, last)
        records.read(records.ono, 100, last + timedelta(seconds=1))
        assert one(records).state(NOON) == "done"
        assert one(records, who=records.ono).state(NOON) == "done_late"
        assert not one(records, who=records.ono).is_open


class TestQuiz:
    def test_the_content_s_own_mark_holds_where_none_is_given(self, records: Records) -> None:
        records.assign("quiz")
        records.try_quiz(records.sasaki, 69.9, NOON)
        assert one(records).done_at is None
        records.try_quiz(records.sasaki, 70.0, NOON + HOUR)
        assert one(records).done_at == NOON + HOUR

    def test_it_is_done_when_the_mark_was_first_reached(self, records: Records) -> None:
        records.assign("quiz", mark=80)
        for hours, score in ((1, 60), (2, 85), (3, 100), (4, 20)):
            records.try_quiz(records.sasaki, score, NOON + hours * HOUR)
        due = one(records)
        assert (due.done_at, due.best, due.used, due.attempts_left) == (NOON + 2 * HOUR, 100, 4, None)

    def test_attempts_beyond_the_allowed_ones_do_not_count(self, records: Records) -> None:
        records.assign("quiz", mark=80, attempts=2)
        for hours, score in ((1, 40), (2, 60), (3, 100)):
            records.try_quiz(records.sasaki, score, NOON + hours * HOUR)
        due = one(records)
        assert (due.done_at, due.best, due.attempts_left, due.percent) == (None, 60, 0, 75)
        assert due.state(NOON) == "used_up"

    def test_an_attempt_under_way_is_begun_and_spends_nothing(self, records: Records) -> None:
        records.assign("quiz", attempts=1)
        records.try_quiz(records.sasaki, None, NOON)
        due = one(records)
        assert (due.begun, due.used, due.attempts_left, due.state(NOON)) == (True, 0, 1, "under_way")

    def test_anew_leaves_out_what_was_before(self, records: Records) -> None:
        records.try_quiz(records.sasaki, 100, NOON - DAY)
        records.assign("quiz", anew=True)
        assert (one(records).state(NOON), one(records).used) == ("not_begun", 0)
        records.try_quiz(records.sasaki, 90, NOON + HOUR)
        assert one(records).done_at == NOON + HOUR

    def test_what_was_before_counts_otherwise(self, records: Records) -> None:
        records.try_quiz(records.sasaki, 100, NOON - DAY)
        records.assign("quiz")
        assert one(records).done_at == NOON - DAY


class TestScenario:
    def test_without_a_mark_any_run_to_the_end_does(self, records: Records) -> None:
        records.assign("scenario")
        records.talk(records.sasaki, None, NOON, "practice")
        assert one(records).state(NOON) == "under_way"
        records.talk(records.sasaki, 3.0, NOON + HOUR, "practice")
        assert one(records).done_at == NOON + HOUR

    def test_with_a_mark_only_scored_runs_of_one_s_own_do(self, records: Records) -> None:
        records.assign("scenario", mark=60, attempts=1)
        first = records.talk(records.sasaki, 100, NOON, "practice")
        records.talk(records.sasaki, 100, NOON, "scored", branched_from_id=first.id, branched_at=0)
        quarter = records.play(records.sasaki, 3, NOON)
        records.talk(records.sasaki, 100, NOON, "scored", quarter_id=quarter.id)
        due = one(records)
        assert (due.done_at, due.used, due.begun, due.attempts_left) == (None, 0, True, 1)
        records.talk(records.sasaki, 60, NOON + HOUR)
        assert one(records).done_at == NOON + HOUR


def test_a_quarter_is_done_when_it_is_over(records: Records) -> None:
    records.assign("quarter")
    records.play(records.sasaki, 6, NOON)
    assert (one(records).percent, one(records).state(NOON)) == (50, "under_way")
    records.play(records.sasaki, 12, NOON + HOUR)
    assert (one(records).percent, one(records).done_at) == (100, NOON + HOUR)


class TestWhom:
    def test_trainees_of_the_group_and_nobody_else(self, records: Records, cast: Cast) -> None:
        records.assign("lesson")
        everybody = select(User.id)
        assert {due.user_id for due in queries.dues(everybody, NOON)} == {cast.sasaki.id, cast.ono.id}

    def test_one_person_alone(self, records: Records) -> None:
        records.assign("lesson", to=records.ono)
        assert [due.user_id for due in queries.dues(select(User.id), NOON)] == [records.ono.id]

    def test_once_where_two_groups_reach_the_same_person(self, records: Records) -> None:
        other = Group(name="横断チーム", created_at=NOON)
        db.session.add(other)
        db.session.flush()
        db.session.add(
            Membership(user_id=records.sasaki.id, group_id=other.id, role="trainee", since=NOON - DAY)
        )
        records.assign("lesson")
        records.assign("quiz", to=other)
        assert [due.kind for due in queries.dues_of(records.sasaki.id, NOON)] == ["lesson", "quiz"]

    def test_nobody_who_is_closed_out(self, records: Records) -> None:
        records.assign("lesson")
        records.ono.active = False
        db.session.flush()
        assert queries.dues_of(records.ono.id, NOON) == []

    def test_nobody_who_came_after_the_day(self, records: Records) -> None:
        records.assign("lesson")
        [own] = records.ono.memberships
        own.since = NOON + DAY
        db.session.flush()
        assert queries.dues_of(records.ono.id, NOON + 2 * DAY) == []
        assert not reaches(records.ono.id)
        assert one(records, NOON + 2 * DAY).state(NOON + 2 * DAY) == "late" and reaches(records.sasaki.id)

    def test_who_comes_from_a_sister_team_still_owes_what_both_were_given(self, records: Records) -> None:
        old, new = (create_group(records.hori, name, NOON, parent=records.group) for name in ("一課", "二課"))
        [own] = records.ono.memberships
        own.group_id, own.since = old.id, NOON - 30 * DAY
        db.session.flush()
        both = records.assign("lesson")
        records.assign("quiz", to=new)
        records.assign("scenario", to=old)
        move_person(records.hori, records.ono, old, new)
        [stay] = db.session.scalars(select(PastMembership).where(PastMembership.group_id == old.id))
        assert stay.since == NOON - 30 * DAY
        for own in records.ono.memberships:
            own.since = NOON + 5 * DAY
        db.session.flush()
        assert [due.assignment_id for due in queries.dues_of(records.ono.id, NOON + 6 * DAY)] == [both.id]
        assert reaches(records.ono.id) == {both.id}
        stay.until = both.made_at - DAY
        db.session.flush()
        assert queries.dues_of(records.ono.id, NOON + 6 * DAY) == [] and not reaches(records.ono.id)
        stay.until, stay.since = NOON + 5 * DAY, NOON + 3 * DAY
        db.session.flush()
        assert queries.dues_of(records.ono.id, NOON + 6 * DAY) == [] and not reaches(records.ono.id)

    def test_nothing_that_was_assigned_later_than_asked(self, records: Records) -> None:
        records.assign("lesson", at=NOON)
        assert queries.dues_of(records.sasaki.id, NOON - HOUR) == []


class TestOperations:
    def test_the_same_form_sent_twice_assigns_once(self, records: Records) -> None:
        terms = Terms(NOON.date())
        for expected in (2, 0):
            items = [ITEMS["lesson"], ITEMS["quiz"]]
            assert (
                len(operations.assign(records.hori, items, records.group, terms, anew=False, now=NOON))
                == expected
            )

    def test_a_change_is_kept_with_before_and_after(self, records: Records) -> None:
        row = records.assign("quiz", mark=80)
        later = Terms((NOON + 7 * DAY).date(), 60, 3, "ゆっくりで")
        assert operations.change(records.hori, row, later, passing=70, now=NOON + HOUR)
        assert not operations.change(records.hori, row, later, passing=70, now=NOON + 2 * HOUR)
        [_, changed] = db.session.scalars(select(AssignmentEvent).order_by(AssignmentEvent.id))
        assert changed.detail["pass_mark"] == [80, 60]
        assert set(changed.detail) == {"due_at", "pass_mark", "attempts", "note"}

    def test_two_that_would_become_one_stay_apart(self, records: Records) -> None:
        records.assign("quiz")
        second = records.assign("quiz", due=NOON + DAY)
        with pytest.raises(Taken):
            operations.change(records.hori, second, Terms(NOON.date()), passing=70, now=NOON)
        assert second.due_at == end_of((NOON + DAY).date())

    def test_withdrawn_is_gone_and_can_be_had_back(self, records: Records) -> None:
        row = records.assign("quiz")
        operations.withdraw(records.hori, row, NOON)
        operations.withdraw(records.hori, row, NOON + HOUR)
        db.session.flush()
        assert queries.dues_of(records.sasaki.id, NOON) == []
        operations.restore(records.hori, row, NOON + HOUR)
        assert one(records).assignment_id == row.id
        assert [e.kind for e in queries.history(row)] == ["restored", "withdrawn", "made"]

    def test_one_withdrawn_stays_so_when_an_equal_one_stands(self, records: Records) -> None:
        row = records.assign("quiz")
        operations.withdraw(records.hori, row, NOON)
        db.session.flush()
        records.assign("quiz")
        with pytest.raises(Taken):
            operations.restore(records.hori, row, NOON)

    def test_somebody_excused_has_nothing_to_do_until_it_ends(self, records: Records) -> None:
        row = records.assign("quiz")
        operations.exempt(records.hori, row, records.sasaki, reason="育休", now=NOON)
        operations.exempt(records.hori, row, records.sasaki, reason="別の理由", now=NOON)
        due = one(records, NOON + 9 * DAY)
        assert (due.exempt, due.state(NOON + 9 * DAY), due.is_open) == (True, "exempt", False)
        assert queries.exemptions(row)[records.sasaki.id].reason == "育休"
        assert operations.end_exemption(records.hori, row, records.sasaki, NOON)
        assert not operations.end_exemption(records.hori, row, records.sasaki, NOON)
        assert one(records).state(NOON) == "not_begun"


def reckon(item: Assignment, who: int) -> tuple[Any, ...]:
    """Work out (percent, done_at, best, used) from the raw rows, in plain Python."""

    def counts(moment: datetime | None) -> bool:
        return moment is not None and (item.counts_from is None or moment >= item.counts_from)

    if item.kind == "lesson":
        rows = [
            r
            for r in db.session.scalars(select(LessonProgress))
            if r.user_id == who and r.lesson_id == item.item_id
        ]
        done = next((r.finished_at for r in rows if r.finished_at), None)
        return (100 if done else max((min(r.percent, 99) for r in rows), default=0), done, None, 0)
    if item.kind == "quarter":
        ended = sorted(
            q.ended_at
            for q in db.session.scalars(select(Quarter))
            if q.user_id == who and q.ended_at and counts(q.ended_at)
        )
        open_ones = [
            q for q in db.session.scalars(select(Quarter)) if q.user_id == who and q.ended_at is None
        ]
        latest = max(open_ones, key=lambda q: q.id, default=None)
        weeks = max((e.week for e in latest.events), default=0) if latest else 0
        return (100 if ended else min(99, 100 * weeks // 12), ended[0] if ended else None, None, 0)
    if item.kind == "quiz":
        tried = [
            (a.finished_at, a.id, a.score)
            for a in db.session.scalars(select(Attempt))
            if a.user_id == who and counts(a.finished_at)
        ]
    else:
        tried = [
            (r.ended_at, r.id, r.score)
            for r in db.session.scalars(select(Run))
            if r.user_id == who
            and counts(r.ended_at)
            and r.branched_from_id is None
            and r.quarter_id is None
            and (item.pass_mark is None or r.mode == "scored")
        ]
    tried = sorted(tried)[: item.attempts or len(tried)]  # type: ignore[type-var]
    passed = [at for at, _, score in tried if score is not None and score >= (item.pass_mark or 0)]
    best = max((score for _, _, score in tried if score is not None), default=None)
    percent = 100 if passed else way_to(item.pass_mark, best)
    return percent, passed[0] if passed else None, best, len(tried)


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_the_day_proposed_is_a_friday_that_leaves_time_enough(today: date) -> None:
    day = usual_due_day(today)
    assert day.weekday() == 4
    assert 5 <= (day - today).days <= 11


@pytest.mark.parametrize("seed", range(4))
def test_the_statements_agree_with_a_reckoning_in_plain_python(records: Records, seed: int) -> None:
    chance = random.Random(seed)
    people = [records.sasaki, records.ono]

    def moment() -> datetime:
        return NOON + chance.randrange(-20, 20) * DAY + chance.randrange(1440) * timedelta(minutes=1)

    for who in people:
        records.read(who, chance.choice([10, 60, 100]), moment())
        for _ in range(chance.randrange(5)):
            records.try_quiz(who, chance.randrange(101), moment())
        records.try_quiz(who, None, moment())
        for _ in range(chance.randrange(6)):
            score = chance.choice([None, chance.randrange(101)])
            records.talk(who, score, moment(), chance.choice(["practice", "scored"]))
        for _ in range(chance.randrange(3)):
            records.play(who, chance.choice([2, 7, 12]), moment())
    for kind in ITEMS:
        for number in range(4):
            records.assign(
                kind,
                to=chance.choice([records.group, records.ono]),
                due=NOON + number * DAY,
                at=NOON - chance.randrange(20) * DAY,
                anew=chance.random() < 0.5,
                mark=chance.choice([None, 30, 70]),
                attempts=chance.choice([None, 1, 2]),
            )
    records.assign("quiz", due=NOON + 9 * DAY, at=NOON + DAY)  # to be made tomorrow
    found = queries.dues(select(User.id), NOON)
    assert len(found) >= 16
    reached = db.session.execute(queries.reached(select(User.id), Assignment.made_at <= NOON)).all()
    assert sorted((due.assignment_id, due.user_id) for due in found) == sorted(map(tuple, reached))
    for due in found:
        item = db.session.get_one(Assignment, due.assignment_id)
        assert (due.percent, due.done_at, due.best, due.used) == reckon(item, due.user_id), (item.kind, due)


def test_the_number_of_statements_does_not_grow_with_people(records: Records) -> None:
    for kind in ITEMS:
        records.assign(kind)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    queries.dues_of(records.sasaki.id, NOON)
    alone = len(asked)
    queries.dues(select(User.id), NOON)
    assert len(asked) == 2 * alone == 20
