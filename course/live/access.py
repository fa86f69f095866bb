"""Decide who may run a room and read what happened in it."""

from __future__ import annotations

from flask import abort

from course.accounts.access import hide, may_lead
from course.accounts.models import User
from course.extensions import db
from course.live.models import Message, Participant, Room


def may_run(user: User, room: Room) -> bool:
    """Tell whether somebody may run a room: who opened it, who leads its group, and an admin."""
    if not user.active:
        return False
    if user.is_admin:
        return True
    if room.host_id == user.id:
        return user.leads_a_group
    return room.group is not None and may_lead(user, room.group)


def load_room(actor: User, room_id: int) -> Room:
    """Find a room that the actor may run; any other is 404."""
    room = db.session.get(Room, room_id)
    if room is None:
        abort(404)
    if not may_run(actor, room):
        hide(f"room {room_id}")
    return room


def load_seat(room: Room, participant_id: int) -> Participant:
    """Find a seat of this room; one of another room is 404."""
    seat = db.session.get(Participant, participant_id)
    if seat is None or seat.room_id != room.id:
        abort(404)
    return seat


def load_message(room: Room, message_id: int) -> Message:
    """Find what was written in this room; what was written in another is 404."""
    message = db.session.get(Message, message_id)
    if message is None or message.room_id != room.id:
        abort(404)
    return message
