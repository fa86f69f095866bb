"""Find imports, and what is known already of the people in one."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Iterable, Iterator, Sequence

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from course.accounts.models import Group, Membership, User
from course.accounts.tree import in_order
from course.extensions import db
from course.roster.models import ImportedPerson, PeopleImport
from course.roster.plan import Entry, Known, Path, Problem

AT_ONCE = 1_000  # addresses asked for in one statement
RECENT = 20


def packed(rows: Sequence[Entry] | Sequence[Problem]) -> bytes:
    """Write entries or problems the way an import keeps them."""
    return zlib.compress(msgspec.json.encode(rows))


def entries_of(found: PeopleImport) -> list[Entry]:
    """Read the people that an import is to bring in; none once it is over."""
    return msgspec.json.decode(zlib.decompress(found.entries), type=list[Entry]) if found.entries else []


def problems_of(found: PeopleImport) -> list[Problem]:
    """Read what was wrong with an import's lines; none once it is over."""
    return msgspec.json.decode(zlib.decompress(found.problems), type=list[Problem]) if found.problems else []


def find_import(import_id: int) -> PeopleImport | None:
    """Find an import."""
    return db.session.scalar(
        select(PeopleImport).where(PeopleImport.id == import_id).options(joinedload(PeopleImport.created_by))
    )


def recent_imports() -> Sequence[PeopleImport]:
    """List the latest imports, without what they hold."""
    return db.session.scalars(
        select(PeopleImport)
        .options(
            defer(PeopleImport.entries), defer(PeopleImport.problems), joinedload(PeopleImport.created_by)
        )
        .order_by(PeopleImport.id.desc())
        .limit(RECENT)
    ).all()


def group_paths() -> dict[Path, int]:
    """Give the number of every group under its path of names from the top down."""
    return {branch.names: branch.group.id for branch in in_order(db.session.scalars(select(Group)))}


def _in_parts(emails: Iterable[str]) -> Iterator[list[str]]:
    waiting = iter(emails)
    while part := list(itertools.islice(waiting, AT_ONCE)):
        yield part


def known_people(emails: Iterable[str], paths: dict[Path, int]) -> dict[str, tuple[int, Known]]:
    """Find those who have an account already, by address: their number, and what is known of them."""
    names = {group_id: path for path, group_id in paths.items()}
    found: dict[str, tuple[int, Known]] = {}
    for part in _in_parts(emails):
        people = db.session.execute(
            select(User.id, User.email, User.name, User.language).where(User.email.in_(part))
        ).all()
        places: dict[int, set[tuple[Path, str]]] = {}
        for user_id, group_id, role in db.session.execute(
            select(Membership.user_id, Membership.group_id, Membership.role).where(
                Membership.user_id.in_([person.id for person in people])
            )
        ):
            places.setdefault(user_id, set()).add((names[group_id], role))
        for person in people:
            known = Known(person.name, person.language, frozenset(places.get(person.id, ())))
            found[person.email] = (person.id, known)
    return found


def waiting_for_first_link(found: PeopleImport) -> Sequence[User]:
    """List those an import brought in who have no password yet, by name."""
    return db.session.scalars(
        select(User)
        .join(ImportedPerson, ImportedPerson.user_id == User.id)
        .where(ImportedPerson.import_id == found.id, User.password.is_(None), User.active)
        .order_by(User.name, User.id)
    ).all()
