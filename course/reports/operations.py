"""Change the rules by which a group's people are named."""

from __future__ import annotations

from datetime import datetime

from course.accounts.models import Group, User
from course.audit.operations import note
from course.extensions import db
from course.reports.models import GroupRules
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
