"""Say of every table that has to do with a person what is theirs in it, and what goes when they are erased. PURE.

A test compares this page with the tables there are: a new one, or a new column with text in it, has to be thought about
here before the tests pass. Numbers, moments and the ids of lessons, questions and lines stay: what somebody did still
counts when nobody can tell any more who it was.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# With the row's number, stands for a text of its own where texts must differ. What stands there otherwise has no space.
NUMBERED = "# "
BLANK = "—"  # stands where a page shows a name


@dataclass(frozen=True, slots=True)
class Rule:
    """Say what one table has to do with people.

    `theirs` are the columns that name whose a row is: the row is handed to them. `through` is a column that leads to a
    row of another table, which says whose it is. `written_by` are columns that name who wrote a row about
    somebody else: it is not handed to the writer, but its words go when either is erased. `open_if` is a column that must
    be true for a row to be handed out.

    When a person is erased, `goes` deletes the rows that are theirs; `emptied` says what takes the place of what a
    column holds. `kept` are columns with text that is the program's own, `withheld` those that are handed to nobody
    because they let somebody in or hold what others wrote (which may be emptied as well).
    """

    theirs: tuple[str, ...] = ()
    through: str | None = None
    written_by: tuple[str, ...] = ()
    open_if: str | None = None
    goes: bool = False
    emptied: Mapping[str, Any] = field(default_factory=dict)
    kept: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


_OWN = ("user_id",)
POLICY: dict[str, Rule] = {
    # The account. What takes the place of name and address is written by the operation itself.
    "user": Rule(
        theirs=("id",),
        kept=("email", "name", "language"),
        withheld=("password", "fs_uniquifier"),
    ),
    "roles_users": Rule(theirs=_OWN, goes=True),
    "membership": Rule(theirs=_OWN, kept=("role",)),
    "past_membership": Rule(theirs=_OWN),
    "invite": Rule(theirs=("created_by_id",), goes=True, kept=("role",), withheld=("token_hash",)),
    "password_link": Rule(theirs=_OWN, goes=True, withheld=("token_hash",)),
    "sign_in": Rule(theirs=_OWN, goes=True, withheld=("token_hash",)),
    # Learning
    "lesson_progress": Rule(theirs=_OWN, kept=("lesson_id", "version", "section")),
    "check_answer": Rule(theirs=_OWN, kept=("lesson_id", "version", "check_id", "chosen")),
    "attempt": Rule(theirs=_OWN, kept=("quiz_id", "version")),
    "answer": Rule(through="attempt_id", kept=("question_id", "chosen", "confidence")),
    "review_card": Rule(theirs=_OWN, kept=("quiz_id", "question_id", "version", "card")),
    "review_answer": Rule(through="card_id", kept=("version", "chosen", "confidence")),
    "run": Rule(theirs=_OWN, kept=("scenario_id", "version", "mode", "outcome")),
    "run_event": Rule(through="run_id", emptied={"words": None}, kept=("kind", "scene_id", "choice_id")),
    "quarter": Rule(theirs=_OWN, kept=("territory", "accounts", "simulator", "report")),
    "quarter_event": Rule(through="quarter_id", kept=("kind", "body")),
    "observation": Rule(theirs=_OWN, kept=("skill", "source")),
    "certificate": Rule(theirs=_OWN, emptied={"name": BLANK}, kept=("code", "course_title")),
    # Looking after people
    "audit_entry": Rule(theirs=("actor_id",), kept=("action", "subject", "detail")),
    "people_import": Rule(
        theirs=("created_by_id",),
        emptied={"file_name": ""},
        kept=("state", "foreseen"),
        withheld=("entries", "problems"),
    ),
    "imported_person": Rule(theirs=_OWN),
    # Assignments, letters, notes
    "assignment": Rule(
        theirs=("person_id",),
        written_by=("made_by_id",),
        emptied={"note": ""},
        kept=("kind", "item_id", "title", "line"),
    ),
    "assignment_event": Rule(
        through="assignment_id", written_by=("by_id",), emptied={"detail": {}}, kept=("kind",)
    ),
    # The reason is a leader's own word, which the person's pages do not show either.
    "assignment_exemption": Rule(
        theirs=_OWN, written_by=("by_id",), emptied={"reason": ""}, withheld=("reason",)
    ),
    "assignment_reminded": Rule(through="mail_id", kept=("stage",)),
    "calendar_link": Rule(theirs=_OWN, goes=True, withheld=("token_hash",)),
    "outgoing_mail": Rule(theirs=_OWN, goes=True),
    "mail_stop": Rule(theirs=_OWN, kept=("kind",)),
    "note": Rule(
        theirs=("person_id",),
        written_by=("author_id",),
        open_if="shared",
        emptied={"text": ""},
        kept=("line",),
    ),
    # Totals
    "person_summary": Rule(theirs=_OWN),
    "person_item": Rule(theirs=_OWN, kept=("kind", "item_id", "scene_id")),
    "person_skill": Rule(theirs=_OWN, kept=("skill",)),
    "person_week": Rule(theirs=_OWN),
    "person_skill_week": Rule(theirs=_OWN, kept=("skill",)),
    "quarter_summary": Rule(theirs=_OWN),
    # What managers set and take
    "export": Rule(theirs=_OWN, goes=True, kept=("format", "language", "state"), withheld=("stored",)),
    "group_rules": Rule(written_by=("changed_by_id",), kept=("settings",)),
    # What trainers see and say
    "api_token": Rule(theirs=_OWN, goes=True, kept=("name", "hint"), withheld=("token_hash",)),
    "behaviour_entry": Rule(
        theirs=_OWN,
        written_by=("author_id",),
        emptied={"text": ""},
        kept=("behaviour_id", "kind", "occasion", "result"),
    ),
    "words_review": Rule(theirs=_OWN, written_by=("author_id",), emptied={"comment": ""}, kept=("mark",)),
    "room_plan": Rule(written_by=("author_id",), kept=("body",)),
    # Rooms
    "room": Rule(
        theirs=("host_id",),
        emptied={"notes": ""},
        kept=("code", "kind", "item_id", "version", "only", "join_mode"),
    ),
    "room_event": Rule(through="room_id", kept=("kind", "body")),
    "participant": Rule(
        theirs=_OWN, emptied={"name": BLANK, "folded_name": NUMBERED}, withheld=("key", "word")
    ),
    "vote": Rule(through="participant_id", kept=("chosen",)),
    "room_message": Rule(through="participant_id", emptied={"words": ""}, kept=("kind", "state")),
}
