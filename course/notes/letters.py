"""Write the letter of a nudge: when it is said, and anew when it goes."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from course.accounts.models import User
from course.config import LANGUAGES
from course.mail import hours
from course.mail import queries as mail
from course.mail.models import OutgoingMail
from course.notes import queries
from course.notes.models import Note
from course.notes.operations import SECOND_THOUGHTS


def nudge_letter(actor: User, person: User, text: str) -> tuple[str, str]:
    """Write subject and body of a nudge's letter, in the language of whom it is for."""
    with force_locale(person.language or LANGUAGES[0]):
        subject = _("%(name)sさんから一言", name=actor.name)
        opening = _("%(name)sさん", name=person.name)
        ending = _("続きはこちらから: %(url)s", url=url_for("home.today", _external=True))
        return subject, f"{opening}\n\n{text}\n\n{actor.name}\n\n{ending}\n"


def when(note: Note, now: datetime) -> str:
    """Say when a nudge's letter goes."""
    letter = mail.with_key(note.mail_key)
    assert letter is not None
    goes_at = hours.opening(letter.send_after)
    if goes_at == letter.send_after and goes_at - now <= SECOND_THOUGHTS:
        return str(_("メールは 10 分後に出ます。それまでは取り消せます。"))
    if hours.today(goes_at) == hours.today(now):
        return str(_("メールは朝 8 時に出ます。それまでは取り消せます。"))
    return str(_("メールは明日の朝 8 時に出ます。それまでは取り消せます。"))


def anew(letter: OutgoingMail, now: datetime) -> tuple[str, str] | None:
    """Write a nudge's letter as it goes; None when it was taken back, or who said it has been erased."""
    note = queries.of_letter(letter.key)
    if (
        note is None
        or note.withdrawn_at is not None
        or note.author is None
        or note.author.erased_at is not None
    ):
        return None
    return nudge_letter(note.author, letter.user, note.text)
