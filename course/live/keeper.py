"""Do the duties of a hub that come round again and again: beats, timers, looks, access, presence."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from course.extensions import utc_now
from course.live import bus, channel, gate, looks
from course.live.ballots import GRACE

if TYPE_CHECKING:
    from course.live.hub import Hub, RoomHere

SHARES = 100  # into which streams fall, so that their beats do not come all at once
TICK = 0.1  # seconds between two looks at the timers
A_LITTLE = timedelta(
    milliseconds=50
)  # after which no vote in its grace can still be on its way to be written
log = logging.getLogger("ryorin.live")


class Keeper:
    """Keep the rooms of a hub."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._share = 0

    def duties(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Give the duties, to be run as tasks until they are cancelled."""
        pace = self._hub.pace
        yield _every(pace.beat / SHARES, self.beat)
        yield _every(TICK, self.watch_timers)
        yield _every(pace.look, self.look)
        yield _every(pace.access, self.check_access)
        yield _every(pace.presence, self.write_presence)
        yield _every(pace.settle, self.settle)

    async def beat(self) -> None:
        """Send one share of the streams a sign of life with the server's time."""
        self._share = (self._share + 1) % SHARES
        text = channel.event("beat", {"now": time.time()})
        for room in self._hub.rooms.values():
            for one in room.channels:
                if id(one) // 16 % SHARES == self._share:
                    one.put("beat", text)

    async def watch_timers(self) -> None:
        """Lock the ballots whose time is up, once votes on their way have had their grace."""
        late = utc_now() - GRACE - A_LITTLE
        for room in list(self._hub.rooms.values()):
            until = room.look.open_until if room.look is not None else None
            if until is not None and until < late and not room.locking:
                room.locking = True
                self._hub.spawn(self._lock(room))

    async def _lock(self, room: RoomHere) -> None:
        try:
            await self._hub.run(self._hub.desk.time_up, room.id, utc_now())
            await self._look_at([room.id])
        finally:
            room.locking = False

    async def look(self) -> None:
        """Look at every room, so that lost news is made up for."""
        if self._hub.rooms:
            await self._look_at(list(self._hub.rooms))

    async def _look_at(self, room_ids: list[int]) -> None:
        found = await self._hub.run(looks.look, self._hub.app, room_ids)
        for room_id in room_ids:
            room = self._hub.rooms.get(room_id)
            if room is None:
                continue
            before, room.look = room.look, found.get(room_id)
            if room.look is None:
                self._hub.dismiss_room(room)
            elif (
                before is None or before.state != room.look.state
            ):  # news may have got lost before the first look too
                self._hub.take(bus.News(room_id, bus.STATE))
            elif before.activity != room.look.activity:
                self._hub.take(bus.News(room_id, bus.ACTIVITY))

    async def check_access(self) -> None:
        """End the streams of those who may not see them any more."""
        open_now = [one for room in self._hub.rooms.values() for one in room.channels]
        if not open_now:
            return
        gone = await self._hub.run(gate.lost, self._hub.app, {one.holder for one in open_now})
        for one in open_now:
            if one.holder in gone:
                self._hub.dismiss(one)

    async def settle(self) -> None:
        """Enter one portion of each room's votes in people's own records, so that nobody else waits long to write."""
        for room_id in list(self._hub.rooms):
            await self._hub.run(self._hub.desk.settle, room_id, utc_now())

    async def write_presence(self) -> None:
        """Write down who has come, who is still here and who is gone."""
        due = self._hub.presence.due(time.monotonic())
        if due.here or due.away:
            await self._hub.run(looks.write_presence, self._hub.app, due, self._hub.pace.grace)


async def _every(seconds: float, work: Callable[[], Awaitable[None]]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await work()
        except Exception:
            log.exception("a duty of the live rooms went wrong")
