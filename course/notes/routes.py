"""Serve notes: a leader's on one of their people, and a person's own shared ones."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import current_user

from course.accounts.access import acting_user, hide, load_owned, load_person, refuse
from course.accounts.models import User
from course.accounts.next_page import safe_next
from course.accounts.queries import group_led_of
from course.audit.seen import saw
from course.extensions import limiter, utc_now
from course.live_catalogue import catalogue
from course.notes import letters, operations, pages, queries
from course.notes.forms import NoteForm, NudgeForm, PressForm
from course.notes.models import Note
from course.reports.fitting import fitting_of

bp = Blueprint("notes", __name__, template_folder="templates")

REFUSED = 422
CONFLICT = 409


def _person(person_id: int) -> User:
    """Find one of the actor's people; on who has been erased there are no notes, and none are written."""
    person = load_person(acting_user(), person_id)
    if person.erased_at is not None:
        hide(f"notes on erased person {person_id}")
    return person


def _led(person_id: int) -> User:
    """Find one of the actor's people; nobody keeps notes on themself."""
    person = _person(person_id)
    if person.id == acting_user().id:
        refuse("notes on oneself")
    return person


def _back(form: PressForm, person: User) -> ResponseReturnValue:
    return redirect(safe_next(form.next.data, url_for("notes.about", person_id=person.id)), 303)


@bp.get("/notes")
def mine() -> str:
    """Show the notes that were shared with oneself."""
    return render_template("notes/mine.html", notes=queries.shared_with(acting_user().id), now=utc_now())


@bp.get("/people/<int:person_id>/notes")
def about(person_id: int) -> ResponseReturnValue:
    """Show the notes on one of one's people; to the person, those that are shared."""
    person = _person(person_id)
    if person.id == acting_user().id:
        return redirect(url_for("notes.mine"), 303)
    saw([person.id], "notes")
    return _about(person, taken_back=request.args.get("withdrawn", type=int))


def _about(person: User, **more: Any) -> str:
    now = utc_now()
    view = pages.for_leader(acting_user(), person, now)
    group = group_led_of(acting_user(), person)
    return render_template(
        "notes/about.html",
        view=view,
        group=group,
        words=pages.ready_words(person),
        fitting=fitting_of(person, group, catalogue(), now),
        **more,
    )


@bp.post("/people/<int:person_id>/notes")
@limiter.limit("60 per hour", key_func=lambda: str(current_user.id))
def write(person_id: int) -> ResponseReturnValue:
    """Keep a note on one of one's people."""
    person = _led(person_id)
    form = NoteForm()
    if not form.validate():
        if "csrf_token" in form.errors:
            abort(400)
        return _about(person, form=form), REFUSED
    operations.write(acting_user(), person, text=form.text.data or "", shared=form.shared.data, now=utc_now())
    flash(_("本人に見えるメモを残しました。") if form.shared.data else _("メモを残しました。"), "success")
    return _back(form, person)


@bp.post("/people/<int:person_id>/nudges")
@limiter.limit("60 per hour", key_func=lambda: str(current_user.id))
def nudge(person_id: int) -> ResponseReturnValue:
    """Say a friendly word to one of one's people, at most once a day."""
    person = _led(person_id)
    form = NudgeForm()
    if not form.validate():
        if "csrf_token" in form.errors:
            abort(400)
        return _about(person, nudge_form=form), REFUSED
    text = pages.nudge_text(person, form.text.data or "", form.template.data or "")
    subject, body = letters.nudge_letter(acting_user(), person, text)
    try:
        note = operations.nudge(acting_user(), person, text=text, subject=subject, body=body, now=utc_now())
    except operations.Closed:
        flash(
            _(
                "%(name)sさんのアカウントは止まっています。声かけは届かないので、送っていません。",
                name=person.name,
            ),
            "error",
        )
    except operations.NudgedToday:
        flash(_("%(name)sさんには、今日はもう声をかけています。", name=person.name), "error")
    else:
        flash(
            _(
                "%(name)sさんに声をかけました。%(when)s",
                name=person.name,
                when=letters.when(note, utc_now()),
            ),
            "success",
        )
    return _back(form, person)


def _own_note(note_id: int) -> Note:
    """Find a note for changing: its author may; who else leads the person, and the person themself, may only read."""
    note = load_owned(Note, note_id, acting_user(), owner=lambda row: row.person)
    own = note.person_id == acting_user().id
    if not (note.shared if own else queries.may_read(acting_user(), note)):
        hide(f"note {note_id}")
    if note.author_id != acting_user().id or own:
        refuse(f"note {note_id}")
    return note


@bp.post("/notes/<int:note_id>/withdrawal")
def withdraw(note_id: int) -> ResponseReturnValue:
    """Take back a note of one's own, or a nudge whose letter has not gone."""
    note = _own_note(note_id)
    form = PressForm()
    if not form.validate():
        abort(400)
    try:
        operations.withdraw(acting_user(), note, utc_now())
    except operations.Gone:
        flash(_("メールがもう出たので、取り消せません。"), "error")
        return _back(form, note.person)
    if note.is_nudge:
        flash(_("声かけを取り消しました。メールは出ません。"), "success")
        return _back(form, note.person)
    flash(_("メモを消しました。"), "success")
    return redirect(url_for("notes.about", person_id=note.person_id, withdrawn=note.id), 303)


@bp.post("/notes/<int:note_id>/withdrawal/undo")
def restore(note_id: int) -> ResponseReturnValue:
    """Have back a note that one has just taken back."""
    note = _own_note(note_id)
    if not PressForm().validate():
        abort(400)
    operations.restore(acting_user(), note)
    return redirect(url_for("notes.about", person_id=note.person_id), 303)


@bp.post("/notes/<int:note_id>/read")
def read(note_id: int) -> ResponseReturnValue:
    """Mark a note that was shared with oneself as read."""
    note = load_owned(Note, note_id, acting_user(), owner=lambda row: row.person, change=True)
    if not note.shared or note.withdrawn_at is not None:
        hide(f"note {note_id}")
    form = PressForm()
    if not form.validate():
        abort(400)
    operations.mark_read(note, utc_now())
    return redirect(safe_next(form.next.data, url_for("notes.mine")), 303)
