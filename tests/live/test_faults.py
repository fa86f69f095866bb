"""What goes wrong in a hall: a server killed, Redis away, a thumb that reloads, a line that loses a tenth of everything."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from tests.crowd import Crowd, House, Trainer, on_offer, until
from tests.small_course import write_course
from tests.standby import forked_server
from tests.test_server import wait_until_up
from tests.with_redis import PROGRAM, RedisServer

pytestmark = pytest.mark.server
SIZE = 40


class Home(House):
    """Run the server in a process forked from one that has imported everything."""

    def start(self) -> None:
        """Start, and wait until it serves."""
        self._life = ExitStack()
        words = ("--port", str(self.port))
        server = forked_server(self.folder.parent, *words, environment=self._environment)
        self._printed, address = self._life.enter_context(server)
        self.port = int(address.rstrip("/").rsplit(":", 1)[1])
        wait_until_up(address)

    def kill(self) -> None:
        """Kill it with -9."""
        self._life.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    content = write_course(tmp_path / "content")
    made = tmp_path / "instance"
    made.mkdir()
    (made / "config.toml").write_text(f'content_roots = ["{content}"]\n', encoding="utf-8")
    return made


@pytest.fixture
def house(folder: Path) -> Any:
    made = Home(folder)
    try:
        made.set_up()
        yield made
    finally:
        made.kill()


def rows(house: House) -> dict[tuple[int, int, int], str]:
    """Read the votes as they are in the database: who, round, ballot."""
    engine = create_engine(f"sqlite:///file:{house.folder}/ryorin.sqlite3?mode=ro&uri=true")
    with engine.connect() as connection:
        found = connection.execute(text("SELECT participant_id, round, ballot, chosen FROM vote")).all()
    engine.dispose()
    assert len({tuple(row[:3]) for row in found}) == len(found)
    return {(row[0], row[1], row[2]): row[3] for row in found}


def check_votes(house: House, crowd: Crowd) -> None:
    """Nothing that was acknowledged is lost or another, and nobody has two."""
    found = rows(house)
    promised = {
        (phone.number, *place): chosen for phone in crowd.phones for place, chosen in phone.kept.items()
    }
    assert {place: json.loads(found[place]) for place in promised} == promised


@asynccontextmanager
async def room(house: House, *others: House, size: int = SIZE) -> AsyncIterator[tuple[Trainer, Crowd]]:
    trainer, crowd = Trainer(house), Crowd()
    try:
        await trainer.open_room("first", cap=100)
        await crowd.join(trainer.code, [one.port for one in (house, *others)], size)
        yield trainer, crowd
    finally:
        crowd.close()
        await trainer.close()


def test_a_server_killed_in_the_middle_of_a_vote(house: House) -> None:
    """Everybody is back within ten seconds; the round stands, and every vote is there that was acknowledged."""

    async def work() -> None:
        async with room(house) as (trainer, crowd):
            await crowd.all_see(await trainer.ask("q1"))
            number, ballot, ids = await on_offer(crowd.phones[0])
            voting = asyncio.ensure_future(crowd.vote(number, ballot, ids, 1.5))
            await asyncio.sleep(0.7)
            house.kill()
            await until(lambda: not any(phone.heard for phone in crowd.phones), 30, "silence")
            await asyncio.to_thread(house.start)
            started = time.perf_counter()
            await until(lambda: all(phone.heard for phone in crowd.phones), 30, "everybody's return")
            assert time.perf_counter() - started < 10
            assert set(await voting) == {"kept"}
            assert await trainer.count(SIZE) == SIZE == len(rows(house))
            check_votes(house, crowd)
            assert (await trainer.state())["data"]["round"] == number
            seq, _ = await trainer.step("lock")
            await crowd.all_see(seq)

    asyncio.run(work())


def test_a_bad_line_and_a_phone_that_reloads_every_second(house: House) -> None:
    """A tenth of all requests is lost, there or back, and sent again: the projector's count equals the rows."""

    async def work() -> None:
        async with room(house) as (trainer, crowd):
            for phone in crowd.phones:
                phone.drop = 0.1
            done = False

            async def thumb() -> None:
                while not done:
                    await crowd.phones[0].reload()
                    await asyncio.sleep(1)

            reloading = asyncio.ensure_future(thumb())
            await crowd.all_see(await trainer.ask("q1"))
            for then in ("revote", "reveal"):
                number, ballot, ids = await on_offer(crowd.phones[1])
                told = await asyncio.gather(
                    crowd.vote(number, ballot, ids, 0.5), crowd.vote(number, ballot, ids, 0.5)
                )
                assert Counter(told[0] + told[1]) == {"kept": 2 * SIZE}
                there = [place for place in rows(house) if place[1:] == (number, ballot)]
                assert await trainer.count(SIZE) == SIZE == len(there)
                check_votes(house, crowd)
                await trainer.step("lock")
                await crowd.all_see((await trainer.step(then))[0])
            done = True
            await reloading
            assert len({phone.number for phone in crowd.phones}) == SIZE  # nobody became somebody else

    asyncio.run(work())


@pytest.mark.skipif(PROGRAM is None, reason="no redis-server in PATH")
def test_redis_stopped_and_started_between_two_processes(folder: Path) -> None:
    """While Redis is away the other process finds out by looking; nobody is refused anything, and nothing is lost."""

    async def work(redis: RedisServer, houses: list[House]) -> None:
        async with room(*houses, size=12) as (trainer, crowd):
            for away, ref in ((False, "q1"), (True, "q2"), (False, "q3")):
                if away:
                    redis.stop()
                seq = await trainer.ask(ref)
                await crowd.all_see(seq, 8)
                number, ballot, ids = await on_offer(crowd.phones[1])
                assert set(await crowd.vote(number, ballot, ids[:1], 0.1)) == {"kept"}
                await crowd.join(trainer.code, [house.port for house in houses], 2)
                there = [place for place in rows(houses[0]) if place[1:] == (number, ballot)]
                voters = len(crowd.phones) - 2
                assert await trainer.count(voters) == voters == len(there)
                if away:
                    redis.start()
                await crowd.all_see((await trainer.step("reveal"))[0], 8)
            check_votes(houses[0], crowd)

    with RedisServer() as redis:
        houses: list[House] = [Home(folder, REDIS_URL=redis.url)]
        try:
            houses[0].set_up()
            houses.append(Home(folder, REDIS_URL=redis.url))
            asyncio.run(work(redis, houses))
        finally:
            for house in houses:
                house.kill()
