"""The two-wheels rep once more, written with SimPy: a process for each person and one for the rep.

The yardstick for the compiled simulator's speed, and a second opinion on its figures. Same model, same
parameters, another author's way of writing it; its luck comes from a running stream.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Generator
from typing import Any

import simpy

from course.pipeline.parameters import PARAMETERS

UNKNOWN, FUTURE, HOT, NEVER = range(4)


class Person:
    """A potential customer, as nature made them and as the rep knows them."""

    __slots__ = (
        "age", "dead", "estimated", "fit", "idle", "invited", "knows", "listed",
        "momentum", "naive", "open", "presented", "soon", "trust",
    )  # fmt: skip

    def __init__(self, p: dict[str, float], chance: Callable[[], float]) -> None:
        low = p["need_min"]
        need = chance() < 1.0 - low * low * (3.0 - 2.0 * low)
        self.fit = need and chance() < p["budget"] and chance() < p["authority"]
        self.soon, self.naive = chance() < p["soon"], chance() < p["naive"]
        self.trust = p["trust_first"]
        self.age = self.idle = 0
        self.invited = 99
        self.knows, self.listed = UNKNOWN, True
        self.open = self.dead = self.presented = self.estimated = self.momentum = False


class Rep:
    """A rep, the list, and what came of a run; `net` holds net contracts by month."""

    def __init__(self, seed: int, weeks: int = 48, warm_up: int = 48) -> None:
        self.p = {name: parameter.few_large for name, parameter in PARAMETERS.items()}
        self.random = random.Random(seed)
        self.chance = self.random.random
        self.weeks, self.warm_up = weeks, warm_up
        self.people: list[Person] = []
        self.net = [0] * (weeks // 4)
        self.market = self.random.gauss(0.0, self.p["market_sd"])
        self.hours = 0.0
        self.env = simpy.Environment()
        self.env.process(self.work())
        self.env.run(until=warm_up + weeks)

    # ---- what a person goes through

    def life(self, q: Person) -> Generator[Any, Any, None]:
        """Live from week to week until off the list; the rep works in between."""
        yield self.env.timeout(0.5)
        while q.listed:
            self.week_of(q)
            yield self.env.timeout(1.0)

    def week_of(self, q: Person) -> None:
        p, chance = self.p, self.chance
        q.age += 1
        q.idle += 1
        q.invited += 1
        if q.idle > 1:
            q.trust *= 1.0 - p["decay"]
        if q.fit and not q.dead:
            if q.open:
                q.dead = chance() < p["window_loss"] * (1.0 - p["window_trust"] * max(0.0, q.trust))
            else:
                u = chance()
                q.open = u < 1.0 / (p["weeks_soon"] if q.soon else p["weeks_late"])
                q.dead = not q.open and u > 1.0 - p["death"]
        if q.trust < 0.0 and chance() < -p["refuse"] * q.trust:
            q.knows = NEVER
        if q.fit and q.open and not q.dead and q.knows != HOT and chance() < p["hand"] * q.trust:
            q.knows = HOT

    # ---- acts

    def ready(self, q: Person) -> float:
        p = self.p
        return (
            p["ready_trust"] * q.trust
            + p["ready_presented"] * q.presented
            + p["ready_estimated"] * q.estimated
        )

    def spend(self, people: list[Person], hours: float) -> list[Person]:
        served = []
        for q in people:
            if q.listed:
                if hours > self.hours + 1e-6:
                    break
                self.hours = max(0.0, self.hours - hours)
                q.idle = 0
                served.append(q)
        return served

    def learn(self, q: Person) -> None:
        q.knows = NEVER if not q.fit or q.dead else HOT if q.open else FUTURE

    def sign(self, q: Person) -> None:
        p = self.p
        margin = p["ready"] + p["regret_margin"]
        q.listed = False
        cancelled = (
            self.chance() < p["regret"] + p["regret_unready"] * max(0.0, margin - self.ready(q)) / margin
        )
        week = int(self.env.now) - self.warm_up
        if week >= 0 and not cancelled:
            self.net[week // 4] += 1

    def ask(self, people: list[Person], hours: float) -> None:
        p, chance = self.p, self.chance
        for q in self.spend(people, hours):
            r = self.ready(q)
            reveal = p["reveal"] + p["reveal_trust"] * q.trust
            if chance() < reveal + p["reveal_presented"] * q.presented + p["reveal_estimated"] * q.estimated:
                self.learn(q)
            if r >= p["ready"]:
                q.trust += p["gain_test"] * (1.0 - q.trust)
                q.momentum = q.momentum or q.knows == HOT
                continue
            q.trust = max(p["trust_min"], q.trust - p["cost_early"] * (1.0 - max(0.0, r) / p["ready"]))
            if q.naive and q.fit and not q.dead and chance() < p["railroad"]:
                self.sign(q)

    def present(self, people: list[Person]) -> list[Person]:
        p = self.p
        coming = []
        for q in self.spend(people, p["h_invite"]):
            q.invited = 0
            never = not q.fit or q.dead
            accepts = p["accept_never"] if never else p["accept_open"] if q.open else p["accept_later"]
            if self.chance() < accepts:
                coming.append(q)
        met = self.spend(coming, p["h_present"])
        for q in met:
            q.presented = True
            q.trust += p["gain_present"] * (1.0 - q.trust)
        return met

    def estimate(self, people: list[Person]) -> list[Person]:
        done = self.spend(people, self.p["h_estimate"])
        for q in done:
            q.estimated = True
            q.trust += self.p["gain_estimate"] * (1.0 - q.trust)
        return done

    def close(self, people: list[Person]) -> None:
        p = self.p
        for q in self.spend(people, p["h_close"]):
            if q.fit and q.open and not q.dead:
                win = p["win"] + p["win_trust"] * q.trust + p["win_momentum"] * q.momentum
                win += p["win_presented"] * q.presented + p["win_estimated"] * q.estimated
                if self.chance() < min(p["win_max"], max(0.0, win)):
                    self.sign(q)
                    continue
                q.dead = self.chance() < p["lose"]
            else:
                q.trust = max(p["trust_min"], q.trust - p["cost_close"])
            self.learn(q)

    def tend(self, people: list[Person], hours: float, gain: float) -> None:
        for q in self.spend(people, hours):
            q.trust += gain * (1.0 - q.trust)
            if (not q.fit or q.dead) and self.chance() < self.p["tell"]:
                q.knows = NEVER

    # ---- the week

    def work(self) -> Generator[Any, Any, None]:
        """Work half a week after nature has moved: the list first, then new people."""
        p = self.p
        yield self.env.timeout(0.5)
        while True:
            noise = self.random.gauss(0.0, p["market_sd"] * math.sqrt(1.0 - p["market_memory"] ** 2))
            self.market = p["market_memory"] * self.market + noise
            self.hours = p["hours"] - p["admin"] - p["report"] * len(self.people)
            kept = p["share"] * self.hours
            self.hours -= kept
            for q in self.people:
                if q.knows == NEVER:
                    q.listed = False
            self.work_list()
            for q in self.people:
                old = p["limit_unknown"] if q.knows == UNKNOWN else p["limit_future"]
                if q.knows in (UNKNOWN, FUTURE) and q.age > old:
                    q.listed = False
            self.people = [q for q in self.people if q.listed]
            self.meet(self.hours + kept)
            yield self.env.timeout(1.0)

    def work_list(self) -> None:
        p = self.p
        hot = [q for q in self.people if q.listed and q.knows == HOT]
        fresh = [q for q in hot if not q.presented]
        due = [q for q in hot if q.presented and not q.estimated]
        self.close([q for q in hot if q.presented and q.estimated])
        self.settle(self.estimate(due))
        self.settle(self.estimate(self.present(fresh)))
        unknown = [q for q in self.people if q.listed and q.knows == UNKNOWN]
        self.ask(
            self.present([q for q in unknown if not q.presented and q.trust >= 0.25 and q.invited >= 3]),
            p["h_test"],
        )
        self.ask(
            [q for q in unknown if q.knows == UNKNOWN and q.presented and q.idle >= 2], 2.0 * p["h_test"]
        )
        later = [q for q in self.people if q.listed and q.knows == FUTURE]
        again = [
            q for q in later if (q.idle >= 6 or (q.soon and q.idle >= 1)) and self.ready(q) >= p["ready"]
        ]
        self.ask(again, 2.0 * p["h_test"])
        young = [
            q for q in unknown if q.knows == UNKNOWN and not q.presented and q.trust < 0.30 and q.age <= 4
        ]
        self.tend(young, p["h_nurture"], p["gain_nurture"])
        quiet = [q for q in self.people if q.listed and q.knows in (UNKNOWN, FUTURE) and q.idle >= 5]
        self.tend(quiet, p["h_touch"], p["gain_touch"])

    def settle(self, offered: list[Person]) -> None:
        """Ask those who were just given an estimate; close those who said yes."""
        self.ask(offered, self.p["h_test"])
        self.close([q for q in offered if q.momentum])

    def meet(self, hours: float) -> None:
        p = self.p
        share = min(1.0, p["p_potential"] * math.exp(self.market - 0.5 * p["market_sd"] ** 2))
        for _ in range(self.poisson(hours / p["h_contact"] * share)):
            q = Person(p, self.chance)
            self.people.append(q)
            self.env.process(self.life(q))

    def poisson(self, mean: float) -> int:
        limit, k, product = math.exp(-mean), 0, self.chance()
        while product > limit:
            k += 1
            product *= self.chance()
        return k
