"""Write reminders: one letter a day at most for one person, in their language, of everything that needs a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from sqlalchemy import delete, select

from course import live_catalogue
from course.accounts.models import User
from course.assignments import labels, queries
from course.assignments.due import Due
from course.assignments.models import Assignment, Reminded
from course.assignments.reminders import HALF, stage
from course.config import LANGUAGES
from course.content.catalogue import Catalogue
from course.extensions import db
from course.mail import hours
from course.mail import operations as mail
from course.mail import queries as letters
from course.mail.models import DROPPED, FAILED, ONE_A_DAY, REMINDER, OutgoingMail
from course.presentation import day, say

AT_ONCE = 500  # people


def write_reminders(catalogue: Catalogue, now: datetime) -> int:
    """Write to everybody who is to be reminded of something today, and count the letters. Commits as it goes.

    Whoever has been sent a letter today, or will be, and be it a nudge's, is left in peace until tomorrow.
    """
    day = hours.today(now)
    written = 0
    for people in _some(list(db.session.scalars(queries.with_open_assignments(now)))):
        spared = letters.who_stopped(REMINDER, people) | letters.written_since(
            hours.beginning_of(day), ONE_A_DAY, people
        )
        asked = select(User.id).where(User.id.in_([one for one in people if one not in spared]))
        of_each: dict[int, list[tuple[Due, str]]] = defaultdict(list)
        for due in queries.dues(asked, now):
            named = stage(due, now)
            if named is not None:
                of_each[due.user_id].append((due, named))
        told = _told(list(of_each))
        named_people = queries.people_by_id(of_each)
        for user_id, found in of_each.items():
            if any((user_id, due.assignment_id, named) not in told for due, named in found):
                written += _write(named_people[user_id], found, catalogue, now)
        db.session.commit()
    return written


def _some(people: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(people), AT_ONCE):
        yield people[start : start + AT_ONCE]


def _told(people: Sequence[int]) -> set[tuple[int, int, str]]:
    """Give what each has been told already, in letters that went or will go."""
    rows = db.session.execute(
        select(OutgoingMail.user_id, Reminded.assignment_id, Reminded.stage)
        .join(OutgoingMail, OutgoingMail.id == Reminded.mail_id)
        .where(OutgoingMail.user_id.in_(people), OutgoingMail.state.not_in((DROPPED, FAILED)))
    )
    return {(user_id, item, named) for user_id, item, named in rows}


def _write(person: User, found: Sequence[tuple[Due, str]], catalogue: Catalogue, now: datetime) -> bool:
    day = hours.today(now)
    key = f"{REMINDER}:{person.id}:{day.isoformat()}"
    with force_locale(person.language or LANGUAGES[0]):
        subject, body = words(person.name, found, catalogue, now)
    if not mail.queue(person, REMINDER, key, subject, body, now, drop_after=hours.night_of(day)):
        return False  # another tick was faster
    row = letters.with_key(key)
    assert row is not None
    db.session.add_all(
        Reminded(mail_id=row.id, assignment_id=due.assignment_id, stage=named) for due, named in found
    )
    db.session.flush()
    return True


def anew(letter: OutgoingMail, now: datetime) -> tuple[str, str] | None:
    """Write a reminder that has waited anew, of what in it still needs a word; None when nothing does."""
    told = select(Reminded.assignment_id).where(Reminded.mail_id == letter.id)
    standing = queries.dues_of(letter.user_id, now, only=Assignment.id.in_(told))
    found = [(due, named) for due in standing if (named := stage(due, now)) is not None]
    db.session.execute(
        delete(Reminded)
        .where(
            Reminded.mail_id == letter.id,
            Reminded.assignment_id.not_in([due.assignment_id for due, _stage in found]),
        )
        .execution_options(synchronize_session=False)
    )
    if not found:
        return None
    with force_locale(letter.user.language or LANGUAGES[0]):
        return words(letter.user.name, found, live_catalogue.catalogue(), now)


def words(
    name: str, found: Sequence[tuple[Due, str]], catalogue: Catalogue, now: datetime
) -> tuple[str, str]:
    """Write subject and text, in the language in force: what is most pressing in the subject, a line with a link for each."""
    first = found[0][0]
    title = say(first.title)
    if first.is_late(now):
        subject = _("「%(title)s」の期限を過ぎています", title=title)
    elif found[0][1] == HALF:
        subject = _("「%(title)s」をまだ始めていないようです", title=title)
    else:
        subject = _("「%(title)s」は%(left)sです", title=title, left=labels.left(first.due_at, now))
    if len(found) > 1:
        subject += ngettext("(ほか %(num)d 件)", "(ほか %(num)d 件)", len(found) - 1)
    lines = [_("%(name)sさん、こんにちは。課題のお知らせです。", name=name), ""]
    for due, _stage in found:
        said = [
            str(labels.KINDS[due.kind]),
            _("期限 %(day)s", day=day(due.due_at, now)),
            labels.left(due.due_at, now),
            *labels.terms(due),
        ]
        lines.append(_("・%(title)s", title=say(due.title)))
        lines.append("  " + _(" ・ ").join(said))
        address = labels.address(due.kind, due.item_id, catalogue, external=True)
        if address is not None:
            lines.append(f"  {address}")
        lines.append("")
    lines.append(_("途中まででも、そこから続けられます。むずかしいときは、担当の人に一言どうぞ。"))
    lines.append(url_for("assignments.mine", _external=True))
    return subject, "\n".join(lines) + "\n"
