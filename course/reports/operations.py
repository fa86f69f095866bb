"""Change the rules by which a group's people are named, and note what is taken away as a file."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from course.accounts.models import Group, User
from course.audit.operations import note
from course.extensions import db
from course.reports.models import RUNNING, STALLED, WAITING, Export, GroupRules
from course.reports.rules import Rules, to_settings


def set_rules(actor: User, group: Group, rules: Rules, now: datetime) -> None:
    """Keep a group's own rules; they hold for the groups below that have none of their own."""
    kept = db.session.get(GroupRules, group.id)
    settings = to_settings(rules)
    if kept is None:
        kept = GroupRules(group_id=group.id, settings=settings, changed_at=now, changed_by_id=actor.id)
        db.session.add(kept)
    else:
        kept.settings, kept.changed_at, kept.changed_by_id = settings, now, actor.id
    note(actor, "rules.change", subject="group", subject_id=group.id, detail=settings)
    db.session.flush()


def drop_rules(actor: User, group: Group) -> None:
    """Let a group follow the rules of the group above again, or those shipped; nothing happens without its own."""
    kept = db.session.get(GroupRules, group.id)
    if kept is not None:
        db.session.delete(kept)
        note(actor, "rules.drop", subject="group", subject_id=group.id)
        db.session.flush()


def ask_for_export(
    actor: User, group: Group, *, format_: str, language: str, people: int, now: datetime
) -> tuple[Export, bool]:
    """Note that somebody wants a year of a group as a file, and say whether it is to be made.

    One that is on its way for them already is given back instead.
    """
    waiting = db.session.scalar(
        select(Export)
        .where(
            Export.user_id == actor.id,
            Export.group_id == group.id,
            Export.format == format_,
            Export.state.in_((WAITING, RUNNING)),
            Export.moved_at > now - STALLED,
        )
        .limit(1)
    )
    if waiting is not None:
        return waiting, False
    export = Export(
        user_id=actor.id,
        group_id=group.id,
        format=format_,
        language=language,
        state=WAITING,
        total=people,
        made_at=now,
        moved_at=now,
    )
    db.session.add(export)
    note_export(actor, group, what="year", format_=format_, rows=people)
    db.session.flush()
    return export, True


def note_export(actor: User, group: Group, *, what: str, format_: str, rows: int) -> None:
    """Note in the audit that somebody took figures of a group away as a file."""
    detail = {"what": what, "format": format_, "rows": rows}
    note(actor, "figures.export", subject="group", subject_id=group.id, detail=detail)
