"""Let a generated person play scenarios and quarters, drawn from those really played. PURE."""

from __future__ import annotations

import math

from course.demo.life import Life, ability_of, edition
from course.demo.material import Play
from course.demo.quarter_rows import quarter_rows
from course.demo.talks import Talk
from course.roleplay.models import PRACTICE, SCORED

# What people type before they see the lines; none is anybody's real sentence.
WORDS = (
    "いつごろまでに決めたいか、先に伺ってもよろしいですか。",
    "金額のほかに、引っかかっている点はありますか。",
    "どなたと相談されるご予定ですか。",
    "今回は見送る、という選択もあると思います。",
    "ほかにも検討されている会社はありますか。",
    "次にお会いする日だけ、決めておきませんか。",
    None,
)


def talk_once(life: Life, place: int, last: bool) -> None:
    play: Play = edition(life, life.world.material.plays[place])
    chance = life.chance
    if life.talked and chance.random() < 0.06:
        number, play, talk = chance.choice(life.talked)
        if talk.branch is not None:
            kept, other = talk.branch
            _write_run(life, play, other, PRACTICE, branched=(number, kept))
            return
    ability = ability_of(life)
    expert = 0.7 / (1.0 + math.exp(1.2 * (0.6 - ability)))
    player = (
        "expert" if chance.random() < expert else life.person.style if chance.random() < 0.7 else "random"
    )
    talks = play.talks[player] or play.talks["random"]
    talk = talks[chance.randrange(len(talks))]
    mode = PRACTICE if chance.random() < 0.55 else SCORED
    ends = not (last or chance.random() < 0.05)
    number = _write_run(life, play, talk, mode, ends=ends)
    if ends:
        life.talked.append((number, play, talk))


def _write_run(
    life: Life,
    play: Play,
    talk: Talk,
    mode: str,
    *,
    ends: bool = True,
    branched: tuple[int, int] | None = None,
) -> int:
    chance, clock, rows, user_id = life.chance, life.world.clock, life.world.rows, life.person.user_id
    number = life.world.numbers.take("run")
    began = clock.text(life.now)
    say_first = branched is None and chance.random() < 0.1
    events = talk.undone if talk.undone is not None and mode == PRACTICE and not say_first else talk.events
    if not ends:
        events = events[: chance.randrange(1, len(events))] if len(events) > 1 else ()
    written, seq = rows["run_event"], 0
    for place, (kind, scene, choice) in enumerate(events):
        if say_first:
            words = chance.choice(WORDS)
            written.append((number, seq, "words", scene, None, words, clock.text(life.now)))
            seq += 1
        if branched is None or place >= branched[1]:
            life.now += 1
        written.append((number, seq, kind, scene, choice, None, clock.text(life.now)))
        seq += 1
    at = clock.text(life.now)
    ended = (at, talk.raw, talk.score, talk.outcome, talk.buyer) if ends else (None,) * 5
    branch = branched if branched is not None else (None, None)
    seed = chance.randrange(2**31)
    begun = (number, user_id, play.scenario_id, play.version, mode, seed, int(say_first), began)
    rows["run"].append((*begun, *branch, *ended))
    if ends:
        for skill, value in talk.skills:
            rows["observation"].append((user_id, skill, value, at, "run", number))
    return number


def play_quarter(life: Life, _: None, last: bool) -> None:
    quarters = life.world.material.quarters
    if not quarters:
        return
    played = quarters[life.chance.randrange(len(quarters))]
    number = life.world.numbers.take("quarter")
    ends = not last
    rows = quarter_rows(played, number, life.person.user_id, life.now, life.world.clock, ends=ends)
    life.world.rows["quarter"].append(rows.row)
    life.world.rows["quarter_event"].extend(rows.events)
    life.now = rows.until
    if ends:
        at = life.world.clock.text(life.now)
        for skill, value in played.skills.items():
            life.world.rows["observation"].append((life.person.user_id, skill, value, at, "quarter", number))
