"""Make a large company with histories over a year: rows drawn from what was really played and graded, written in bulk."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import func, select, text

from course.accounts.models import Group, User
from course.accounts.queries import DEMO_DOMAIN
from course.content.catalogue import Catalogue
from course.demo.bulk import Writer
from course.demo.clock import DAY, Clock
from course.demo.company import COMPANY, Company, Member, draw_up
from course.demo.company_work import give_work
from course.demo.deck import Deck
from course.demo.life import Numbers, Person, World
from course.demo.lives import live
from course.demo.material import Material, prepare
from course.extensions import Base, db
from course.skills.mastery import SKILLS
from course.summaries.rebuild import rebuild
from course.versions.operations import pin

ADDRESS = "@company.invalid"
QUESTIONS = 10.3  # of a quiz, on average
MORE = 1.14  # of what is asked for: some of it falls beyond the day somebody stopped
EDITED_AT = 0.4  # of the span: until then, people meet the earlier edition where there is one
STYLES = ("cautious", "pusher", "random")

# Parents first. A table with `id` has its numbers given out here, because other rows refer to them.
TABLES: Mapping[str, Sequence[str]] = {
    "user": ("id", "email", "name", "active", "fs_uniquifier", "language", "created_at"),
    "membership": ("user_id", "group_id", "role", "since"),
    "lesson_progress": (
        "user_id", "lesson_id", "version", "section", "percent", "started_at", "updated_at", "finished_at"
    ),
    "check_answer": ("id", "user_id", "lesson_id", "version", "check_id", "chosen", "credit", "at"),
    "attempt": ("id", "user_id", "quiz_id", "version", "seed", "started_at", "finished_at", "score", "passed"),
    "answer": ("id", "attempt_id", "question_id", "chosen", "confidence", "credit", "at"),
    "review_card": (
        "id", "user_id", "quiz_id", "question_id", "version", "card", "due_at", "confident_wrong", "reviews"
    ),
    "review_answer": ("id", "card_id", "seq", "version", "chosen", "confidence", "credit", "at", "due_at"),
    "quarter": (
        "id", "user_id", "territory", "seed", "accounts", "simulator", "started_at",
        "ended_at", "net", "money", "skill", "brier", "report",
    ),
    "quarter_event": ("quarter_id", "seq", "week", "kind", "body", "at"),
    "run": (
        "id", "user_id", "scenario_id", "version", "mode", "seed", "say_first", "started_at",
        "branched_from_id", "branched_at", "ended_at", "raw", "score", "outcome", "buyer",
    ),
    "run_event": ("run_id", "seq", "kind", "scene_id", "choice_id", "words", "at"),
    "observation": ("user_id", "skill", "value", "at", "source", "source_id"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Size:
    """Say how large the company is, and how much its people do on average in so many days.

    `plays` talks of each kind of player and scenario, and `quarters` quarters, are really played; people's are drawn from them.
    """

    people: int
    answers: int = 250
    runs: int = 30
    days: int = 365
    plays: int = 200
    quarters: int = 24


class Progress:
    """Tell now and then how far it is and how long it will take."""

    def __init__(self, tell: Callable[[str], None], whole: int) -> None:
        self._tell, self._whole = tell, whole
        self._began = self._told = time.monotonic()

    def at(self, done: int, what: str) -> None:
        """Tell where it stands, every few seconds."""
        now = time.monotonic()
        if now - self._told < 5 and done < self._whole:
            return
        self._told = now
        left = (now - self._began) / max(done, 1) * (self._whole - done)
        self._tell(f"{done:,} of {self._whole:,} people, {what}, about {left:,.0f} s left")


def generate(
    catalogue: Catalogue,
    size: Size,
    *,
    seed: int,
    now: datetime,
    tell: Callable[[str], None] = lambda words: None,
) -> Company:
    """Fill the database with a company; the same size, seed, day and course give the same rows. Commits as it goes."""
    tell("playing scenarios and quarters to draw from")
    material = prepare(catalogue, seed=seed, plays=size.plays, quarters=size.quarters)
    company = draw_up(size.people, seed)
    groups = _make_groups(company, now - timedelta(days=size.days))
    for entry in material.entries:
        pin(entry, now - timedelta(days=size.days))
    db.session.commit()
    world, writer, first = _world(material, size, now)
    progress = Progress(tell, len(company.members))
    try:
        for member in company.members:
            _add(member, first + member.number, groups, world, size, seed)
            writer.write_full()
            progress.at(member.number + 1, f"{writer.written:,} rows")
        writer.write()
    finally:
        writer.close()
    _continue_numbers()
    tell("giving the people work")
    _give_work(company, groups, first, catalogue, size.days, now)
    tell("working out everybody's figures")
    figures = Progress(tell, first + len(company.members) - 1)
    rebuild(lambda done, _: figures.at(done, "figures"), commit=db.session.commit)
    tell("looking over the tables")
    _look_around()
    return company


def _make_groups(company: Company, at: datetime) -> dict[tuple[str, int], int]:
    """Make the tree; give the number of each group by its kind and place."""
    again = db.session.execute(
        select(func.count()).select_from(Group).where(Group.name.startswith(COMPANY))
    ).scalar_one()
    top = Group(name=f"{COMPANY} {again + 1}" if again else COMPANY, created_at=at)
    db.session.add(top)
    db.session.flush()
    made = {("company", 0): top.id}
    for place, name in enumerate(company.branches):
        group = Group(name=name, parent_id=top.id, created_at=at)
        db.session.add(group)
        db.session.flush()
        made["branch", place] = group.id
    for place, team in enumerate(company.teams):
        group = Group(name=team.name, parent_id=made["branch", team.branch], created_at=at)
        db.session.add(group)
        db.session.flush()
        made["team", place] = group.id
    return made


def _world(material: Material, size: Size, now: datetime) -> tuple[World, Writer, int]:
    """Set everything up; give the number of the first person, too."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    suffix = "" if db.engine.dialect.name == "sqlite" else "+00"
    clock = Clock(midnight - timedelta(days=size.days), size.days, suffix)
    numbers = {
        name: 1 + (db.session.scalar(select(func.max(Base.metadata.tables[name].c.id))) or 0)
        for name, columns in TABLES.items()
        if "id" in columns
    }
    db.session.rollback()  # a reader left open would keep the writer's log from shrinking
    writer = Writer(db.engine, TABLES)
    edited = int(EDITED_AT * size.days * DAY)
    return World(material, clock, Deck(), Numbers(numbers), writer.rows, edited), writer, numbers["user"]


