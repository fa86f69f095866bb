"""Carry news between server processes: over Redis, or over PostgreSQL when there is no Redis.

A way that breaks is mended by itself; what was lost meanwhile is made up for by a look at every room.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import make_url

from course.live import bus

if TYPE_CHECKING:
    from flask import Flask

FIRST_REST, LONGEST_REST = 0.2, 2.0  # seconds before a broken way is tried again
GATHER = 0.02  # seconds that news gathers: what is said twice is sent once
MOST_WAITING = 10_000
log = logging.getLogger("ryorin.live")


class Wire(Protocol):
    """Describe a way to the other processes; both functions raise when it is broken."""

    def texts(self, connected: Callable[[], None]) -> AsyncIterator[str]:
        """Give what the others send, after telling that the way is open."""
        ...

    async def send(self, texts: Sequence[str]) -> None:
        """Send something to everybody."""
        ...

    async def close(self) -> None:
        """Let go of the connections."""
        ...


class Relay:
    """Send this process's news to the others, and take theirs."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._name = secrets.token_hex(4)  # so that a process does not take its own news twice
        self._waiting: dict[bus.News, None] = {}
        self._wake = asyncio.Event()

    def send(self, news: bus.News) -> None:
        """Send news as soon as the way is open; on the event loop."""
        if len(self._waiting) < MOST_WAITING:
            self._waiting[news] = None
        self._wake.set()

    def run(
        self, take: Callable[[bus.News], None], missed: Callable[[], None]
    ) -> Iterator[Coroutine[Any, Any, None]]:
        """Give the two tasks of the relay: listening and sending."""
        yield self._listen(take, missed)
        yield self._send_and_close()

    async def _listen(self, take: Callable[[bus.News], None], missed: Callable[[], None]) -> None:
        rest = FIRST_REST
        while True:
            try:
                async for text in self._wire.texts(missed):
                    rest = FIRST_REST
                    name, _, said = text.partition(" ")
                    news = bus.read(said)
                    if news is not None and name != self._name:
                        take(news)
            except Exception as error:
                log.warning("no news from other processes: %s", type(error).__name__)
            await asyncio.sleep(rest)
            rest = min(LONGEST_REST, rest * 2)

    async def _send_and_close(self) -> None:
        try:
            await self._sending()
        finally:
            await self._wire.close()

    async def _sending(self) -> None:
        rest = FIRST_REST
        while True:
            await self._wake.wait()
            await asyncio.sleep(GATHER)
            self._wake.clear()
            waiting, self._waiting = self._waiting, {}
            try:
                await self._wire.send([f"{self._name} {news}" for news in waiting])
            except Exception as error:
                log.warning("no news to other processes: %s", type(error).__name__)
                self._waiting = waiting | self._waiting
                self._wake.set()
                await asyncio.sleep(rest)
                rest = min(LONGEST_REST, rest * 2)
            else:
                rest = FIRST_REST


class RedisWire:
    """Publish and subscribe on a Redis server."""

    def __init__(self, url: str, topic: str) -> None:
        from redis import asyncio as aioredis  # noqa: PLC0415  # takes a while, and few installations need it
        from redis.asyncio.retry import Retry  # noqa: PLC0415
        from redis.backoff import NoBackoff  # noqa: PLC0415

        self._topic = topic
        self._redis = aioredis.from_url(
            url,
            decode_responses=True,
            socket_connect_timeout=2,
            health_check_interval=5,
            retry=Retry(NoBackoff(), 0),  # a broken way must be noticed here, where a look makes up for it
        )

    async def texts(self, connected: Callable[[], None]) -> AsyncIterator[str]:
        """Give what is published under the topic."""
        async with self._redis.pubsub() as subscription:
            await subscription.subscribe(self._topic)
            connected()
            while True:
                message = await subscription.get_message(ignore_subscribe_messages=True, timeout=5)
                if message is not None:
                    yield str(message["data"])

    async def send(self, texts: Sequence[str]) -> None:
        """Publish under the topic."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for text in texts:
                pipe.publish(self._topic, text)
            await pipe.execute()

    async def close(self) -> None:
        """Let go of the connections."""
        await self._redis.aclose()


class PostgresWire:
    """Notify and listen on the database itself."""

    def __init__(self, url: str, topic: str) -> None:
        self._url, self._topic = url, topic
        self._sender: Any = None

    async def _connect(self) -> Any:
        from psycopg import AsyncConnection  # noqa: PLC0415

        return await AsyncConnection.connect(self._url, autocommit=True, connect_timeout=5)

    async def texts(self, connected: Callable[[], None]) -> AsyncIterator[str]:
        """Give what is notified on the channel."""
        async with await self._connect() as connection:
            await connection.execute(f'LISTEN "{self._topic}"')
            connected()
            async for notice in connection.notifies():
                yield notice.payload

    async def send(self, texts: Sequence[str]) -> None:
        """Notify on the channel."""
        if self._sender is None or self._sender.closed:
            self._sender = await self._connect()
        for text in texts:
            await self._sender.execute("SELECT pg_notify(%s, %s)", (self._topic, text))

    async def close(self) -> None:
        """Let go of the connection."""
        if self._sender is not None:
            await self._sender.close()


def relay_of(app: Flask) -> Relay | None:
    """Give the way to other processes that the settings ask for; None when there is one process."""
    # Two installations may share a Redis server: the topic is made from what only one's processes have in common.
    topic = "ryorin_" + hashlib.sha256(f"live/{app.config['SECRET_KEY']}".encode()).hexdigest()[:16]
    if app.config["REDIS_URL"]:
        return Relay(RedisWire(app.config["REDIS_URL"], topic))
    url = make_url(app.config["SQLALCHEMY_DATABASE_URI"])
    if url.get_backend_name() == "postgresql":
        plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
        return Relay(PostgresWire(plain, topic))
    return None
