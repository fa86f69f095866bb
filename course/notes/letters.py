"""Write the letter of a nudge: when it is said, and anew when it goes."""

from __future__ import annotations

from datetime import datetime

from flask import url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from course.accounts.models import User
from course.config import LANGUAGES
from course.mail.models import OutgoingMail
from course.notes import queries


def nudge_letter(actor: User, person: User, text: str) -> tuple[str, str]:
    """Write subject and body of a nudge's letter, in the language of whom it is for."""
    with force_locale(person.language or LANGUAGES[0]):
        subject = _("%(name)sさんから一言", name=actor.name)
        opening = _("%(name)sさん", name=person.name)
        ending = _("続きはこちらから: %(url)s", url=url_for("home.today", _external=True))
        return subject, f"{opening}\n\n{text}\n\n{actor.name}\n\n{ending}\n"


def anew(mail: OutgoingMail, now: datetime) -> tuple[str, str] | None:
    """Write a nudge's letter as it goes; None when it was taken back, or who said it has been erased."""
    note = queries.of_letter(mail.key)
    if (
        note is None
        or note.withdrawn_at is not None
        or note.author is None
        or note.author.erased_at is not None
    ):
        return None
    return nudge_letter(note.author, mail.user, note.text)