def _add(
    member: Member,
    user_id: int,
    groups: Mapping[tuple[str, int], int],
    world: World,
    size: Size,
    seed: int,
) -> None:
    """Add one person with their places, and their life where they learn."""
    chance = Random(f"{seed}/person/{member.number}")
    joined = 0 if not member.learns or chance.random() < 0.6 else chance.randrange(int(0.9 * size.days))
    address = f"{member.demo}-{user_id}{DEMO_DOMAIN}" if member.demo else f"p{user_id:06}{ADDRESS}"
    language = "en" if chance.random() < 0.05 else None
    mark = f"{chance.getrandbits(96):024x}{user_id:08x}"  # another in a second company of the same number
    created = world.clock.text(joined * DAY)
    rows = world.rows
    rows["user"].append((user_id, address, member.name, int(member.active), mark, language, created))
    rows["membership"].extend((user_id, groups[group], role, created) for group, role in member.places)
    if member.learns:
        live(_person(member, user_id, joined, len(world.material.lessons), size, chance), world, chance)


def _person(member: Member, user_id: int, joined: int, lessons: int, size: Size, chance: Random) -> Person:
    """Draw what somebody is like. Whoever joined late has done less; some stopped weeks ago; a few never began."""
    begins = chance.random() >= 0.02
    stays = 1.0 if member.demo or (member.active and chance.random() < 0.75) else chance.uniform(0.3, 0.97)
    begin = joined * DAY
    end = begin + int((size.days - joined) * DAY * stays) - DAY // 2
    eager = chance.gammavariate(2.2, 1 / 2.2) if begins else 0.0
    if member.demo:
        eager = max(eager, 1.0)
    return Person(
        user_id=user_id,
        begin=begin,
        end=max(end, begin + 1),
        ability=member.level + chance.gauss(-0.2, 0.8),
        growth=chance.gauss(0.6, 0.4),
        sure=chance.gauss(0.08, 0.18),
        reviews=chance.betavariate(1.2, 2.5),
        tests=_about(MORE * size.answers / QUESTIONS * eager, chance),
        talks=_about(MORE * size.runs * eager * chance.uniform(0.6, 1.4), chance),
        lessons=math.ceil(lessons * min(1.0, eager * chance.uniform(0.6, 1.6))),
        quarters=chance.choice((0, 0, 0, 0, 1, 1, 2)) if eager > 0.3 else 0,
        style=chance.choice(STYLES),
        strengths={skill: chance.gauss(0, 0.5) for skill in SKILLS},
    )


def _give_work(
    company: Company,
    groups: Mapping[tuple[str, int], int],
    first: int,
    catalogue: Catalogue,
    days: int,
    now: datetime,
) -> None:
    """Let the head of the company and the manager of each branch give their people work."""
    led: list[tuple[User, Group]] = []
    for number in range(1 + len(company.branches)):  # the head comes first, then a manager of each branch
        place = company.members[number].places[0][0]
        led.append((db.session.get_one(User, first + number), db.session.get_one(Group, groups[place])))
    head, *leaders = led
    give_work(leaders, head, catalogue, days, now)
    db.session.commit()


def _about(mean: float, chance: Random) -> int:
    """Round a mean up or down at random, so that means over many people are kept."""
    return int(mean) + (chance.random() < mean % 1)


def _continue_numbers() -> None:
    """Let PostgreSQL go on counting after the numbers given out here; SQLite does so by itself."""
    if db.engine.dialect.name != "postgresql":
        return
    for name, columns in TABLES.items():
        if "id" in columns:
            highest = f'(SELECT max(id) FROM "{name}")'  # noqa: S608  # fixed names
            db.session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), coalesce({highest}, 1))")
            )
    db.session.commit()


def _look_around() -> None:
    """Let the database learn how its tables are filled, or it would choose its ways for empty ones.

    PostgreSQL tidies them up as well, or it would begin to by itself as soon as somebody looks, and go on for minutes.
    """
    statement = "ANALYZE" if db.engine.dialect.name == "sqlite" else "VACUUM (ANALYZE)"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))


def nobody_is_here() -> bool:
    """Tell whether the database holds nobody yet."""
    return db.session.scalar(select(User.id).limit(1)) is None


def counts() -> dict[str, Any]:
    """Count the rows of each table that was filled."""
    return {
        name: db.session.execute(select(func.count()).select_from(Base.metadata.tables[name])).scalar_one()
        for name in TABLES
    }
