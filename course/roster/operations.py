"""Check a list of people, bring it in piece by piece, and make first links for those it brought in."""

from __future__ import annotations

import logging
import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, delete, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from course.accounts import group_operations, operations
from course.accounts.forms import address_or_none
from course.accounts.models import Group, Membership, PasswordLink, User
from course.accounts.queries import DEMO_DOMAIN
from course.accounts.sessions import fingerprint
from course.audit.models import AuditEntry
from course.audit.operations import note
from course.extensions import db
from course.roster import queries
from course.roster.models import (
    CANCELLED,
    CHECKED,
    DONE,
    RUNNING,
    STOPPED,
    ImportedPerson,
    PeopleImport,
)
from course.roster.plan import (
    Entry,
    Known,
    Path,
    Problem,
    change_of,
    new_paths,
    read_people,
    without_nameless,
)
from course.spreadsheets.reading import read_table

log = logging.getLogger("ryorin.security")
MOST_PEOPLE = 20_000
PIECE = 500  # people in one transaction
MOST_PROBLEMS_KEPT = 20_000
KEPT_UNDECIDED = timedelta(days=1)
FIRST_LINK_LIFE = timedelta(days=14)
SILENT_AFTER = timedelta(
    seconds=30
)  # a running import without a sign of life for so long has lost its server


def _read_email(text: str) -> str | None:
    email = address_or_none(text)
    return None if email is None or email.endswith(DEMO_DOMAIN) else email


def check(actor: User, file_name: str, data: bytes, now: datetime) -> PeopleImport:
    """Read an uploaded list and keep what it would do, changing nobody; raise `Unreadable` when it is no table."""
    reading = read_people(read_table(data, most_rows=MOST_PEOPLE + 1), _read_email)
    paths = queries.group_paths()
    known = {
        email: person
        for email, (_id, person) in queries.known_people(
            (entry.email for entry in reading.entries), paths
        ).items()
    }
    reading = without_nameless(reading, known)
    changes = [change_of(entry, known.get(entry.email)) for entry in reading.entries]
    groups = new_paths(reading.entries, frozenset(paths))
    _discard_old(now)
    found = PeopleImport(
        created_by_id=actor.id,
        created_at=now,
        file_name=file_name[:200],
        state=CHECKED,
        entries=queries.packed(reading.entries),
        problems=queries.packed(reading.problems[:MOST_PROBLEMS_KEPT]),
        foreseen={
            "new": changes.count("new"),
            "changed": changes.count("changed"),
            "unchanged": changes.count("unchanged"),
            "refused": reading.refused,
            "problems": len(reading.problems),
            "groups": len(groups),
            "ignored": list(reading.ignored),
        },
        total=len(reading.entries),
        touched_at=now,
    )
    db.session.add(found)
    db.session.flush()
    return found


def _discard_old(now: datetime) -> None:
    """Empty the lists that nobody decided about."""
    db.session.execute(
        update(PeopleImport)
        .where(PeopleImport.state == CHECKED, PeopleImport.created_at < now - KEPT_UNDECIDED)
        .values(state=CANCELLED, entries=None, problems=None, ended_at=now)
        .execution_options(synchronize_session=False)
    )


