"""Measure a live room: a thousand phones in one process, two thousand idle streams, and a room over two processes.

The servers are real ones in processes of their own; the crowd is this process, which shares the machine with them. Every
phone joins as a browser does (the door, the seat, the page, the stream), votes in both ballots of every round, and is
answered only after the commit. In the middle, things go wrong on purpose.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
from sqlalchemy import create_engine, make_url, text

from tests.crowd import (
    Crowd,
    House,
    Trainer,
    allow_many_connections,
    on_offer,
    percentile,
    until,
)
from tests.databases import POSTGRES
from tests.with_redis import PROGRAM, RedisServer

PHONES = int(os.environ.get("ROOM_PHONES", "1000"))
ROUNDS = int(os.environ.get("ROOM_ROUNDS", "20"))
ROUNDS_OF_TWO = max(2, ROUNDS // 3)
SPREAD = 2.5  # seconds within which everybody votes; two ballots make five
PAGES = 100
QUIZ, LESSON = "test-close", "test-close"


def measure() -> dict[str, float]:
    """Measure one process on SQLite, then two on PostgreSQL and Redis."""
    allow_many_connections()
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(_one_process(Path(folder)))
    return figures | _two_processes()


# -- one process -------------------------------------------------------------------------------------------------


async def _one_process(folder: Path) -> dict[str, float]:
    house = House(folder)
    trainer, crowd = Trainer(house), Crowd()
    try:
        house.set_up()
        await trainer.open_room(QUIZ, cap=PHONES + 100)
        joined = await crowd.join(trainer.code, [house.port], PHONES)
        hall = asyncio.ensure_future(_watch(trainer, "projector"))
        found = await _rounds(trainer, crowd, ROUNDS)
        memory = house.memory_mb()
        back = await _killed(house, trainer, crowd)
        await _bad_line(trainer, crowd)
        hall.cancel()
        url = f"sqlite:///file:{folder}/ryorin.sqlite3?mode=ro&uri=true"
        figures = {
            "join_s": joined,
            "memory_mb": memory,
            "back_s": back,
            **found,
            **_held_against(url, crowd),
        }
        named = {f"room.{PHONES}.{name}": value for name, value in figures.items()}
        return named | await _idle(house, trainer, crowd)
    finally:
        crowd.close()
        await trainer.close()
        house.kill()


async def _watch(trainer: Trainer, screen: str) -> None:
    """Keep a screen of the trainer's open, as in a hall: its counts and pictures cost the server something."""
    while True:
        try:
            path = f"/rooms/{trainer.room_id}/stream?screen={screen}"
            async with trainer.http.stream("GET", path, timeout=None) as answer:
                async for _ in answer.aiter_bytes():
                    pass
        except httpx.TransportError:
            await asyncio.sleep(0.5)


async def _rounds(trainer: Trainer, crowd: Crowd, rounds: int) -> dict[str, float]:
    reveals: list[float] = []
    before = [len(phone.acks) for phone in crowd.phones]
    for number in range(rounds):
        await crowd.all_see(await trainer.ask(trainer.refs[number % len(trainer.refs)]))
        for then in ("revote", "reveal"):
            place = await on_offer(crowd.phones[0])
            told = await crowd.vote(*place, SPREAD)
            if set(told) != {"kept"}:
                raise RuntimeError(f"votes were refused: {set(told)}")
            if then == "revote":
                await crowd.all_see((await trainer.step("lock"))[0])
            # The last one locks and reveals at once: from the button to every phone.
            seq, pressed = await trainer.step(then)
            await crowd.all_see(seq)
            if then == "reveal":
                reveals += [phone.seen[seq] - pressed for phone in crowd.phones]
    acks = [ack for phone, old in zip(crowd.phones, before, strict=True) for ack in phone.acks[old:]]
    return {
        "ack_p50_ms": percentile(acks, 0.5) * 1000,
        "ack_p95_ms": percentile(acks, 0.95) * 1000,
        "reveal_p50_ms": percentile(reveals, 0.5) * 1000,
        "reveal_p95_ms": percentile(reveals, 0.95) * 1000,
    }


async def _killed(house: House, trainer: Trainer, crowd: Crowd) -> float:
    """Kill the server with -9 while everybody votes; give the seconds from its return to the last phone's."""
    await crowd.all_see(await trainer.ask(trainer.refs[0]))
    place = await on_offer(crowd.phones[0])
    voting = asyncio.ensure_future(crowd.vote(*place, SPREAD))
    await asyncio.sleep(SPREAD / 2)
    house.kill()
    await until(lambda: not any(phone.heard for phone in crowd.phones), 30, "silence")
    await asyncio.to_thread(house.start)
    started = time.perf_counter()
    await until(lambda: all(phone.heard for phone in crowd.phones), 60, "everybody's return")
    back = time.perf_counter() - started
    if set(await voting) != {"kept"}:
        raise RuntimeError("votes got lost with the server")
    await _count_is(trainer, len(crowd.phones))
    await trainer.step("lock")
    await crowd.all_see((await trainer.step("reveal"))[0])
    return back


async def _bad_line(trainer: Trainer, crowd: Crowd) -> None:
    """Lose a tenth of all requests, there or back, while one phone reloads every second."""
    await crowd.all_see(await trainer.ask(trainer.refs[1]))
    place = await on_offer(crowd.phones[0])
    for phone in crowd.phones:
        phone.drop = 0.1

    async def thumb() -> None:
        while True:
            await crowd.phones[-1].reload()
            await asyncio.sleep(1)

    reloading = asyncio.ensure_future(thumb())
    told = await crowd.vote(*place, SPREAD)
    reloading.cancel()
    for phone in crowd.phones:
        phone.drop = 0.0
    if set(told) != {"kept"}:
        raise RuntimeError(f"a bad line cost votes: {set(told)}")
    await _count_is(trainer, len(crowd.phones))
    await trainer.step("lock")
    await crowd.all_see((await trainer.step("reveal"))[0])


