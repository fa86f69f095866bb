"""Keep the open streams of one process up to date: one picture for each kind of screen, made once and sent to all.

Everything here runs on the event loop; what asks the database or renders runs in threads. The hub hears news of its own
process and, through a relay, of the others; what it misses it finds by looking at its rooms again and again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

from flask import Flask

from course.live import bus, channel, gate, looks
from course.live.ballots import Ballots, Paper, Ruling
from course.live.batches import Batcher
from course.live.channel import HOST_SCREENS, PHONE, Channel
from course.live.desk import Desk, desk_of
from course.live.gate import Claim, Host, Seat
from course.live.keeper import Keeper
from course.live.presence import Presence
from course.live.relay import Relay, relay_of

Answer = TypeVar("Answer")
MOST_ROOMS = 2000  # whose codes are remembered
COST_SHARE = 10  # the trainer's pictures take at most a tenth of one core because of activity
READERS = 4  # threads that read; few, so that pages get theirs
log = logging.getLogger("ryorin.live")


@dataclass(frozen=True, slots=True)
class Pace:
    """Hold how often things are done, in seconds."""

    beat: float = 10.0
    counts: float = 0.2  # the least time between two counts on a screen
    host: float = 1.0  # the least time between two whole pictures for the trainer because of activity
    look: float = 2.0
    access: float = 3.0
    presence: float = 1.0
    ballots: float = 0.01  # how long votes gather
    settle: float = 2.0
    grace: float = 5.0


@dataclass(slots=True, eq=False)
class Board:
    """Hold the picture of one kind of screen in one language, and who sees it."""

    screen: str
    language: str
    channels: set[Channel] = field(default_factory=set)
    text: bytes = b""
    version: str = ""
    due: bool = True  # it must be made again and sent
    old: bool = False  # somebody who comes new must not be given it


@dataclass(slots=True, eq=False)
class RoomHere:
    """Hold one room that has open streams in this process."""

    id: int
    boards: dict[tuple[str, str], Board] = field(default_factory=dict)
    look: looks.Look | None = None
    making: asyncio.Task[None] | None = None
    counting: asyncio.Task[None] | None = None
    locking: bool = False
    counts_due: bool = False
    host_at: float = 0.0  # when the trainer's pictures may be made again because of activity
    host_cost: float = 0.0  # seconds that the last of them took

    @property
    def host_is_old(self) -> bool:
        """Tell whether a screen of the trainer's shows less than what has happened."""
        return any(board.old and board.screen in HOST_SCREENS for board in self.boards.values())

    @property
    def channels(self) -> Iterable[Channel]:
        """Give every open stream of the room."""
        return [one for board in self.boards.values() for one in board.channels]


