"""Name the people that tests act with: one group complete, strangers of another group, and an admin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, session
from flask.testing import FlaskClient

PASSWORD = "correct horse battery"


@dataclass(frozen=True, slots=True)
class Person:
    """Know somebody by number, name and address; outlives the database session."""

    id: int
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Cast:
    """Hold two groups, 名古屋支店 and 大阪支店 (the strangers), and an admin who is in neither."""

    group_id: int
    stranger_group_id: int
    sasaki: Person
    ono: Person
    hayashi: Person
    hori: Person
    stranger_trainee: Person
    stranger_trainer: Person
    stranger_manager: Person
    admin: Person

    @property
    def everybody(self) -> dict[str, Person | None]:
        """Name every kind of visitor, the anonymous one (None) included; 佐々木 is the owner of things."""
        return {
            "anonymous": None,
            "trainee": self.sasaki,
            "other trainee": self.ono,
            "trainer": self.hayashi,
            "manager": self.hori,
            "stranger trainee": self.stranger_trainee,
            "stranger trainer": self.stranger_trainer,
            "stranger manager": self.stranger_manager,
            "admin": self.admin,
        }


def make_person(name: str, email: str, *, password: str | None = None) -> Any:
    """Add a person (needs an application context); with a password only when the test types it."""
    from course.accounts import operations, passwords
    from course.extensions import utc_now

    hashed = passwords.hashed(password) if password else None
    return operations.create_person(email=email, name=name, password_hash=hashed, now=utc_now())


def make_cast(app: Flask) -> Cast:
    """Fill an empty database with the cast. Everybody's password is `PASSWORD`."""
    from course.accounts import operations, passwords
    from course.accounts.models import MANAGER, TRAINEE, TRAINER, Group, Membership
    from course.extensions import db, utc_now

    with app.app_context():
        hashed = passwords.hashed(PASSWORD)
        now = utc_now()
        groups = [Group(name=name, created_at=now) for name in ("名古屋支店", "大阪支店")]
        db.session.add_all(groups)
        db.session.flush()

        def person(key: str, name: str, group: Group | None = None, role: str = "") -> Person:
            user = operations.create_person(
                email=f"{key}@example.jp", name=name, password_hash=hashed, now=now
            )
            if group is not None:
                db.session.add(Membership(user_id=user.id, group_id=group.id, role=role))
            if key == "admin":
                operations.make_admin(user)
            return Person(user.id, user.name, user.email)

        nagoya, osaka = groups
        cast = Cast(
            group_id=nagoya.id,
            stranger_group_id=osaka.id,
            sasaki=person("sasaki", "佐々木 健", nagoya, TRAINEE),
            ono=person("ono", "小野 美咲", nagoya, TRAINEE),
            hayashi=person("hayashi", "林 直樹", nagoya, TRAINER),
            hori=person("hori", "堀 恵子", nagoya, MANAGER),
            stranger_trainee=person("kuroda", "黒田 翔", osaka, TRAINEE),
            stranger_trainer=person("nishi", "西 由美", osaka, TRAINER),
            stranger_manager=person("minami", "南 隆", osaka, MANAGER),
            admin=person("admin", "管理 花子"),
        )
        db.session.commit()
    return cast


@dataclass(frozen=True, slots=True)
class Companies:
    """Hold two companies around the cast: each company → branch → team, with somebody at every level.

    両輪商事 → 名古屋支店 (the cast's group) → 第一課, and 北斗工業 → 大阪支店 (the strangers') → 第二課.
    """

    company_id: int
    team_id: int
    other_company_id: int
    other_team_id: int
    boss: Person  # manager of 両輪商事
    company_trainer: Person
    team_manager: Person
    team_trainer: Person
    team_trainee: Person
    other_boss: Person
    other_team_trainee: Person


def make_companies(app: Flask, cast: Cast) -> Companies:
    """Put the cast's two groups into two companies, with a team below each."""
    from course.accounts import group_operations, operations
    from course.accounts.models import MANAGER, TRAINEE, TRAINER, Group, User
    from course.extensions import db, utc_now

    with app.app_context():
        now = utc_now()
        admin = db.session.get_one(User, cast.admin.id)

        def grow(company: str, branch_id: int, team: str) -> tuple[Group, Group]:
            top = group_operations.create_group(admin, company, now)
            branch = db.session.get_one(Group, branch_id)
            group_operations.move_group(admin, branch, top)
            return top, group_operations.create_group(admin, team, now, parent=branch)

        def person(key: str, name: str, group: Group, role: str) -> Person:
            user = operations.create_person(email=f"{key}@example.jp", name=name, password_hash=None, now=now)
            group_operations.add_role(admin, group, user, role)
            return Person(user.id, user.name, user.email)

        company, team = grow("両輪商事", cast.group_id, "第一課")
        other, other_team = grow("北斗工業", cast.stranger_group_id, "第二課")
        made = Companies(
            company_id=company.id,
            team_id=team.id,
            other_company_id=other.id,
            other_team_id=other_team.id,
            boss=person("shacho", "社 長一", company, MANAGER),
            company_trainer=person("kenshu", "研 修二", company, TRAINER),
            team_manager=person("kacho", "課 長三", team, MANAGER),
            team_trainer=person("shido", "指 導四", team, TRAINER),
            team_trainee=person("kain", "課 員五", team, TRAINEE),
            other_boss=person("hokuto", "北 斗六", other, MANAGER),
            other_team_trainee=person("daini", "第 二七", other_team, TRAINEE),
        )
        db.session.commit()
    return made


def sign_in_as(app: Flask, browser: FlaskClient, person: Person) -> FlaskClient:
    """Sign a person in with a browser, as the sign-in page would, and give the browser back."""
    from course.accounts import sessions
    from course.accounts.models import User
    from course.extensions import db, utc_now

    with app.test_request_context(method="POST"):
        user = db.session.get(User, person.id)
        assert user is not None
        sessions.begin(user, utc_now())
        db.session.commit()
        kept = dict(session)
    with browser.session_transaction() as jar:
        jar.clear()
        jar.update(kept)
        jar.permanent = True
    return browser
