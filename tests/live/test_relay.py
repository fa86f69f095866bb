"""News between processes: over Redis, over PostgreSQL, and over a way that breaks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import pytest
from flask import Flask

from course.live import relay
from course.live.bus import ACTIVITY, STATE, News
from course.live.relay import PostgresWire, RedisWire, Relay, relay_of
from tests.databases import Databases
from tests.with_redis import PROGRAM, RedisServer

NEWS = News(7, STATE)


class Ear:
    def __init__(self) -> None:
        self.heard: list[News] = []
        self.missed = 0

    def take(self, news: News) -> None:
        self.heard.append(news)

    def miss(self) -> None:
        self.missed += 1


async def until(true: Callable[[], Any], seconds: float = 8.0) -> None:
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not come about")


async def talk(make: Callable[[], Any], between: Callable[[Relay, Ear], Any] | None = None) -> None:
    """Let two processes talk: news reaches the other one, once, and never comes back."""
    first, second, ear, own = Relay(make()), Relay(make()), Ear(), Ear()
    tasks = [
        asyncio.ensure_future(work)
        for work in (*first.run(own.take, own.miss), *second.run(ear.take, ear.miss))
    ]
    try:
        await until(lambda: ear.missed and own.missed)
        for _ in range(5):
            first.send(NEWS)
        first.send(News(8, ACTIVITY))
        await until(lambda: len(ear.heard) == 2)
        assert ear.heard == [NEWS, News(8, ACTIVITY)]
        if between is not None:
            await between(first, ear)
        await asyncio.sleep(0.1)
        assert own.heard == []
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class BrokenWire:
    """A way that breaks at every other attempt."""

    def __init__(self) -> None:
        self.turns = 0
        self.sent: list[str] = []

    async def texts(self, connected: Callable[[], None]) -> AsyncIterator[str]:
        self.turns += 1
        if self.turns % 2:
            raise ConnectionError
        connected()
        yield "other 7 state"
        yield "other nonsense"
        raise ConnectionError

    async def send(self, texts: Sequence[str]) -> None:
        if self.turns < 3:
            raise ConnectionError
        self.sent.extend(texts)

    async def close(self) -> None:
        self.turns = -1


def test_a_way_that_breaks_is_tried_again_and_nothing_waiting_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay, "FIRST_REST", 0.01)

    async def work() -> None:
        wire, ear = BrokenWire(), Ear()
        tried = Relay(wire)
        tasks = [asyncio.ensure_future(work) for work in tried.run(ear.take, ear.miss)]
        tried.send(NEWS)
        tried.send(NEWS)
        await until(lambda: ear.missed >= 2 and wire.sent)
        assert set(ear.heard) == {NEWS}
        assert [text.partition(" ")[2] for text in wire.sent] == ["7 state"]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(work())


@pytest.mark.server
@pytest.mark.skipif(PROGRAM is None, reason="no redis-server in PATH")
def test_over_redis_which_may_stop_and_start() -> None:
    with RedisServer() as server:

        async def restart(first: Relay, ear: Ear) -> None:
            missed = ear.missed
            server.stop()
            first.send(NEWS)  # nobody can take it now; it waits
            await asyncio.sleep(0.3)
            server.start()
            await until(lambda: ear.missed > missed)
            first.send(NEWS)
            await until(lambda: len(ear.heard) > 2)
            assert set(ear.heard[2:]) == {NEWS}

        asyncio.run(talk(lambda: RedisWire(server.url, "topic"), restart))


@pytest.mark.database
def test_over_postgresql(databases: Databases) -> None:
    if not databases.on_postgres:
        pytest.skip("runs on PostgreSQL")
    url = databases.fresh().replace("postgresql+psycopg", "postgresql")
    asyncio.run(talk(lambda: PostgresWire(url, "ryorin_topic")))


def test_the_settings_choose_the_way(app: Flask) -> None:
    on_postgres = app.config["SQLALCHEMY_DATABASE_URI"].startswith("postgresql")
    assert (relay_of(app) is not None) is on_postgres
    app.config["REDIS_URL"] = "redis://127.0.0.1:1"
    chosen = relay_of(app)
    assert chosen is not None and isinstance(chosen._wire, RedisWire)
