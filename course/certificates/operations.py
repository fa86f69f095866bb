"""Issue a certificate, once; and again when the name has changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from course.accounts.models import User
from course.certificates import queries
from course.certificates.models import Certificate
from course.certificates.numbers import new_code
from course.content.catalogue import Catalogue
from course.content.text import SOURCE_LANGUAGE
from course.extensions import db
from course.upsert import insert_if_absent

UNTITLED = {"ja": "両輪", "en": "Ryorin"}  # where the course file gives no title


class NotEarned(Exception):
    """Say that something of the course is still to be done; nothing was changed."""


def issue(actor: User, catalogue: Catalogue, *, now: datetime) -> Certificate:
    """Give the actor's certificate, made if there is none; the same post any number of times makes one.

    When their name has changed since, the old one is superseded by one that differs in name and code only: what was
    earned once is not lost when the course grows. Raises NotEarned.
    """
    held = queries.current(actor.id)
    if held is not None and held.name == actor.name:
        return held
    if held is not None:
        facts = {
            "course_title": held.course_title,
            "lessons": held.lessons,
            "quizzes": held.quizzes,
            "earned_at": held.earned_at,
        }
        db.session.execute(
            update(Certificate)
            .where(Certificate.id == held.id, Certificate.superseded_at.is_(None))
            .values(superseded_at=now)
        )
    else:
        found = queries.standing(actor.id, catalogue)
        if not found.is_complete:
            raise NotEarned
        facts = {
            "course_title": _title(catalogue),
            "lessons": found.lessons,
            "quizzes": found.quizzes,
            "earned_at": now,
        }
    insert_if_absent(
        Certificate,
        user_id=actor.id,
        code=new_code(),
        name=actor.name,
        issued_at=now,
        superseded_at=None,
        **facts,
    )
    made = queries.current(actor.id)
    assert made is not None
    return made


def _title(catalogue: Catalogue) -> dict[str, str]:
    title = catalogue.course.title.as_dict() if catalogue.course is not None else {}
    return title if SOURCE_LANGUAGE in title else UNTITLED
