"""Put together all that is kept of a person."""

from __future__ import annotations

from sqlalchemy import func, select

from course.accounts import people_queries
from course.accounts.models import ADMIN, Role, User
from course.audit.models import AuditEntry
from course.extensions import db
from course.notes.models import Note
from course.privacy.archive import Part
from course.privacy.rows import handed_out

PERSON = "person"


def parts_of(person: User) -> list[Part]:
    """Read everything: their rows of every table, their groups by name, and what was noted of others' acts on them.

    Who looked or acted is left out there: that is the others' own. So is what was done with notes that are not shared.
    """
    parts = [Part(table.name, columns, rows) for table, columns, rows in handed_out(person.id)]
    paths = people_queries.paths_of(person)
    groups = [
        {"group": paths[group.id], "role": role}
        for group, roles in people_queries.memberships(person)
        for role in roles
    ]
    if groups:
        parts.append(Part("groups", ["group", "role"], groups))
    columns = ["at", "action", "detail"]
    about = db.session.execute(
        select(AuditEntry.at, AuditEntry.action, AuditEntry.detail)
        .where(AuditEntry.subject == PERSON, AuditEntry.subject_id == person.id)
        .order_by(AuditEntry.id)
    ).mappings()
    unshared = set(db.session.scalars(select(Note.id).where(Note.person_id == person.id, ~Note.shared)))
    noted = [
        dict(row)
        for row in about
        if not (row["action"].startswith("note.") and row["detail"].get("note") in unshared)
    ]
    if noted:
        parts.append(Part("audit_about_me", columns, noted))
    return parts


def other_admins(person: User) -> int:
    """Count the admins there would be left without this person; accounts that are closed do not count."""
    return (
        db.session.scalar(
            select(func.count(User.id))
            .join(User.roles)
            .where(Role.name == ADMIN, User.id != person.id, User.active)
        )
        or 0
    )
