"""Put together the pages about a person's behaviour in real talks."""

from __future__ import annotations

from datetime import date
from typing import Any

from course.accounts.models import User
from course.accounts.queries import group_led_of
from course.coaching import labels, queries, standing
from course.coaching.behaviours import BEHAVIOURS, Behaviour
from course.coaching.forms import EvidenceForm, SignOffForm
from course.coaching.models import DONE, BehaviourEntry
from course.skills.labels import LABELS
from course.skills.mastery import SKILLS


def _surroundings(reader: User, person: User) -> dict[str, Any]:
    own = reader.id == person.id
    return {
        "person": person,
        "own": own,
        "group": None if own else group_led_of(reader, person),
        "skill_labels": LABELS,
        "results": labels.RESULTS,
        "tones": labels.RESULT_TONES,
        "occasions": labels.OCCASIONS,
    }


def checklist(reader: User, person: User) -> dict[str, Any]:
    """Gather the list of behaviours of one person, skill by skill."""
    stands = standing.fold(queries.entries(person.id))
    done = [key for key, one in stands.items() if one.latest is not None and one.latest.result == DONE]
    return {
        **_surroundings(reader, person),
        "skills": [
            (skill, [(one, stands[one.id]) for one in BEHAVIOURS.values() if one.skill == skill])
            for skill in SKILLS
        ],
        "done": len(done),
        "total": len(BEHAVIOURS),
    }


def one(
    reader: User,
    person: User,
    behaviour: Behaviour,
    *,
    today: date,
    corrects: BehaviourEntry | None = None,
    form: EvidenceForm | None = None,
) -> dict[str, Any]:
    """Gather the page of one behaviour of a person: what was written, and the form to write more."""
    written = queries.entries(person.id, behaviour.id)
    if form is None:
        form = _form(reader, person, today, corrects)
    return {
        **_surroundings(reader, person),
        "behaviour": behaviour,
        "standing": standing.fold(written)[behaviour.id],
        "entries": list(reversed(written)),
        "corrected": {entry.corrects_id: entry for entry in written if entry.corrects_id is not None},
        "corrects": corrects,
        "form": form,
        "today": today,
    }


def _form(reader: User, person: User, today: date, corrects: BehaviourEntry | None) -> EvidenceForm:
    if reader.id == person.id:
        return EvidenceForm(formdata=None, today=today, observed_on=today)
    if corrects is None:
        return SignOffForm(formdata=None, today=today, observed_on=today)
    return SignOffForm(
        formdata=None,
        today=today,
        observed_on=corrects.observed_on,
        occasion=corrects.occasion,
        text=corrects.text,
        result=corrects.result,
        corrects=corrects.id,
    )