async def _count_is(trainer: Trainer, expected: int) -> None:
    """Check the projector's count; it counts who is here, and who was cut off is here again after a moment."""
    counted = await trainer.count(expected)
    if counted != expected:
        raise RuntimeError(f"the projector says {counted}, not {expected}")


def _held_against(url: str, crowd: Crowd) -> dict[str, float]:
    """Hold the rows against what the phones were told: votes lost or another, and votes there twice."""
    engine = create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT participant_id, round, ballot, chosen FROM vote")).all()
    engine.dispose()
    there: dict[tuple[int, int, int], list[str]] = {}
    for who, number, ballot, chosen in rows:
        there[who, number, ballot] = json.loads(chosen) if isinstance(chosen, str) else chosen
    promised = {
        (phone.number, *place): chosen for phone in crowd.phones for place, chosen in phone.kept.items()
    }
    lost = sum(there.get(place) != chosen for place, chosen in promised.items())
    return {"lost": lost, "doubled": len(rows) - len(there), "votes": len(promised)}


async def _idle(house: House, trainer: Trainer, crowd: Crowd) -> dict[str, float]:
    """Hold two streams for every phone, and load pages meanwhile."""
    twins = Crowd()
    for phone in crowd.phones:
        twin = type(phone)(twins, phone.code, phone.port, phone.rng, dict(phone.cookies))
        twins.phones.append(twin)
    for start in range(0, len(twins.phones), 50):
        await asyncio.gather(*(twin.open() for twin in twins.phones[start : start + 50]))
    await twins.all_see(0, 60)
    streams = len(crowd.phones) + len(twins.phones)
    waits = []
    for _ in range(PAGES):
        begun = time.perf_counter()
        answer = await trainer.http.get(f"/lessons/{LESSON}")
        waits.append((time.perf_counter() - begun) * 1000)
        assert answer.status_code == 200
        await asyncio.sleep(0.05)
    memory = house.memory_mb()
    twins.close()
    name = f"room.idle{streams}"
    return {
        f"{name}.page_p50_ms": percentile(waits, 0.5),
        f"{name}.page_p95_ms": percentile(waits, 0.95),
        f"{name}.memory_mb": memory,
    }


# -- two processes -----------------------------------------------------------------------------------------------


def _two_processes() -> dict[str, float]:
    """Run this module again beside a PostgreSQL server."""
    if PROGRAM is None:
        print("  skipped two processes: no redis-server in PATH (Debian's package redis-server has it)")
        return {}
    words = [sys.executable, "-m", "tests.with_postgres", sys.executable, "-m", "tests.benchmarks.room"]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError("two processes: it broke, see above")
    figures: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return figures


async def _two(folder: Path, url: str, redis: RedisServer) -> dict[str, float]:
    environment = {"DATABASE_URL": url, "REDIS_URL": redis.url}
    houses = [House(folder, **environment)]
    crowd = Crowd()
    trainer = Trainer(houses[0])
    try:
        houses[0].set_up()
        houses.append(House(folder, **environment))
        ports = [house.port for house in houses]
        await trainer.open_room(QUIZ, cap=PHONES + 100)
        joined = await crowd.join(trainer.code, ports, PHONES)
        hall = asyncio.ensure_future(_watch(trainer, "projector"))
        found = await _rounds(trainer, crowd, ROUNDS_OF_TWO)
        memory = max(house.memory_mb() for house in houses)
        away = await _without_redis(redis, trainer, crowd)
        hall.cancel()
        figures = {"join_s": joined, "memory_mb": memory, "without_redis_s": away, **found}
        return {f"room.two.{name}": value for name, value in {**figures, **_held_against(url, crowd)}.items()}
    finally:
        crowd.close()
        await trainer.close()
        for house in houses:
            house.kill()


async def _without_redis(redis: RedisServer, trainer: Trainer, crowd: Crowd) -> float:
    """Stop Redis, run a round, start it again; give the longest that a step took to reach the last phone."""
    redis.stop()
    longest = 0.0
    for what in ("open", "reveal"):
        fields = {"round_kind": "question", "ref": trainer.refs[2]} if what == "open" else {}
        seq, pressed = await trainer.step(what, **fields)
        await crowd.all_see(seq)
        longest = max(longest, time.perf_counter() - pressed)
        if what == "open":
            place = await on_offer(crowd.phones[1])
            if set(await crowd.vote(*place, SPREAD)) != {"kept"}:
                raise RuntimeError("votes were refused without Redis")
            await _count_is(trainer, len(crowd.phones))
    redis.start()
    await asyncio.sleep(3)
    await crowd.all_see(await trainer.ask(trainer.refs[3]))
    return longest


def main() -> None:
    """Measure two processes on the PostgreSQL server that the environment names, and print the figures."""
    allow_many_connections()
    server = make_url(os.environ[POSTGRES])
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CREATE DATABASE ryorin_room"))
    engine.dispose()
    url = server.set(database="ryorin_room").render_as_string(hide_password=False)
    with tempfile.TemporaryDirectory() as folder, RedisServer() as redis:
        print(json.dumps(asyncio.run(_two(Path(folder), url, redis))))


if __name__ == "__main__":
    main()