def _turn(found: PeopleImport, before: tuple[str, ...], after: str, now: datetime, **more: Any) -> bool:
    """Take an import from one state to another, once: of two presses at the same moment one is told False."""
    turned = db.session.scalar(
        update(PeopleImport)
        .where(PeopleImport.id == found.id, PeopleImport.state.in_(before))
        .values(state=after, touched_at=now, **more)
        .returning(PeopleImport.id)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(found)
    return turned is not None


def confirm(actor: User, found: PeopleImport, now: datetime) -> bool:
    """Let an import that was checked begin; False when it has begun or was cancelled."""
    if not _turn(found, (CHECKED,), RUNNING, now, problems=None):
        return False
    note(actor, "people.import", subject="import", subject_id=found.id, detail={"people": found.total})
    log.info("import begun: person=%d import=%d people=%d", actor.id, found.id, found.total)
    return True


def go_on(actor: User, found: PeopleImport, now: datetime) -> bool:
    """Let an import go on that stopped, or whose server has been gone for a while; False when it runs or is over."""
    silent = found.state == RUNNING and now - found.touched_at > SILENT_AFTER
    if not silent and found.state != STOPPED:
        return False
    if not _turn(found, (found.state,), RUNNING, now):
        return False
    note(actor, "people.import_resume", subject="import", subject_id=found.id, detail={"done": found.done})
    return True


def cancel(actor: User, found: PeopleImport, now: datetime) -> bool:
    """Forget an import that was checked, or that stopped; whom it has brought in stays."""
    if not _turn(found, (CHECKED, STOPPED), CANCELLED, now, entries=None, problems=None, ended_at=now):
        return False
    note(actor, "people.import_cancel", subject="import", subject_id=found.id, detail={"done": found.done})
    return True


def take_problems(actor: User, found: PeopleImport) -> list[Problem]:
    """Give what is wrong with a list that was checked, to be mended; whoever takes it is noted. Nothing once it is over."""
    problems = queries.problems_of(found)
    if problems:
        detail = {"problems": len(problems)}
        note(actor, "people.import_problems", subject="import", subject_id=found.id, detail=detail)
    return problems


def stop(import_id: int, now: datetime) -> None:
    """Mark an import whose job failed; what was brought in stays, and it can go on."""
    db.session.execute(
        update(PeopleImport)
        .where(PeopleImport.id == import_id, PeopleImport.state == RUNNING)
        .values(state=STOPPED, touched_at=now)
        .execution_options(synchronize_session=False)
    )


def bring_in_piece(import_id: int, entries: Sequence[Entry], done: int, now: datetime) -> int | None:
    """Bring in the people from number `done` on; give how many are done then, or None when there is nothing to do.

    The import's row is taken first: of two jobs that work on the same import one finds its number out of date.
    """
    piece = entries[done : done + PIECE]
    after = done + len(piece)
    over = {"state": DONE, "entries": None, "ended_at": now} if after >= len(entries) else {}
    taken = db.session.execute(
        update(PeopleImport)
        .where(PeopleImport.id == import_id, PeopleImport.state == RUNNING, PeopleImport.done == done)
        .values(done=after, touched_at=now, **over)
        .returning(PeopleImport.created_by_id)
        .execution_options(synchronize_session=False)
    ).first()
    if taken is None:
        return None
    actor = db.session.get_one(User, taken.created_by_id)
    added, changed = _bring_in(actor, import_id, piece, now)
    db.session.execute(
        update(PeopleImport)
        .where(PeopleImport.id == import_id)
        .values(added=PeopleImport.added + added, changed=PeopleImport.changed + changed)
        .execution_options(synchronize_session=False)
    )
    return after if not over else None


def _bring_in(actor: User, import_id: int, piece: Sequence[Entry], now: datetime) -> tuple[int, int]:
    paths = _groups_for(actor, piece, now)
    known = queries.known_people((entry.email for entry in piece), paths)
    fresh = _make_accounts([entry for entry in piece if entry.email not in known and entry.name], now)
    _rename([(*known[entry.email], entry) for entry in piece if entry.email in known])
    ids = {**{email: user_id for email, (user_id, _known) in known.items()}, **fresh}
    held = [entry for entry in piece if entry.email in ids]
    places = [
        {"user_id": ids[entry.email], "group_id": paths[path], "role": role}
        for entry in held
        for path, role in entry.places
    ]
    _insert_absent(Membership, places)
    changed = [
        ids[entry.email]
        for entry in held
        if entry.email in known and change_of(entry, known[entry.email][1]) == "changed"
    ]
    if fresh:
        people = [{"import_id": import_id, "user_id": user_id} for user_id in fresh.values()]
        _insert_absent(ImportedPerson, people)
    _note_people(actor, import_id, {"new": list(fresh.values()), "changed": changed}, now)
    return len(fresh), len(changed)


def _groups_for(actor: User, piece: Sequence[Entry], now: datetime) -> dict[Path, int]:
    paths = queries.group_paths()
    for path in new_paths(piece, frozenset(paths)):
        parent = db.session.get_one(Group, paths[path[:-1]]) if len(path) > 1 else None
        try:
            paths[path] = group_operations.create_group(actor, path[-1], now, parent=parent).id
        except operations.Taken:  # made by somebody else a moment ago
            paths |= queries.group_paths()
    return paths


def _make_accounts(entries: Sequence[Entry], now: datetime) -> dict[str, int]:
    rows = [
        {
            "email": entry.email,
            "name": entry.name,
            "password": None,
            "active": True,
            "fs_uniquifier": uuid.uuid4().hex,
            "language": entry.language,
            "created_at": now,
            "erased_at": None,
        }
        for entry in entries
    ]
    made = _insert_absent(User, rows, User.email, User.id)
    return {email: user_id for email, user_id in made}  # noqa: C416  # a row is not a tuple to the types


def _rename(found: Sequence[tuple[int, Known, Entry]]) -> None:
    rows = [
        {"id": user_id, "name": entry.name or known.name, "language": entry.language or known.language}
        for user_id, known, entry in found
        if (entry.name or known.name, entry.language or known.language) != (known.name, known.language)
    ]
    if rows:
        db.session.execute(update(User), rows)


def _insert_absent(model: type[Any], rows: Sequence[dict[str, Any]], *returned: Any) -> Sequence[Any]:
    """Insert many rows at once, leaving out those whose key is taken; give columns of those that were made."""
    if not rows:
        return ()
    table: Table = model.__table__
    postgres = db.session.get_bind().dialect.name == "postgresql"
    make = (postgresql.insert(table) if postgres else sqlite.insert(table)).on_conflict_do_nothing()
    if not returned:
        db.session.execute(make, rows)
        return ()
    return db.session.execute(make.returning(*returned), rows).all()


def _note_people(actor: User, import_id: int, people: dict[str, list[int]], now: datetime) -> None:
    rows = [
        {
            "at": now,
            "actor_id": actor.id,
            "action": "person.import",
            "subject": "person",
            "subject_id": user_id,
            "detail": {"import": import_id, "change": change},
        }
        for change, ids in people.items()
        for user_id in ids
    ]
    if rows:
        db.session.execute(insert(AuditEntry), rows)


def make_first_links(actor: User, found: PeopleImport, now: datetime) -> list[tuple[User, str]]:
    """Make a link for everybody an import brought in who has no password yet; earlier links of theirs are dead.

    Gives each with the token of their link, which is kept nowhere else.
    """
    people = queries.waiting_for_first_link(found)
    tokens = [secrets.token_urlsafe(operations.TOKEN_BYTES) for _ in people]
    ids = [person.id for person in people]
    for start in range(0, len(ids), queries.AT_ONCE):
        db.session.execute(
            delete(PasswordLink)
            .where(PasswordLink.user_id.in_(ids[start : start + queries.AT_ONCE]))
            .execution_options(synchronize_session=False)
        )
    rows = [
        {"token_hash": fingerprint(token), "user_id": user_id, "expires_at": now + FIRST_LINK_LIFE}
        for user_id, token in zip(ids, tokens, strict=True)
    ]
    if rows:
        db.session.execute(insert(PasswordLink), rows)
    note(actor, "password_link.export", subject="import", subject_id=found.id, detail={"people": len(rows)})
    log.info("first links made: by=%d import=%d people=%d", actor.id, found.id, len(rows))
    return list(zip(people, tokens, strict=True))