class Hub:
    """Serve the streams of one process."""

    def __init__(self, app: Flask, desk: Desk, pace: Pace | None = None, relay: Relay | None = None) -> None:
        self.app, self.desk, self.pace = app, desk, pace or Pace()
        self.rooms: dict[int, RoomHere] = {}
        self.presence = Presence(grace=self.pace.grace)
        self._relay = relay
        self._codes: dict[str, int] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="live-read")
        self._painters = ThreadPoolExecutor(2, thread_name_prefix="live-paint")
        writer = ThreadPoolExecutor(1, thread_name_prefix="live-votes")
        ballots = Ballots(app, desk.offer, lambda room_id: self.hear(bus.News(room_id, bus.ACTIVITY)))
        self._votes: Batcher[Paper, Ruling | None] = Batcher(
            ballots.count, writer, most=500, rest=self.pace.ballots
        )
        self._seats: Batcher[Claim, Seat | None] = Batcher(
            lambda claims: gate.find_seats(app, claims), self._readers, most=500
        )

    # -- the life of the hub -------------------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to work, on the running event loop; once begun, this does nothing."""
        if self._loop is not None:
            return
        self._loop = asyncio.get_running_loop()
        for work in Keeper(self).duties():
            self.spawn(work)
        if self._relay is not None:
            for work in self._relay.run(self.take, self.missed):
                self.spawn(work)

    async def close(self) -> None:
        """Write the votes that were handed in, and end every stream; the browsers will come back."""
        self._closing = True
        await self._votes.drain()
        for room in self.rooms.values():
            for one in room.channels:
                one.end()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for pool in (self._readers, self._painters):
            pool.shutdown(wait=False, cancel_futures=True)

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something beside everything else; it is cancelled when the hub closes."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def run(self, work: Callable[..., Answer], *arguments: Any) -> Answer:
        """Run something that asks the database in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, work, *arguments)

    async def vote(self, paper: Paper) -> Ruling | None:
        """Hand in a vote; the answer comes after the commit. None: it could not be written, and may be sent again."""
        return await self._votes.do(paper)

    async def seat_of(self, claim: Claim) -> Seat | None:
        """Find whose seat a browser claims."""
        return await self._seats.do(claim)

    async def host_of(self, room_id: int, session: str) -> Host | None:
        """Find who asks, if they may run the room."""
        return await self.run(gate.find_host, self.app, room_id, session)

    async def room_number(self, code: str) -> int | None:
        """Find the room with a code; the codes of rooms that were found are remembered."""
        number = self._codes.get(code)
        if number is None:
            number = await self.run(looks.room_number, self.app, code)
            if number is not None:
                if len(self._codes) >= MOST_ROOMS:
                    self._codes.clear()
                self._codes[code] = number
        return number

    # -- news ----------------------------------------------------------------------------------------------------

    def hear(self, news: bus.News) -> None:
        """Take news of a change committed in this process; from any thread."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop has ended: nobody is left to be told
                loop.call_soon_threadsafe(self._hear_here, news)

    def saw(self, participant_id: int) -> None:
        """Take note of somebody who has loaded a page; from any thread."""
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self.presence.saw, participant_id)

    def _hear_here(self, news: bus.News) -> None:
        self.take(news)
        if self._relay is not None:
            self._relay.send(news)

    def take(self, news: bus.News) -> None:
        """Bring the screens of a room up to date, if any of them is open here."""
        room = self.rooms.get(news.room_id)
        if room is None:
            return
        if news.kind == bus.STATE:
            for board in room.boards.values():
                board.due = board.old = True
            self._paint(room)
            return
        for board in room.boards.values():
            board.old = board.old or board.screen in HOST_SCREENS
        room.counts_due = True
        if room.counting is None and any(board.screen in HOST_SCREENS for board in room.boards.values()):
            room.counting = self.spawn(self._count(room))

    def missed(self) -> None:
        """Look at everything again: the way to the other processes was broken for a while."""
        for room_id in list(self.rooms):
            self.take(bus.News(room_id, bus.STATE))

    # -- pictures ------------------------------------------------------------------------------------------------

    def _paint(self, room: RoomHere) -> None:
        if room.making is None and not self._closing:
            room.making = self.spawn(self._make(room))

    async def _make(self, room: RoomHere) -> None:
        try:
            while due := [board for board in room.boards.values() if board.due and board.channels]:
                board = min(due, key=lambda one: one.screen != PHONE)  # the many first
                board.due = board.old = False
                await self._make_board(room, board)
        except Exception:
            log.exception("the screens of room %d could not be made", room.id)
        finally:
            room.making = None

    async def _make_board(self, room: RoomHere, board: Board) -> None:
        begun = time.monotonic()
        painted = await self.picture(room.id, board.screen, board.language)
        if board.screen in HOST_SCREENS:
            room.host_cost = time.monotonic() - begun
        if painted is None:
            self.dismiss_room(room)
            return
        board.version = str(painted["version"])
        board.text = channel.event("state", painted, board.version)
        for one in list(board.channels):
            one.show(board.text, board.version)
        if painted["data"].get("closed"):  # this picture is the last
            for one in list(board.channels):
                one.end()
                self.leave(one)

    async def _count(self, room: RoomHere) -> None:
        """Send the trainer's screens the counts, and, less often, their whole picture with names and lists."""
        try:
            while room.counts_due or room.host_is_old:
                if room.counts_due:
                    room.counts_due = False
                    await self._send_counts(room)
                if room.host_is_old and time.monotonic() >= room.host_at:
                    for board in room.boards.values():
                        board.due = board.due or (board.old and board.screen in HOST_SCREENS)
                    self._paint(room)
                    room.host_at = time.monotonic() + max(self.pace.host, COST_SHARE * room.host_cost)
                await asyncio.sleep(self.pace.counts)
        except Exception:
            log.exception("the counts of room %d could not be made", room.id)
        finally:
            room.counting = None

    async def _send_counts(self, room: RoomHere) -> None:
        loop = asyncio.get_running_loop()
        counted = await loop.run_in_executor(self._painters, self.desk.counts, room.id)
        text = channel.event("counts", counted)
        for one in room.channels:
            if one.screen in HOST_SCREENS:
                one.put("counts", text)

    # -- streams -------------------------------------------------------------------------------------------------

    def join(self, one: Channel) -> None:
        """Take a new stream in: it gets the present picture, unless it has that, and everything from here on."""
        room = self.rooms.get(one.holder.room_id)
        if room is None:
            room = self.rooms[one.holder.room_id] = RoomHere(one.holder.room_id)
        key = (one.screen, one.language)
        board = room.boards.get(key)
        if board is None:
            board = room.boards[key] = Board(*key)
        board.channels.add(one)
        if isinstance(one.holder, Seat):
            self.presence.opened(one.holder.participant_id)
        if board.text and not (board.old or board.due):
            one.show(board.text, board.version)
        else:
            board.due = True
            self._paint(room)

    def leave(self, one: Channel) -> None:
        """Forget a stream that has ended."""
        room = self.rooms.get(one.holder.room_id)
        board = room.boards.get((one.screen, one.language)) if room is not None else None
        if room is None or board is None or one not in board.channels:
            return
        board.channels.discard(one)
        if isinstance(one.holder, Seat):
            self.presence.closed(one.holder.participant_id, time.monotonic())
        if not board.channels:
            del room.boards[one.screen, one.language]
        if not room.boards:
            del self.rooms[room.id]

    def open_screens(self, holder: Seat | Host) -> int:
        """Count the streams that somebody has open in this room."""
        if isinstance(holder, Seat):
            return self.presence.open_screens(holder.participant_id)
        room = self.rooms.get(holder.room_id)
        return sum(one.holder == holder for one in room.channels) if room is not None else 0

    def dismiss(self, one: Channel) -> None:
        """End a stream for good: there is no right to it any more, and the browser does not come back by itself."""
        one.end(channel.event("gone", {}))
        self.leave(one)

    def dismiss_room(self, room: RoomHere) -> None:
        """End every stream of a room that is no more."""
        for one in list(room.channels):
            self.dismiss(one)

    async def picture(self, room_id: int, screen: str, language: str) -> dict[str, Any] | None:
        """Make one picture for a browser that polls."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._painters, self.desk.payload, room_id, screen, language)


def make_hub(app: Flask, desk: Desk | None = None, pace: Pace | None = None) -> Hub:
    """Make the hub of an application that is going to serve."""
    hub = Hub(app, desk or desk_of(app), pace, relay_of(app))
    app.extensions[bus.EXTENSION] = hub
    return hub
