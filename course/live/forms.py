"""Check what is posted to rooms: opening one, a trainer's step, a seat, words."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, Length, NumberRange, Optional

from course.live import rounds
from course.live.models import ANONYMOUS, NICKNAME, PUT_AWAY, QUESTION, SHOWN, SIGNED_IN, WALL
from course.live.operations import MOST_SEATS, MOST_TEAMS
from course.live.words import JOIN_MODES

LONGEST_ID = 64
DEFAULT_CAP = 200
LONGEST_NOTES = 5000
AT_SCENE, AT_START = "scene", "start"  # where a talk begins


class OpenForm(FlaskForm):
    """Open a room."""

    join_mode = SelectField(
        _l("入り方"),
        choices=[SelectChoice(mode, JOIN_MODES[mode]) for mode in (NICKNAME, SIGNED_IN, ANONYMOUS)],
        default=NICKNAME,
    )
    names_shown = BooleanField(_l("名前を前の画面にも出す"), default=True)
    peer = SelectField(
        _l("進め方"),
        choices=[
            SelectChoice("1", _l("投票 → 話し合い → もう一度投票 → 結果")),
            SelectChoice("", _l("投票 → 結果")),
        ],
        default="1",
        validate_choice=True,
    )
    cap = IntegerField(
        _l("人数の上限"),
        default=DEFAULT_CAP,
        validators=[
            InputRequired(_l("人数の上限を入れてください。")),
            NumberRange(1, MOST_SEATS, _l("1 から 5000 までの数を入れてください。")),
        ],
    )
    teams = IntegerField(
        _l("チームの数(なしは 0)"),
        default=0,
        validators=[NumberRange(0, MOST_TEAMS, _l("0 から 8 までの数を入れてください。"))],
    )
    group = SelectField(_l("グループ"), coerce=int, default=0)
    scene = HiddenField(validators=[Length(max=LONGEST_ID)])
    begin = RadioField(
        _l("どこから始めますか"),
        choices=[SelectChoice(AT_SCENE, ""), SelectChoice(AT_START, "")],
        default=AT_SCENE,
        validate_choice=False,
    )

    @property
    def wanted_scene(self) -> str:
        """Name the scene at which the talk shall begin; empty for its beginning."""
        return "" if self.begin.data == AT_START else self.scene.data or ""


class StepForm(FlaskForm):
    """Take one step of the trainer's."""

    seq = IntegerField(validators=[InputRequired(), NumberRange(min=0)])
    kind = StringField(validators=[InputRequired(), AnyOf(rounds.KINDS)])
    round_kind = StringField(validators=[Optional(), AnyOf(rounds.ROUND_KINDS)])
    ref = StringField(validators=[Length(max=LONGEST_ID)])
    prompt = StringField(validators=[Length(max=120)])
    options = TextAreaField(validators=[Length(max=400)])
    act = StringField(validators=[Length(max=8)])
    seconds = IntegerField(validators=[Optional(), NumberRange(1, rounds.LONGEST_TIMER)])
    choice = StringField(validators=[Length(max=LONGEST_ID)])
    to = IntegerField(validators=[Optional(), NumberRange(min=0)])
    section = StringField(validators=[Length(max=LONGEST_ID)])
    show = StringField(validators=[Length(max=16)])
    name = StringField(validators=[Length(max=16)])
    on = StringField(validators=[Length(max=1)])
    team = IntegerField(validators=[Optional(), NumberRange(1, MOST_TEAMS)])

    def body(self, *, peer: bool) -> dict[str, Any]:
        """Give the step's body; only the fields of its kind are read."""
        kind = self.kind.data
        if kind == "open":
            return self._round(peer)
        if kind == "timer":
            seconds = {"seconds": self.seconds.data} if self.seconds.data else {}
            return {"act": self.act.data or "", **seconds}
        return {
            "take": {"choice": self.choice.data or ""},
            "rewind": {"to": self.to.data},
            "section": {"section": self.section.data or ""},
            "screen": {"show": self.show.data or ""},
            "switch": {"name": self.name.data or "", "on": self.on.data == "1"},
            "talk": {"team": self.team.data},
        }.get(kind or "", {})

    def _round(self, peer: bool) -> dict[str, Any]:
        kind = self.round_kind.data or ""
        body: dict[str, Any] = {"kind": kind}
        if kind in {"question", "scene"}:
            body["peer"] = peer
        if kind == "question":
            body["ref"] = self.ref.data or ""
        if kind in {"poll", "wall"}:
            body["prompt"] = (self.prompt.data or "").strip()
        if kind == "poll":
            lines = [line.strip() for line in (self.options.data or "").splitlines()]
            body["options"] = [line for line in lines if line]
        return body


class ModerateForm(FlaskForm):
    """Show what somebody wrote, or put it away."""

    state = StringField(validators=[InputRequired(), AnyOf((SHOWN, PUT_AWAY))])


class SeatChangeForm(FlaskForm):
    """Show somebody out, let them back in, or move them to another team."""

    act = StringField(
        validators=[
            InputRequired(),
            AnyOf(("out", "back", *(f"team-{team}" for team in range(1, MOST_TEAMS + 1)))),
        ]
    )


class NotesForm(FlaskForm):
    """Keep the trainer's notes."""

    notes = TextAreaField(validators=[Length(max=LONGEST_NOTES)])


class EmptyForm(FlaskForm):
    """Check nothing but that the form is from our own page."""


class CodeForm(FlaskForm):
    """Type a room's code."""

    code = StringField(validators=[Length(max=10_000)])


class SeatForm(FlaskForm):
    """Take a seat, or take it again with the word."""

    name = StringField(validators=[Length(max=20_000)])
    word = StringField(validators=[Length(max=20)])


class WordsForm(FlaskForm):
    """Write for the wall, or ask the trainer something."""

    kind = StringField(validators=[AnyOf((WALL, QUESTION))])
    round = IntegerField(validators=[Optional(), NumberRange(min=0)])
    words = TextAreaField(validators=[Length(max=20_000)])


class HandForm(FlaskForm):
    """Put a hand up or down."""

    up = StringField(validators=[AnyOf(("yes", "no"))])
