"""Store live rooms: what the trainer did, who sat there, what they voted and what they wrote."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from course.accounts.models import Group, User
from course.extensions import Model, utc_now

SIGNED_IN, NICKNAME, ANONYMOUS = "signed_in", "nickname", "anonymous"
JOIN_MODES = (SIGNED_IN, NICKNAME, ANONYMOUS)
WALL, QUESTION = "wall", "question"  # kinds of message: an answer to a round, a question to the trainer
WAITING, SHOWN, PUT_AWAY = "waiting", "shown", "put_away"  # what the trainer did with a message


class Room(Model):
    """Hold one room: what it runs and how one gets in. What happened in it is in `events`.

    `seq` counts the events; `open_round`, `open_ballot` and `open_until` say which ballot takes votes at this moment
    (None: none does), so that a vote and a lock that meet are put in order by this one row. `again_of_id` is the
    room that this one runs again.
    """

    __tablename__ = "room"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(6), unique=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("group.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(16))  # "lesson", "quiz" or "scenario"
    item_id: Mapped[str] = mapped_column(String(64))
    version: Mapped[str] = mapped_column(ForeignKey("content_version.hash"))
    only: Mapped[list[str]] = mapped_column(JSON, default=list)  # question ids to ask; empty: all
    seed: Mapped[int]
    join_mode: Mapped[str] = mapped_column(String(12))
    names_shown: Mapped[bool]  # to the room; the trainer always sees them
    peer: Mapped[bool]  # vote, discuss, vote again; else vote once
    cap: Mapped[int]
    teams: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime] = mapped_column(default=utc_now)
    closed_at: Mapped[datetime | None]
    again_of_id: Mapped[int | None] = mapped_column(ForeignKey("room.id", ondelete="SET NULL"))
    notes: Mapped[str] = mapped_column(default="")
    seq: Mapped[int] = mapped_column(default=0)
    open_round: Mapped[int | None]
    open_ballot: Mapped[int | None]
    open_until: Mapped[datetime | None]

    host: Mapped[User] = relationship()
    group: Mapped[Group | None] = relationship()
    events: Mapped[list[RoomEvent]] = relationship(
        order_by="RoomEvent.seq", cascade="all, delete-orphan", passive_deletes=True
    )


class RoomEvent(Model):
    """Hold one step of the trainer's; kinds and bodies are those of `course.live.rounds`.

    `unique(room_id, seq)` makes a post idempotent: a double tap is one step.
    """

    __tablename__ = "room_event"
    __table_args__ = (UniqueConstraint("room_id", "seq"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]


class Participant(Model):
    """Hold one person in one room, the same after every reload, on every device.

    `key` is what their seat's cookie is signed with; another key (a kick) ends every cookie. `from_round` is the first
    round that they vote in. `seen_at` is when a screen of theirs was last open, kept to a few seconds.
    """

    __tablename__ = "participant"
    __table_args__ = (
        UniqueConstraint("room_id", "user_id"),
        UniqueConstraint("room_id", "folded_name"),
        Index("ix_participant_room", "room_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    folded_name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(String(32))
    word: Mapped[str] = mapped_column(String(8))  # with the name, it opens the seat again on another device
    team: Mapped[int | None]  # counted from 1
    from_round: Mapped[int]
    joined_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    hand_at: Mapped[datetime | None]
    kicked_at: Mapped[datetime | None]

    room: Mapped[Room] = relationship()
    user: Mapped[User | None] = relationship()


class Vote(Model):
    """Hold one person's vote in one ballot of one round; it can change until the ballot is locked.

    `entered_at` is written once the vote has entered a signed-in person's own record.
    """

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("room_id", "round", "ballot", "participant_id"),
        Index("ix_vote_participant", "participant_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    round: Mapped[int]  # counted from 1
    ballot: Mapped[int]  # 1, and 2 after the discussion
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"))
    chosen: Mapped[list[str]] = mapped_column(JSON)  # ids, sorted
    at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)  # how often it was changed after the first time
    entered_at: Mapped[datetime | None]


class Message(Model):
    """Hold what one person wrote: an answer for the wall of a round, or a question to the trainer."""

    __tablename__ = "room_message"
    __table_args__ = (
        Index("ix_room_message_room", "room_id", "kind", "id"),
        Index(
            "uq_room_message_wall",
            "room_id",
            "round",
            "participant_id",
            unique=True,
            sqlite_where=text("kind = 'wall'"),
            postgresql_where=text("kind = 'wall'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"))
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(8))
    round: Mapped[int]
    words: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(8), default=WAITING)
    at: Mapped[datetime]

    participant: Mapped[Participant] = relationship()
