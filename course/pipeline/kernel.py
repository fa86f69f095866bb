"""Run the weekly model: everything that is compiled, in one module.

Nature, the acts of a rep, the policies, and the loops around them, over the records laid out in `codes`: `p` the
parameters, `b` the people (the first `n` places are taken), `w` the world, `s` what is counted. Week `t`.
An act on a list is done on the first `m` people of list `k` whose `mark` is 1, in order, while the week's hours
`rem` last, and returns the hours left.

Chance is drawn by counter: `chance(key, week, event)` depends on nothing but its arguments, so two futures that
differ in one act share the luck of everything else. The law of each step is that of the table in
`parameter_table`; loops over everyone are written without branches, because which way a person goes is a coin
toss to the processor too.
"""

# Compiled code has no objects to bundle arguments in, and one long loop is faster than six short ones.
# ruff: noqa: PLR0911

from __future__ import annotations

import math
from typing import Any

import numpy as np

from course.pipeline import codes as c
from course.pipeline.jit import array_of, compile_for, entry, inner, is_compiled, scalar_of

People = Any  # one record of codes.PEOPLE
Place = Any  # place of one person in it
Parameters = Any  # one record of codes.PARAMETERS
World = Any  # one record of codes.WORLD
Tally = Any  # one record of codes.TALLY
Outreach = Any  # one record of codes.OUTREACH
Count = Any  # a signed 64-bit whole number

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_PEOPLE = np.uint64(0xD6E8FEB86659FD93)
_30, _27, _31, _11 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_ULP = 1.0 / 9007199254740992.0  # 2^-53

# Events of a person in a week, then of a rep in a week: the third argument of `chance`.
_E_WINDOW, _E_REFUSE, _E_HAND, _E_REVEAL, _E_RAILROAD = range(5)
_E_ACCEPT, _E_WIN, _E_LOSE, _E_TELL, _E_REGRET = range(5, 10)
_E_REFER, _E_SHOWN, _E_SHUT = 10, 11, 15  # _E_SHOWN takes four: need, budget, authority, timing
_E_AMOUNT = 0  # drawn in week 0 only, as the events of being born are
_E_BORN = 20  # need, budget, authority, soon, naive
_R_MARKET, _R_POTENTIALS, _R_CONTACTS, _R_INQUIRIES, _R_KEPT, _R_FAIR, _R_REFERRAL = 0, 1, 2, 3, 4, 5, 16
_EVENTS = 64
_BEFORE = 1 << 20  # a week long before the first one: for what is drawn once
_0, _1 = np.uint64(0), np.uint64(1)  # unsigned: a signed index would be checked for wrapping around
_PLENTY = 1e9  # hours
_SLACK = 1e-6  # hours: rounding never forbids an act


# ---- chance


@inner
def mix(z: Any) -> Any:
    """Scramble 64 bits (the finaliser of SplitMix64)."""
    z = (z ^ (z >> _30)) * _MIX_1
    z = (z ^ (z >> _27)) * _MIX_2
    return z ^ (z >> _31)


@inner
def fraction(z: Any) -> float:
    """Turn 64 random bits into a number in [0, 1)."""
    return float(np.int64(z >> _11) * _ULP)


@inner
def chance(key: Any, week: int, event: int) -> float:
    """Draw a number in [0, 1) for one event of one key in one week."""
    return fraction(mix(key + _GOLDEN * np.uint64(week * _EVENTS + event + 1)))


@inner
def normal(u: float) -> float:
    """Invert the standard normal distribution (Acklam's rational approximation, relative error 1.2e-9)."""
    u = min(max(u, 1e-16), 1.0 - 1e-16)
    if 0.02425 <= u <= 0.97575:
        q = u - 0.5
        r = q * q
        top = (-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02
        top = ((top * r + 1.383577518672690e02) * r - 3.066479806614716e01) * r + 2.506628277459239e00
        low = (-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02
        low = ((low * r + 6.680131188771972e01) * r - 1.328068155288572e01) * r + 1.0
        return q * top / low
    q = math.sqrt(-2.0 * math.log(min(u, 1.0 - u)))
    top = (-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838e00
    top = ((top * q - 2.549732539343734e00) * q + 4.374664141464968e00) * q + 2.938163982698783e00
    low = (7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996e00
    low = (low * q + 3.754408661907416e00) * q + 1.0
    return top / low if u < 0.5 else -top / low


@inner
def poisson(u: float, mean: float) -> int:
    """Invert the Poisson distribution: exact up to a mean of 50, Cornish-Fisher to second order above."""
    if mean <= 0.0:
        return 0
    if mean > 50.0:
        z = normal(u)
        return int(max(0.0, math.floor(mean + math.sqrt(mean) * z + (z * z - 1.0) / 6.0 + 0.5)))
    term = math.exp(-mean)
    total = term
    k = 0
    while u > total and k < 400:
        k += 1
        term *= mean / k
        total += term
    return k


# ---- one person


@inner
def readiness(p: Parameters, b: People, i: Place) -> float:
    """Say how far the talk has come: trust, presentation and estimate, weighted."""
    return float(
        p.ready_trust * b.trust[i] + p.ready_presented * b.presented[i] + p.ready_estimated * b.estimated[i]
    )


@inner
def hopeless(b: People, i: Place) -> bool:
    """Tell whether this person cannot or will not buy."""
    return bool(b.fit[i] == 0 or b.dead[i] == 1)


@inner
def conclude(b: People, i: Place, shown: int, s: Tally) -> None:
    """Draw the conclusion from what was just shown (bits); newly HOT counts as a prospect."""
    b.known[i] |= shown
    if (
        (shown & c.KNOWS_NEED and b.need[i] == 0)
        or (shown & c.KNOWS_BUDGET and b.budget[i] == 0)
        or (shown & c.KNOWS_AUTHORITY and b.authority[i] == 0)
        or (shown & c.KNOWS_TIMING and b.dead[i] == 1)
    ):
        b.knows[i] = c.NEVER
    elif shown & c.KNOWS_TIMING:
        b.told[i] = b.soon[i]
        if b.open[i] == 0:
            b.knows[i] = c.FUTURE
        elif b.knows[i] != c.HOT:
            b.knows[i] = c.HOT
            s.prospects += 1.0


@inner
def learn(b: People, i: Place, s: Tally) -> None:
    """Let the whole truth come out."""
    conclude(b, i, c.KNOWS_ALL, s)


@inner
def regret(p: Parameters, b: People, i: Place) -> float:
    """Give the chance that a contract signed now is cancelled: the less ready, the likelier."""
    margin = p.ready + p.regret_margin
    return float(p.regret + p.regret_unready * max(0.0, margin - readiness(p, b, i)) / margin)


@inner
def sign(p: Parameters, b: People, i: Place, t: int, s: Tally) -> None:
    """Sign a contract, which may be cancelled, or bring a referral later."""
    s.contracts += 1.0
    s.cycle += b.age[i]
    if chance(b.key[i], t, _E_REGRET) < regret(p, b, i):
        s.cancelled += 1.0
        b.on[i] = c.CANCELLED
        return
    b.on[i] = c.SIGNED
    s.content += 1.0
    s.amount += b.amount[i]
    if p.refer > 0.0 and chance(b.key[i], t, _E_REFER) < p.refer * b.trust[i]:
        s.promised += 1.0


@inner
def let_go(b: People, i: Place, s: Tally) -> None:
    """Take a person off the list."""
    b.on[i] = c.DROPPED
    s.dropped += 1.0
    if not hopeless(b, i):
        s.dropped_buyers += 1.0


@inner
def nature(p: Parameters, b: People, t: int) -> int:
    """Let a week pass for everyone: trust fades, windows open and shut, needs die. Count those who will not buy.

    No branch and no call that is not inlined, so that the loop is compiled to work on eight people at once.
    """
    fades, death = 1.0 - p.decay, 1.0 - p.death
    open_soon, open_late = 1.0 / p.weeks_soon, 1.0 / p.weeks_late
    window_loss, window_trust = p.window_loss, p.window_trust
    week = _GOLDEN * np.uint64(t * _EVENTS + _E_WINDOW + 1)
    hopeless_ones = 0
    for i in range(b.top):
        b.age[i] += 1
        b.invited[i] += 1
        idle = b.idle[i] + 1
        b.idle[i] = idle
        trust = b.trust[i] * (fades if idle > 1 else 1.0)
        b.trust[i] = trust
        u = fraction(mix(b.key[i] + week))
        left = b.opens[i]
        fixed = left > 0
        b.opens[i] = left - fixed
        shut = (b.open[i] == 1) & (u < window_loss * (1.0 - window_trust * max(0.0, trust)))
        opens = (left == 1) | ((not fixed) & (u < (open_soon if b.soon[i] == 1 else open_late)))
        dies = (b.open[i] == 0) & (not opens) & (not fixed) & (u > death)
        alive = (b.fit[i] == 1) & (b.dead[i] == 0)
        b.open[i] |= alive & opens
        b.dead[i] |= alive & (shut | dies)
        listed = b.on[i] == c.LISTED
        hopeless_ones += listed & ((b.fit[i] == 0) | (b.dead[i] == 1))
        wants = alive & (b.open[i] == 1) & (b.knows[i] != c.HOT)
        b.mark[i] = listed & ((trust < 0.0) | wants)
    return hopeless_ones


@inner
def speak(p: Parameters, b: People, i: Place, t: int, s: Tally) -> None:
    """Let one whom `nature` has marked speak unasked: some refuse for good, some raise a hand."""
    if b.trust[i] < 0.0:
        if chance(b.key[i], t, _E_REFUSE) < -p.refuse * b.trust[i]:
            b.knows[i] = c.NEVER
    elif b.dead[i] == 0 and chance(b.key[i], t, _E_HAND) < p.hand * b.trust[i] * b.heat[i]:
        learn(b, i, s)


@inner
def ask(p: Parameters, b: People, i: Place, t: int, s: Tally) -> None:
    """Test close: measure the truth; too early, it costs trust, and a naive buyer may sign on the spot."""
    r = readiness(p, b, i)
    early = r < p.ready
    s.tests += 1.0
    reveal = p.reveal + p.reveal_trust * b.trust[i]
    reveal += p.reveal_presented * b.presented[i] + p.reveal_estimated * b.estimated[i]
    if chance(b.key[i], t, _E_REVEAL) < reveal:
        shown = c.KNOWS_ALL
        if p.shows_need + p.shows_budget + p.shows_authority + p.shows_timing < 4.0:
            shown = c.KNOWS_NEED * (chance(b.key[i], t, _E_SHOWN) < p.shows_need)
            shown += c.KNOWS_BUDGET * (chance(b.key[i], t, _E_SHOWN + 1) < p.shows_budget)
            shown += c.KNOWS_AUTHORITY * (chance(b.key[i], t, _E_SHOWN + 2) < p.shows_authority)
            shown += c.KNOWS_TIMING * (chance(b.key[i], t, _E_SHOWN + 3) < p.shows_timing)
        conclude(b, i, shown, s)
    if p.shuts > 0.0 and b.open[i] == 0 and not hopeless(b, i) and chance(b.key[i], t, _E_SHUT) < p.shuts:
        b.dead[i] = 1
        conclude(b, i, c.KNOWS_TIMING, s)
    if not early:
        b.trust[i] += p.gain_test * (1.0 - b.trust[i])
        if b.knows[i] == c.HOT:
            b.momentum[i] = 1
        return
    s.tests_early += 1.0
    press = 2.0 * p.pressure
    b.trust[i] = max(p.trust_min, b.trust[i] - p.cost_early * press * (1.0 - max(0.0, r) / p.ready))
    if b.naive[i] == 1 and not hopeless(b, i) and chance(b.key[i], t, _E_RAILROAD) < p.railroad * press:
        s.railroaded += 1.0
        sign(p, b, i, t, s)


@inner
def accepts(p: Parameters, b: People, i: Place, t: int) -> bool:
    """Tell whether an invitation is taken up."""
    can = p.accept_open if b.open[i] == 1 else p.accept_later
    return bool(chance(b.key[i], t, _E_ACCEPT) < (p.accept_never if hopeless(b, i) else can))


@inner
def close(p: Parameters, b: People, i: Place, t: int, s: Tally) -> None:
    """Ask for the contract: a win, or the truth, and often the end of it."""
    if b.open[i] == 1 and not hopeless(b, i):
        win = p.win + p.win_trust * b.trust[i] + p.win_momentum * b.momentum[i]
        win += p.win_presented * b.presented[i] + p.win_estimated * b.estimated[i]
        if chance(b.key[i], t, _E_WIN) < min(p.win_max, max(0.0, win)):
            sign(p, b, i, t, s)
            return
        if chance(b.key[i], t, _E_LOSE) < p.lose:
            b.dead[i] = 1
    else:
        b.trust[i] = max(p.trust_min, b.trust[i] - p.cost_close)
    learn(b, i, s)


# ---- acts on a list, while the hours last


@inner
def spend(b: People, i: Place, hours: float, s: Tally) -> None:
    """Book the hours of one act on one person."""
    b.idle[i] = 0
    b.hours[i] += hours
    s.hours_list += hours
    s.hours_wasted += hours if hopeless(b, i) else 0.0


@inner
def ask_all(p: Parameters, b: People, k: int, m: Count, h: float, t: int, rem: float, s: Tally) -> float:
    """Test close the first `m` of list `k`, `h` hours each, but for those the policy still waits with."""
    for j in range(m):
        i = b.lists[k, j]
        if b.mark[i] == 1 and b.on[i] == c.LISTED and readiness(p, b, i) >= p.ask_from:
            if h > rem + _SLACK:
                break
            rem = max(0.0, rem - h)
            spend(b, i, h, s)
            ask(p, b, i, t, s)
    return rem


@inner
def present_all(p: Parameters, b: People, k: int, m: Count, t: int, rem: float, s: Tally) -> float:
    """Invite, then present to those who come; list `k` then holds those who came, and only they stay marked."""
    h = p.h_invite
    came = _0
    full = False
    for j in range(m):
        i = b.lists[k, j]
        if b.mark[i] == 0:
            continue
        full = full or h > rem + _SLACK
        if b.on[i] != c.LISTED or full:
            b.mark[i] = 0
            continue
        rem = max(0.0, rem - h)
        spend(b, i, h, s)
        b.invited[i] = 0
        yes = accepts(p, b, i, t)
        b.mark[i] = yes
        b.lists[k, came] = i
        came += np.uint64(yes)
    b.counts[k] = came
    h = p.h_present
    full = False
    for j in range(np.int64(came)):
        i = b.lists[k, j]
        full = full or h > rem + _SLACK
        if full:
            b.mark[i] = 0
            continue
        rem = max(0.0, rem - h)
        spend(b, i, h, s)
        b.presented[i] = 1
        b.trust[i] += p.gain_present * (1.0 - b.trust[i])
    return rem


@inner
def estimate_all(p: Parameters, b: People, k: int, m: Count, rem: float, s: Tally) -> float:
    """Hand over estimates; only those who got one stay marked."""
    h = p.h_estimate
    full = False
    for j in range(m):
        i = b.lists[k, j]
        if b.mark[i] == 1:
            if b.on[i] != c.LISTED or full or h > rem + _SLACK:
                full = full or b.on[i] == c.LISTED
                b.mark[i] = 0
                continue
            rem = max(0.0, rem - h)
            spend(b, i, h, s)
            b.estimated[i] = 1
            b.trust[i] += p.gain_estimate * (1.0 - b.trust[i])
    return rem


@inner
def close_all(p: Parameters, b: People, k: int, m: Count, warm: bool, t: int, rem: float, s: Tally) -> float:
    """Ask for the contract; with `warm`, only of those with a fresh yes to a test close."""
    h = p.h_close
    for j in range(m):
        i = b.lists[k, j]
        if b.mark[i] == 1 and b.on[i] == c.LISTED and (b.momentum[i] == 1 or not warm):
            if h > rem + _SLACK:
                break
            rem = max(0.0, rem - h)
            spend(b, i, h, s)
            close(p, b, i, t, s)
    return rem


@inner
def tend_all(
    p: Parameters, b: People, k: int, m: Count, h: float, gain: float, t: int, rem: float, s: Tally
) -> float:
    """Keep in touch; now and then one who will never buy says so without being asked.

    Whoever was put on list TO_NURTURE or TO_TOUCH when the week began is left out if that no longer fits.
    """
    nurturing, touching = k == c.TO_NURTURE, k == c.TO_TOUCH
    for j in range(m):
        i = b.lists[k, j]
        fits = (b.knows[i] <= c.FUTURE) & ((b.presented[i] == 0) & (b.trust[i] < 0.30) | (not nurturing))
        fits &= (b.idle[i] >= 5) | (not touching)
        fits |= not (nurturing | touching)
        if fits & (b.on[i] == c.LISTED):
            if h > rem + _SLACK:
                break
            rem = max(0.0, rem - h)
            spend(b, i, h, s)
            b.trust[i] += gain * (1.0 - b.trust[i])
            if (chance(b.key[i], t, _E_TELL) < p.tell) & hopeless(b, i):
                learn(b, i, s)
    return rem


# ---- policies: what the rep does with the list. The first `hot` of list 0 are the HOT ones.


@inner
def work_hot(p: Parameters, b: People, hot: Count, tests: bool, t: int, rem: float, s: Tally) -> float:
    """Take those who can buy now to the signature. A test close passed lets estimate and close fall in one week."""
    if hot == 0:
        return rem
    k = c.HOTTEST
    for j in range(hot):
        i = b.lists[k, j]
        b.mark[i] = 1 if b.presented[i] == 1 and b.estimated[i] == 1 else 0
    rem = close_all(p, b, 0, hot, False, t, rem, s)
    for j in range(hot):
        i = b.lists[k, j]
        b.mark[i] = 1 if b.on[i] == c.LISTED and b.presented[i] == 1 and b.estimated[i] == 0 else 0
    rem = estimate_all(p, b, 0, hot, rem, s)
    if tests:
        rem = ask_all(p, b, 0, hot, p.h_test, t, rem, s)
        rem = close_all(p, b, 0, hot, True, t, rem, s)
    for j in range(hot):
        i = b.lists[k, j]
        b.mark[i] = 1 if b.on[i] == c.LISTED and b.presented[i] == 0 else 0
    rem = present_all(p, b, 0, hot, t, rem, s)
    if tests:
        hot = on_list(b, 0)
        rem = estimate_all(p, b, 0, hot, rem, s)
        rem = ask_all(p, b, 0, hot, p.h_test, t, rem, s)
        rem = close_all(p, b, 0, hot, True, t, rem, s)
    return rem


@inner
def sort_out(p: Parameters, b: People, courts: bool) -> None:
    """Mark what the two-wheels policy means to do with each this week (bits TO_MEET … TO_TOUCH), and the HOT.

    With `courts`, someone known to buy soon is met like an unknown (a talk can tell that before any meeting).
    """
    ready, by_trust, by_talk, by_estimate = p.ready, p.ready_trust, p.ready_presented, p.ready_estimated
    for i in range(b.top):
        trust, idle, new = b.trust[i], b.idle[i], b.presented[i] == 0
        unknown = b.knows[i] == c.UNKNOWN
        later = b.knows[i] == c.FUTURE
        meets = (unknown | (later & (b.told[i] == 1) & courts)) & new
        r = by_trust * trust + (0.0 if new else by_talk) + (by_estimate if b.estimated[i] == 1 else 0.0)
        due = (idle >= 6) | ((b.told[i] == 1) & (idle >= 1))
        b.mark[i] = (
            (b.knows[i] == c.HOT)
            | ((meets & (trust >= 0.25) & (b.invited[i] >= 3)) << c.TO_MEET)
            | ((unknown & (not new) & (idle >= 2)) << c.TO_ASK)
            | ((later & due & (r >= ready)) << c.TO_ASK_AGAIN)
            | ((meets & (trust < 0.30) & (b.age[i] <= 4)) << c.TO_NURTURE)
            | (((unknown | later) & (idle >= 5)) << c.TO_TOUCH)
            | ((b.knows[i] == c.NEVER) << c.TO_DROP)
        )


@inner
def hand_out(b: People, n: int) -> None:
    """Put everyone listed on the lists that their marks name, in this week's turn."""
    hot = meet = asked = again = nurture = light = drop = _0
    for j in range(n):
        # Every list is written to, and grows only where its bit is set: no branch to mispredict.
        i = b.turn[j]
        mark = np.uint64(b.mark[i]) if b.on[i] == c.LISTED else _0
        b.mark[i] = 1
        b.lists[c.HOTTEST, hot] = i
        hot += mark & _1
        b.lists[c.TO_MEET, meet] = i
        meet += (mark >> np.uint64(c.TO_MEET)) & _1
        b.lists[c.TO_ASK, asked] = i
        asked += (mark >> np.uint64(c.TO_ASK)) & _1
        b.lists[c.TO_ASK_AGAIN, again] = i
        again += (mark >> np.uint64(c.TO_ASK_AGAIN)) & _1
        b.lists[c.TO_NURTURE, nurture] = i
        nurture += (mark >> np.uint64(c.TO_NURTURE)) & _1
        b.lists[c.TO_TOUCH, light] = i
        light += (mark >> np.uint64(c.TO_TOUCH)) & _1
        b.lists[c.TO_DROP, drop] = i
        drop += (mark >> np.uint64(c.TO_DROP)) & _1
    b.counts[c.HOTTEST], b.counts[c.TO_MEET], b.counts[c.TO_ASK] = hot, meet, asked
    b.counts[c.TO_ASK_AGAIN], b.counts[c.TO_NURTURE], b.counts[c.TO_TOUCH] = again, nurture, light
    b.counts[c.TO_DROP] = drop


@inner
def on_list(b: People, k: int) -> Count:
    """Say how many are on list `k`."""
    return np.int64(b.counts[k])


@inner
def two_wheels(
    p: Parameters,
    b: People,
    n: int,
    hot: Count,
    tests: bool,
    early: bool,
    t: int,
    rem: float,
    s: Tally,
) -> float:
    """Work the hot, meet the unknown once they trust, ask when ready, keep in touch.

    Without `tests` nobody is asked: estimates and closes go to whoever has seen a presentation. With
    `early` everyone is asked in the first week.
    """
    rem = work_hot(p, b, hot, tests, t, rem, s)
    if early:
        m = 0
        for j in range(n):
            i = b.turn[j]
            if b.on[i] == c.LISTED and b.knows[i] == c.UNKNOWN and b.age[i] <= 1:
                b.mark[i] = 1
                b.lists[1, m] = i
                m += 1
        rem = ask_all(p, b, 1, m, 2.0 * p.h_test, t, rem, s)
        sort_out(p, b, False)
        hand_out(b, n)
    rem = present_all(p, b, c.TO_MEET, on_list(b, c.TO_MEET), t, rem, s)
    if tests:
        if p.estimate_first > 0.0:
            rem = estimate_unasked(p, b, n, rem, s)
        rem = ask_all(p, b, c.TO_MEET, on_list(b, c.TO_MEET), p.h_test, t, rem, s)
        rem = ask_all(p, b, c.TO_ASK, on_list(b, c.TO_ASK), 2.0 * p.h_test, t, rem, s)
        rem = ask_all(p, b, c.TO_ASK_AGAIN, on_list(b, c.TO_ASK_AGAIN), 2.0 * p.h_test, t, rem, s)
    else:
        rem = offer_unasked(p, b, n, t, rem, s)
    rem = tend_all(p, b, c.TO_NURTURE, on_list(b, c.TO_NURTURE), p.h_nurture, p.gain_nurture, t, rem, s)
    return tend_all(p, b, c.TO_TOUCH, on_list(b, c.TO_TOUCH), p.h_touch, p.gain_touch, t, rem, s)


@inner
def estimate_unasked(p: Parameters, b: People, n: int, rem: float, s: Tally) -> float:
    """Hand an estimate to whoever has seen a presentation, without asking first; all keep their marks.

    A list of its own (HOTTEST is worked off by then): those just met are still to be asked.
    """
    k = c.HOTTEST
    m = 0
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED and b.knows[i] <= c.FUTURE and b.presented[i] == 1 and b.estimated[i] == 0:
            b.mark[i] = 1
            b.lists[k, m] = i
            m += 1
    rem = estimate_all(p, b, k, m, rem, s)
    for j in range(m):
        b.mark[b.lists[k, j]] = 1
    return rem


@inner
def offer_unasked(p: Parameters, b: People, n: int, t: int, rem: float, s: Tally) -> float:
    """Estimate for whoever has seen a presentation, close whoever has an estimate: without asking first."""
    rem = estimate_unasked(p, b, n, rem, s)
    m = 0
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED and b.knows[i] <= c.FUTURE and b.estimated[i] == 1 and b.idle[i] >= 1:
            b.mark[i] = 1
            b.lists[1, m] = i
            m += 1
    return close_all(p, b, 1, m, False, t, rem, s)


@inner
def hoarder(p: Parameters, b: People, n: int, hot: Count, t: int, rem: float, s: Tally) -> float:
    """Drop nobody, ask nobody, sign only those who insist."""
    m = 0
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED and b.idle[i] >= 2:
            b.mark[i] = 1
            b.lists[1, m] = i
            m += 1
    rem = tend_all(p, b, 1, m, p.h_nurture, p.gain_nurture, t, rem, s)
    for j in range(hot):
        i = b.lists[0, j]
        b.mark[i] = 1 if b.presented[i] == 1 and b.estimated[i] == 1 and b.trust[i] >= 0.5 else 0
    rem = close_all(p, b, 0, hot, False, t, rem, s)
    for j in range(hot):
        i = b.lists[0, j]
        b.mark[i] = 1 if b.on[i] == c.LISTED and b.presented[i] == 1 and b.estimated[i] == 0 else 0
    rem = estimate_all(p, b, 0, hot, rem, s)
    m = 0
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED and b.presented[i] == 0 and b.trust[i] >= 0.4 and b.invited[i] >= 4:
            b.mark[i] = 1
            b.lists[1, m] = i
            m += 1
    return present_all(p, b, 1, m, t, rem, s)


@inner
def drop_far(b: People, n: int, s: Tally) -> None:
    """Let go of those who will never buy, and of those who will not buy soon."""
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED and (b.knows[i] == c.NEVER or (b.knows[i] == c.FUTURE and b.told[i] == 0)):
            let_go(b, i, s)


@inner
def no_hold(p: Parameters, b: People, n: int, hot: Count, t: int, rem: float, s: Tally) -> float:
    """Hold one dense meeting, ask, and keep only whoever can sign within weeks."""
    drop_far(b, n, s)
    rem = work_hot(p, b, hot, True, t, rem, s)
    m = 0
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED and b.knows[i] == c.UNKNOWN and b.presented[i] == 0 and b.age[i] <= 2:
            b.mark[i] = 1
            b.lists[1, m] = i
            m += 1
    rem = present_all(p, b, 1, m, t, rem, s)
    rem = ask_all(p, b, 1, on_list(b, 1), p.h_test, t, rem, s)
    m = 0
    for j in range(n):
        i = b.turn[j]
        if (
            b.on[i] == c.LISTED
            and b.knows[i] <= c.FUTURE
            and b.presented[i] == 1
            and b.idle[i] >= 1
            and b.age[i] <= 5
        ):
            b.mark[i] = 1
            b.lists[1, m] = i
            m += 1
    rem = ask_all(p, b, 1, m, 2.0 * p.h_test, t, rem, s)
    drop_far(b, n, s)
    for j in range(n):
        i = b.turn[j]
        stale = b.knows[i] == c.UNKNOWN and (b.age[i] > 4 or (b.presented[i] == 0 and b.age[i] >= 2))
        if b.on[i] == c.LISTED and (stale or b.age[i] > 8):
            let_go(b, i, s)
    return rem


@inner
def pusher(p: Parameters, b: People, n: int, hot: Count, t: int, rem: float, s: Tally) -> float:
    """Ask everyone, every week, before showing any value."""
    m = 0
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED and b.knows[i] != c.HOT:
            b.lists[1, m] = i
            m += 1
    for j in range(hot):
        i = b.lists[0, j]
        b.mark[i] = b.estimated[i]
    rem = close_all(p, b, 0, hot, False, t, rem, s)
    for j in range(hot):
        i = b.lists[0, j]
        b.mark[i] = 1 if b.on[i] == c.LISTED and b.estimated[i] == 0 else 0
    rem = estimate_all(p, b, 0, hot, rem, s)
    for j in range(m):
        b.mark[b.lists[1, j]] = 1
    rem = ask_all(p, b, 1, m, 2.0 * p.h_test, t, rem, s)
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED and b.knows[i] != c.HOT and b.age[i] > 6:
            let_go(b, i, s)
    return rem


@inner
def one_stage(p: Parameters, b: People, n: int, t: int, rem: float, s: Tally) -> float:
    """Take everyone one stage further each week: what the exact chain can follow."""
    closing = estimating = inviting = 0
    for j in range(n):
        i = b.turn[j]
        b.mark[i] = 1
        if b.presented[i] == 0:
            b.lists[3, inviting] = i
            inviting += 1
        elif b.estimated[i] == 0:
            b.lists[2, estimating] = i
            estimating += 1
        else:
            b.lists[1, closing] = i
            closing += 1
    rem = close_all(p, b, 1, closing, False, t, rem, s)
    rem = estimate_all(p, b, 2, estimating, rem, s)
    rem = present_all(p, b, 3, inviting, t, rem, s)
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED and b.knows[i] == c.NEVER:
            let_go(b, i, s)
    return rem


@inner
def work_list(
    p: Parameters, policy: int, b: People, n: int, hot: Count, t: int, rem: float, w: World, s: Tally
) -> float:
    """Spend the week's hours on the list as the policy says; return what is left for new people."""
    if policy == c.HOARDER:
        return hoarder(p, b, n, hot, t, rem, s)
    if policy == c.NO_HOLD:
        return no_hold(p, b, n, hot, t, rem, s)
    if policy == c.PUSHER:
        return pusher(p, b, n, hot, t, rem, s)
    if policy == c.ONE_STAGE:
        return one_stage(p, b, n, t, rem, s)
    if policy != c.FEAST_FAMINE:
        kept: float = p.share * rem
        tests = policy != c.NO_TEST
        return kept + two_wheels(p, b, n, hot, tests, policy == c.EARLY_TEST, t, rem - kept, s)
    alive = 0
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED:
            alive += 1
    busy = alive > 6 if w.busy > 0.0 else alive >= 30
    w.busy = 1.0 if busy else 0.0
    rem = two_wheels(p, b, n, hot, True, False, t, rem, s)
    if w.busy == 0.0:
        return rem
    m = 0
    for j in range(n):
        i = b.turn[j]
        if b.on[i] == c.LISTED and b.idle[i] >= 1:
            b.mark[i] = 1
            b.lists[1, m] = i
            m += 1
    rem = tend_all(p, b, 1, m, p.h_nurture, p.gain_nurture, t, rem, s)
    s.hours_unused += rem
    return 0.0


# ---- new people


@inner
def meet(
    p: Parameters, b: People, n: int, people_key: Any, t: int, channel: int, number: int, s: Tally
) -> int:
    """Put a new potential customer on the list, if a card is free."""
    if n >= c.CAPACITY:
        s.turned_away += 1.0
        return n
    i = b.spare
    while b.on[i] != c.GONE:
        i += 1
    b.spare = i + 1
    b.top = max(b.top, i + 1)
    b.order[n] = i
    b.key[i] = mix(people_key + _GOLDEN * np.uint64((t * 8 + channel) * 4096 + number))
    trust = p.trust_first
    fit = soon = 1.0
    if channel == c.EXHIBITION:
        trust += p.fair_trust
        soon = p.fair_soon
    elif channel != c.COLD:
        trust += p.warm_trust
        fit = p.warm_fit
        soon = p.warm_soon
    low = p.need_min
    b.amount[i] = 2.0 ** (2.0 * chance(b.key[i], 0, _E_AMOUNT) - 1.0)  # between a half and twice
    b.need[i] = (
        1 if chance(b.key[i], 0, _E_BORN) < 1.0 - low * low * (3.0 - 2.0 * low) else 0
    )  # Beta(2, 2) above low
    b.budget[i] = 1 if chance(b.key[i], 0, _E_BORN + 1) < p.budget * fit else 0
    b.authority[i] = 1 if chance(b.key[i], 0, _E_BORN + 2) < p.authority * fit else 0
    b.soon[i] = 1 if chance(b.key[i], 0, _E_BORN + 3) < p.soon * soon else 0
    b.naive[i] = 1 if chance(b.key[i], 0, _E_BORN + 4) < p.naive else 0
    b.fit[i] = b.need[i] & b.budget[i] & b.authority[i]
    b.trust[i] = min(1.0, trust)
    b.heat[i] = 1.0
    b.hours[i] = 0.0
    b.tag[i] = 0
    b.channel[i] = channel
    b.age[i] = b.idle[i] = b.opens[i] = 0
    b.invited[i] = 99
    b.on[i] = c.LISTED
    b.knows[i] = b.known[i] = b.told[i] = b.open[i] = b.dead[i] = b.presented[i] = b.estimated[
        i
    ] = b.momentum[i] = b.mark[i] = 0
    s.potentials += 1.0
    return n + 1


@inner
def plan_outreach(p: Parameters, t: int, o: Outreach) -> None:
    """Say how a policy spends the hours that its list leaves: what the parameters set aside, and cold visits."""
    due = p.fair_every > 0.0 and t % max(1, int(p.fair_every)) == 0
    o.exhibition = p.fair_hours if due else 0.0
    o.flyers = p.flyer_hours
    o.referral = p.refer_hours
    o.inbound = p.inquiry_hours if p.inquiry_hours > 0.0 else _PLENTY
    o.cold = 0.0
    o.rest = 1.0


@inner
def sow(
    p: Parameters,
    b: People,
    n: int,
    key: Any,
    people_key: Any,
    t: int,
    market: float,
    rem: float,
    o: Outreach,
    w: World,
    s: Tally,
) -> Any:
    """Follow up last week's exhibition, go to this week's, hand out flyers. Return people listed and hours left."""
    if w.exhibition > 0.0:
        found = poisson(chance(key, t, _R_FAIR), w.exhibition * min(1.0, p.p_fair * market))
        w.exhibition = 0.0
        for k in range(found):
            n = meet(p, b, n, people_key, t, c.EXHIBITION, k, s)
    spent = min(rem, o.exhibition)
    if spent > 0.0:
        rem -= spent
        w.exhibition = p.fair_contacts * min(1.0, spent / p.fair_hours)
        s.contacts += w.exhibition
    # Flyers handed out two to six weeks ago bring inquiries, ever fewer of them.
    handed = 0.0
    for lag in range(2, 7):
        handed += w.handed[(t - lag) % c.RING] if t >= lag else 0.0
    w.flyers = w.flyers * (1.0 - p.flyer_decay) + p.flyer_yield * handed / 5.0
    spent = min(rem, o.flyers)
    w.handed[t % c.RING] = spent
    return n, rem - spent


@inner
def ask_around(
    p: Parameters,
    b: People,
    n: int,
    key: Any,
    people_key: Any,
    t: int,
    rem: float,
    o: Outreach,
    w: World,
    s: Tally,
) -> Any:
    """Ask customers for introductions, once each; those promised earlier come in. Return as `sow` does."""
    w.customers += s.content
    s.content = 0.0
    asked = min(math.floor(w.customers), math.floor((min(rem, o.referral) + _SLACK) / p.h_refer))
    rem = max(0.0, rem - asked * p.h_refer)
    w.customers -= asked
    for k in range(int(asked)):
        if chance(people_key, t * 64 + k, 2) < p.refer_ask:
            w.referrals += 1.0
    came = 0
    for k in range(min(40, int(w.referrals))):
        if chance(key, t, _R_REFERRAL + k) < p.refer_week:
            n = meet(p, b, n, people_key, t, c.REFERRAL, k, s)
            came += 1
    w.referrals += s.promised - came
    s.contacts += came
    s.promised = 0.0
    return n, rem


@inner
def answer_inquiries(
    p: Parameters,
    b: People,
    n: int,
    key: Any,
    people_key: Any,
    t: int,
    market: float,
    rem: float,
    o: Outreach,
    w: World,
    s: Tally,
) -> Any:
    """Answer inquiries while their hours last; of those not answered in the week, part are gone. Return as `sow`."""
    asking = (p.inquiries + w.flyers) * market
    if asking + w.waiting <= 0.0:
        return n, rem
    by_flyer = w.flyers / (p.inquiries + w.flyers + 1e-12)
    w.waiting += poisson(chance(key, t, _R_INQUIRIES), asking)
    number = 0
    left = min(rem, o.inbound)
    while w.waiting >= 1.0 and left >= p.h_inquiry:
        rem -= p.h_inquiry
        left -= p.h_inquiry
        w.waiting -= 1.0
        s.contacts += 1.0
        flyer = chance(people_key, t * 64 + number, 1) < by_flyer
        n = meet(p, b, n, people_key, t, c.FLYER if flyer else c.INBOUND, number, s)
        number += 1
    stay = math.floor(w.waiting * p.inquiry_kept + chance(key, t, _R_KEPT))
    s.inquiries_lost += w.waiting - stay
    w.waiting = stay
    return n, max(0.0, rem)


@inner
def outreach(
    p: Parameters,
    b: People,
    n: int,
    key: Any,
    people_key: Any,
    t: int,
    warm: int,
    rem: float,
    o: Outreach,
    w: World,
    s: Tally,
) -> int:
    """Turn hours into new people, by all channels as `o` says; some of what is done now pays weeks later."""
    market = math.exp(w.market - 0.5 * p.market_sd**2)
    if p.shock_from <= t - warm < p.shock_to:
        market *= p.shock_factor
    given = rem
    n, rem = sow(p, b, n, key, people_key, t, market, rem, o, w, s)
    n, rem = ask_around(p, b, n, key, people_key, t, rem, o, w, s)
    n, rem = answer_inquiries(p, b, n, key, people_key, t, market, rem, o, w, s)
    cold = rem if o.rest > 0.0 else min(rem, o.cold)
    s.hours_new += given - rem + cold
    s.hours_unused += rem - cold
    # Thinning a Poisson number of contacts is the law of a binomial share of them.
    contacts = cold / p.h_contact
    share = min(1.0, p.p_potential * market)
    found = poisson(chance(key, t, _R_POTENTIALS), contacts * share)
    s.contacts += found + poisson(chance(key, t, _R_CONTACTS), contacts * (1.0 - share))
    for k in range(found):
        n = meet(p, b, n, people_key, t, c.COLD, k, s)
    return int(n)


# ---- a week that somebody plays


@inner
def call_on(p: Parameters, b: People, i: Place, kinds: int, t: int, rem: float, s: Tally) -> Any:
    """Keep in touch by a call or a visit; return the hours left and what came of it."""
    light = (kinds & c.TOUCH) != 0
    h = p.h_touch if light else p.h_nurture
    if h > rem + _SLACK:
        return rem, c.NO_TIME
    spend(b, i, h, s)
    gain = p.gain_touch if light else p.gain_nurture
    b.trust[i] += gain * (1.0 - b.trust[i])
    if hopeless(b, i) and chance(b.key[i], t, _E_TELL) < p.tell:
        learn(b, i, s)
    return max(0.0, rem - h), c.DONE


@inner
def present(p: Parameters, b: People, i: Place, t: int, rem: float, s: Tally) -> Any:
    """Invite one person and hold the meeting if they come; return as `call_on` does."""
    if p.h_invite + p.h_present > rem + _SLACK:
        return rem, c.NO_TIME
    spend(b, i, p.h_invite, s)
    rem = max(0.0, rem - p.h_invite)
    b.invited[i] = 0
    if not accepts(p, b, i, t):
        return rem, c.DONE | c.DECLINED
    spend(b, i, p.h_present, s)
    b.presented[i] = 1
    b.trust[i] += p.gain_present * (1.0 - b.trust[i])
    return max(0.0, rem - p.h_present), c.DONE | c.CAME


@inner
def estimate(p: Parameters, b: People, i: Place, rem: float, s: Tally) -> Any:
    """Make an estimate for one person and hand it over; return as `call_on` does."""
    if p.h_estimate > rem + _SLACK:
        return rem, c.NO_TIME
    spend(b, i, p.h_estimate, s)
    b.estimated[i] = 1
    b.trust[i] += p.gain_estimate * (1.0 - b.trust[i])
    return max(0.0, rem - p.h_estimate), c.DONE


@inner
def test_close(rows: Any, line: int, b: People, i: Place, h: float, t: int, rem: float, s: Tally) -> Any:
    """Ask one person with a kind of line; return as `call_on` does."""
    p = rows[0]
    if h > rem + _SLACK:
        return rem, c.NO_TIME
    spend(b, i, h, s)
    early = c.EARLY if readiness(p, b, i) < p.ready else 0
    ask(rows[line], b, i, t, s)
    return max(0.0, rem - h), c.DONE | early


@inner
def ask_for_contract(p: Parameters, b: People, i: Place, t: int, rem: float, s: Tally) -> Any:
    """Ask one person for the contract; return as `call_on` does."""
    if p.h_close > rem + _SLACK:
        return rem, c.NO_TIME
    spend(b, i, p.h_close, s)
    close(p, b, i, t, s)
    return max(0.0, rem - p.h_close), c.DONE


@inner
def act_on(rows: Any, line: int, b: People, i: Place, kinds: int, t: int, rem: float, s: Tally) -> Any:
    """Do what is planned with one person, in order, while the hours last; give the hours left and what came of it.

    A step that fails (nobody came, no time, they signed or left) ends it. `rows`: the parameters, row 0 the standard
    ones, the others those of a kind of line. ONWARD: whoever turns out able to buy now gets an estimate and is asked
    for the contract in the same week.
    """
    p = rows[0]
    if kinds & c.DROP:
        let_go(b, i, s)
        return rem, c.DONE
    came = step = 0
    if kinds & (c.TOUCH | c.FOLLOW):
        rem, step = call_on(p, b, i, kinds, t, rem, s)
        came |= step
    if kinds & c.PRESENT and b.presented[i] == 0 and came & c.NO_TIME == 0:
        rem, step = present(p, b, i, t, rem, s)
        came |= step
    if came & (c.NO_TIME | c.DECLINED):
        return rem, came
    met = came & c.CAME or kinds & c.FOLLOW
    if kinds & c.ESTIMATE and b.presented[i] == 1 and b.estimated[i] == 0:
        rem, step = estimate(p, b, i, rem, s)
        came |= step
        met = 1
    if kinds & c.ASK and came & c.NO_TIME == 0:
        rem, step = test_close(rows, line, b, i, p.h_test if met else 2.0 * p.h_test, t, rem, s)
        came |= step
    onward = kinds & c.ONWARD and b.knows[i] == c.HOT and b.presented[i] == 1
    if onward and b.estimated[i] == 0 and b.on[i] == c.LISTED and came & c.NO_TIME == 0:
        rem, step = estimate(p, b, i, rem, s)
        came |= step
    closes = b.estimated[i] == 1 and b.on[i] == c.LISTED and came & c.NO_TIME == 0
    if closes and (onward or kinds & c.CLOSE):
        rem, step = ask_for_contract(p, b, i, t, rem, s)
        came |= step
    return rem, came


@inner
def act(rows: Any, b: People, acts: Any, results: Any, t: int, rem: float, s: Tally) -> float:
    """Carry out the acts of a week, in their order; `results` receives what came of each."""
    for j in range(acts.shape[0]):
        i = acts[j].place
        if b.on[i] == c.LISTED:
            rem, results[j] = act_on(rows, acts[j].line, b, i, acts[j].kinds, t, rem, s)
    return rem


# ---- weeks


@inner
def move(b: People, i: Place, k: Place) -> None:
    """Copy person i to place k."""
    b.key[k] = b.key[i]
    b.trust[k] = b.trust[i]
    b.hours[k] = b.hours[i]
    b.heat[k] = b.heat[i]
    b.amount[k] = b.amount[i]
    b.tag[k] = b.tag[i]
    b.age[k] = b.age[i]
    b.idle[k] = b.idle[i]
    b.invited[k] = b.invited[i]
    b.opens[k] = b.opens[i]
    b.on[k] = b.on[i]
    b.knows[k] = b.knows[i]
    b.known[k] = b.known[i]
    b.told[k] = b.told[i]
    b.channel[k] = b.channel[i]
    b.need[k] = b.need[i]
    b.budget[k] = b.budget[i]
    b.authority[k] = b.authority[i]
    b.fit[k] = b.fit[i]
    b.soon[k] = b.soon[i]
    b.open[k] = b.open[i]
    b.dead[k] = b.dead[i]
    b.naive[k] = b.naive[i]
    b.presented[k] = b.presented[i]
    b.estimated[k] = b.estimated[i]
    b.momentum[k] = b.momentum[i]
    b.mark[k] = b.mark[i]


@inner
def mark_leavers(p: Parameters, policy: int, b: People) -> None:
    """Mark those who have left the list, and the stale, whom the rep lets go of now."""
    prunes = policy <= c.EARLY_TEST or policy == c.FEAST_FAMINE
    unknown = int(p.limit_unknown) if prunes else _BEFORE
    future = int(p.limit_future) if prunes else _BEFORE
    for i in range(b.top):
        stale = (b.knows[i] == c.UNKNOWN) & (b.age[i] > unknown)
        stale |= (b.knows[i] == c.FUTURE) & (b.age[i] > future)
        b.mark[i] = (b.on[i] != c.LISTED) | stale


@inner
def cut(b: People, n: int, most: int) -> None:
    """Mark those who came first as leavers too, the HOT excepted, until no more than `most` stay."""
    stay = 0
    for j in range(n):
        stay += 1 - b.mark[b.order[j]]
    for j in range(n):
        i = b.order[j]
        if stay > most and b.mark[i] == 0 and b.knows[i] != c.HOT:
            b.mark[i] = 1
            stay -= 1


@inner
def clear(p: Parameters, policy: int, b: People, n: Count, s: Tally) -> Count:
    """Clear the list, and cut it to its limit; the places of those who leave it are free. The order stays."""
    mark_leavers(p, policy, b)
    if p.list_max > 0.0:
        cut(b, n, int(p.list_max))
    kept = left = _0
    for j in range(n):
        i = b.order[j]
        leaves = np.uint64(b.mark[i])
        b.order[kept] = i
        kept += _1 - leaves
        b.lists[0, left] = i
        left += leaves
    for j in range(np.int64(left)):
        i = b.lists[0, j]
        if b.on[i] == c.LISTED:
            let_go(b, i, s)
        b.on[i] = c.GONE
    while b.top > 0 and b.on[b.top - 1] == c.GONE:
        b.top -= 1
    b.spare = 0
    return np.int64(kept)


@inner
def open_week(p: Parameters, b: People, n: int, courts: bool, t: int, s: Tally) -> Count:
    """Let nature pass and people speak, let go of who says no for good, and fill the lists. Count the HOT."""
    s.listed += n
    s.listed_dead += nature(p, b, t)
    talk = _0
    for j in range(n):
        # One week from the top of the list, the next from its end: a shortage of hours hits nobody for good.
        i = b.order[j if t & 1 else n - 1 - j]
        b.turn[j] = i
        b.lists[0, talk] = i
        talk += np.uint64(b.mark[i])
    for j in range(np.int64(talk)):
        speak(p, b, b.lists[0, j], t, s)
    sort_out(p, b, courts)
    hand_out(b, n)
    for j in range(on_list(b, c.TO_DROP)):
        let_go(b, b.lists[c.TO_DROP, j], s)
    return on_list(b, c.HOTTEST)


@inner
def let_market_move(p: Parameters, key: Any, t: int, w: World) -> None:
    """Let the market swing into week `t`."""
    memory = p.market_memory
    shock = normal(chance(key, t, _R_MARKET))
    w.market = memory * w.market + p.market_sd * math.sqrt(1.0 - memory * memory) * shock


@inner
def sit_at_desk(p: Parameters, n: int, s: Tally) -> float:
    """Book office work and reports; return the hours of the week that are left."""
    desk = min(p.hours, p.admin + p.report * n)
    s.hours_desk += desk
    return float(p.hours - desk)


@inner
def work_week(
    p: Parameters,
    policy: int,
    key: Any,
    people_key: Any,
    b: People,
    n: int,
    hot: Count,
    t: int,
    warm: int,
    rem: float,
    o: Outreach,
    w: World,
    s: Tally,
) -> int:
    """Spend `rem` hours of a week that has begun as a policy does. Return how many people are then on the list."""
    rem = work_list(p, policy, b, n, hot, t, rem, w, s)
    if 0.0 < p.new_hours < rem:
        s.hours_unused += rem - p.new_hours
        rem = p.new_hours
    plan_outreach(p, t, o)
    return outreach(p, b, n, key, people_key, t, warm, rem, o, w, s)


@inner
def one_week(
    p: Parameters,
    policy: int,
    key: Any,
    people_key: Any,
    b: People,
    n: int,
    t: int,
    warm: int,
    o: Outreach,
    w: World,
    s: Tally,
) -> int:
    """Let one week pass: clear the list, nature, the list, new people. Return how many people are then on the list."""
    let_market_move(p, key, t, w)
    n = clear(p, policy, b, n, s)
    courts = policy in (c.TWO_WHEELS, c.FEAST_FAMINE)
    hot = open_week(p, b, n, courts, t, s)
    rem = sit_at_desk(p, n, s)
    return work_week(p, policy, key, people_key, b, n, hot, t, warm, rem, o, w, s)


@inner
def take_over(p: Parameters, policy: int, b: People, n: int, s: Tally) -> Count:
    """Fill the lists in a week that has begun already; let go of who said no. Count the HOT."""
    for j in range(n):
        b.turn[j] = b.order[j]
    sort_out(p, b, policy in (c.TWO_WHEELS, c.FEAST_FAMINE))
    hand_out(b, n)
    for j in range(on_list(b, c.TO_DROP)):
        let_go(b, b.lists[c.TO_DROP, j], s)
    return on_list(b, c.HOTTEST)


@inner
def first_week(
    rows: Any,
    policy: int,
    key: Any,
    people_key: Any,
    b: People,
    n: int,
    t: int,
    begun: int,
    acts: Any,
    results: Any,
    plan: Any,
    o: Outreach,
    w: World,
    s: Tally,
) -> int:
    """Spend the rest of a week that has begun: by a policy (`begun` is 1), or by acts and a plan (2)."""
    p = rows[0]
    taken = plan[0].taken
    s.hours_list += taken
    rem = max(0.0, sit_at_desk(p, n, s) - taken)
    if begun == 1:
        hot = take_over(p, policy, b, n, s)
        return work_week(p, policy, key, people_key, b, n, hot, t, t, rem, o, w, s)
    rem = act(rows, b, acts, results, t, rem, s)
    return outreach(p, b, n, key, people_key, t, t, rem, plan[0], w, s)


@inner
def key_of_run(seed: int, number: int) -> Any:
    """Give the key of all luck in one future of a seed."""
    return mix(mix(np.uint64(seed) * _GOLDEN + _MIX_1) + _GOLDEN * np.uint64(number))


@inner
def take_board(b: People, n: int, people_key: Any) -> None:
    """Give the people of a board the luck of this future."""
    for j in range(n):
        i = b.order[j]
        b.key[i] = mix(people_key ^ mix(b.key[i]))


@entry
def futures(
    parameters: Any,
    policy: int,
    seed: int,
    first: int,
    runs: int,
    start: int,
    weeks: int,
    warm: int,
    begun: int,
    board: Any,
    listed: int,
    world: Any,
    acts: Any,
    results: Any,
    plan: Any,
    tallies: Any,
    net: Any,
    people: Any,
    ends: Any,
    worlds: Any,
) -> None:
    """Run `runs` futures of `warm` uncounted and `weeks` counted weeks, the first being week `start`.

    Future r depends on (seed, first + r) only. `board` (one PEOPLE), of whom `listed` are in its order, and `world`
    (one WORLD): where to begin; nobody listed: begin with nobody, and draw the market. `begun`: 0, nature has not
    yet passed in the first week; 1, it has; 2, it has, and the first week is spent by `acts` (ACT; `results` receives
    what came of them) and `plan` (one OUTREACH), the others by the policy. `tallies` (runs + 1) receives what was
    counted, its last row what was counted while warming up; `net` (runs × months) net contracts by month; `people`,
    `ends` (places used, people listed) and `worlds` (rows each) how the last `rows` futures end.
    """
    p = parameters[0]
    keep_from = runs - ends.shape[0]
    o = plan[1]
    for r in range(runs):
        key = key_of_run(seed, first + r)
        people_key = mix(key ^ _PEOPLE)
        row = max(0, r - keep_from)
        b = people[row]
        w = worlds[row]
        worlds[row] = world[0]
        n = listed
        if n == 0 and begun == 0:
            w.market = p.market_sd * normal(chance(key, _BEFORE, _R_MARKET))
            b.top = 0
            for i in range(c.CAPACITY):
                b.on[i] = c.GONE
        else:
            people[row] = board[0]
            take_board(b, n, people_key)
        s = tallies[runs]
        for t in range(start, start + warm + weeks):
            if t == start + warm:
                s = tallies[r]
            before = s.contracts - s.cancelled
            if t == start and begun > 0:
                n = first_week(
                    parameters, policy, key, people_key, b, n, t, begun, acts, results, plan, o, w, s
                )
            else:
                n = one_week(p, policy, key, people_key, b, n, t, start + warm, o, w, s)
            if t >= start + warm:
                net[r, (t - start - warm) // c.WEEKS_A_MONTH] += s.contracts - s.cancelled - before
        ends[row, 0] = b.top
        ends[row, 1] = n


@entry
def play(
    parameters: Any,
    seed: int,
    t: int,
    begins: int,
    acts: Any,
    results: Any,
    plan: Any,
    people: Any,
    ends: Any,
    worlds: Any,
    tallies: Any,
) -> None:
    """Play one week: acts, new people, and the beginning of the next week. Luck is that of future 0 of the seed.

    `people` (two PEOPLE): the first is where the week stands, nature having passed in it, and receives the beginning
    of week t + 1; the second receives the end of week t. `ends` (places used, people listed), `worlds` and `tallies`
    (one row each) go on likewise. With `begins`, the first holds a board that has not begun yet, and nothing is done
    but to begin week `t`.
    """
    p = parameters[0]
    b = people[0]
    w = worlds[0]
    s = tallies[0]
    key = key_of_run(seed, 0)
    people_key = mix(key ^ _PEOPLE)
    n = ends[0, 1]
    if begins == 1:
        take_board(b, n, people_key)
    else:
        n = first_week(parameters, 0, key, people_key, b, n, t, 2, acts, results, plan, plan[1], w, s)
        people[1] = people[0]
        t += 1
    let_market_move(p, key, t, w)
    n = clear(p, c.HOARDER, b, n, s)  # the hoarder's list is cleared of those who left it, and of nobody else
    open_week(p, b, n, False, t, s)
    ends[0, 0] = b.top
    ends[0, 1] = n


# ---- one customer alone


@inner
def place(p: Parameters, b: People, i: Place, v: Any, key: Any) -> None:
    """Put the customer of one view into one future: hidden truth by the belief, knowledge by the state."""
    u = chance(key, _BEFORE, 0)
    fit = 0
    b.open[i] = b.dead[i] = b.soon[i] = b.opens[i] = 0
    if u < v.weight:
        fit = 1 if chance(key, _BEFORE, 1) < v.fit else 0
        b.soon[i] = int(v.soon)
        b.opens[i] = int(v.opens)
        b.open[i] = 1 if b.opens[i] == 0 else 0
    else:
        k = chance(key, _BEFORE, 2)
        if k < v.prior_open:
            fit = 1
            b.soon[i] = 1 if k < v.prior_soon else 0
            b.open[i] = 1 if k >= v.prior_late else 0
    b.key[i] = key
    b.fit[i] = b.need[i] = b.budget[i] = b.authority[i] = fit
    b.naive[i] = 1 if chance(key, _BEFORE, 3) < p.naive else 0
    b.momentum[i] = 1 if chance(key, _BEFORE, 4) < v.momentum else 0
    b.trust[i] = v.trust
    b.heat[i] = v.heat
    b.amount[i] = 1.0
    b.hours[i] = 0.0
    b.presented[i] = int(v.presented)
    b.estimated[i] = int(v.estimated)
    b.age[i] = b.idle[i] = b.channel[i] = b.mark[i] = 0
    b.invited[i] = 99
    b.on[i] = c.LISTED
    if u < v.known:
        b.known[i] = c.KNOWS_ALL
        b.knows[i] = c.NEVER if fit == 0 else (c.HOT if b.open[i] == 1 else c.FUTURE)
        b.told[i] = b.soon[i]
    else:
        b.known[i] = 0
        b.knows[i] = int(v.assumed)
        b.told[i] = int(v.told)


@inner
def collect(
    p: Parameters, b: People, n: int, t: int, last: bool, ended: Any, weeks: Any, hours: Any, s: Tally
) -> int:
    """Write down how the futures ended that are over (all of them when it is the `last` time), and clear them."""
    mark_leavers(p, c.TWO_WHEELS, b)
    k = 0
    while k < n:
        if b.mark[k] == 0 and not last:
            k += 1
            continue
        ended[b.tag[k]] = b.on[k]
        weeks[b.tag[k]] = t
        hours[b.tag[k]] = b.hours[k]
        n -= 1
        move(b, n, k)
    b.top = n
    return n


@entry
def alone(
    parameters: Any,
    seed: int,
    first: int,
    runs: int,
    horizon: int,
    views: Any,
    work: Any,
    tallies: Any,
    ended: Any,
    weeks: Any,
    hours: Any,
) -> None:
    """Run one customer's next `horizon` weeks `runs` times for each of several views, under the same luck.

    The customer is treated by the two-wheels policy, with hours enough: then futures do not touch each
    other, and make up one list of people. `views`: codes.VIEW records; `work` (one PEOPLE) and `tallies`
    (one): room. `ended`, `weeks`, `hours` (runs · views, views together) receive how a future ended (GONE …
    DROPPED), in which week, and the hours spent until then.
    """
    p = parameters[0]
    b = work[0]
    s = tallies[0]
    base = mix(np.uint64(seed) * _GOLDEN + _PEOPLE)
    many = views.shape[0]
    per_block = c.CAPACITY // many
    for block in range(0, runs, per_block):
        n = 0
        for r in range(block, min(runs, block + per_block)):
            key = mix(base + _GOLDEN * np.uint64(first + r))
            for k in range(many):
                place(p, b, n, views[k], key)
                b.tag[n] = r * many + k
                if views[k].outcome == c.WON:
                    sign(p, b, n, 0, s)
                elif views[k].outcome == c.ENDED:
                    let_go(b, n, s)
                n += 1
        b.top = n
        for i in range(n):
            b.order[i] = i
        for t in range(1, horizon + 1):
            n = collect(p, b, n, t - 1, False, ended, weeks, hours, s)
            hot = open_week(p, b, n, True, t, s)
            two_wheels(p, b, n, hot, True, False, t, _PLENTY, s)
        collect(p, b, n, horizon, True, ended, weeks, hours, s)


_INT = scalar_of("int64")
_PARAMETERS, _BOARD = array_of(c.PARAMETERS, read_only=True), array_of(c.PEOPLE, read_only=True)
_WORLD, _VIEWS = array_of(c.WORLD, read_only=True), array_of(c.VIEW, read_only=True)
_PEOPLES, _WORLDS, _TALLIES = array_of(c.PEOPLE), array_of(c.WORLD), array_of(c.TALLY)
_TABLE, _COUNTS = array_of(np.dtype("f8"), 2), array_of(np.dtype("i8"), 2)
_NUMBERS, _CODES = array_of(np.dtype("f8")), array_of(np.dtype("u1"))
_ACTS, _RESULTS = array_of(c.ACT, read_only=True), array_of(np.dtype("i8"))
_OUTREACH = array_of(c.OUTREACH)
_ENTRIES: tuple[tuple[Any, tuple[Any, ...]], ...] = (
    (
        futures,
        (
            _PARAMETERS, *[_INT] * 8, _BOARD, _INT, _WORLD, _ACTS, _RESULTS, _OUTREACH,
            _TALLIES, _TABLE, _PEOPLES, _COUNTS, _WORLDS,
        ),
    ),
    (
        play,
        (_PARAMETERS, *[_INT] * 3, _ACTS, _RESULTS, _OUTREACH, _PEOPLES, _COUNTS, _WORLDS, _TALLIES),
    ),
    (alone, (_PARAMETERS, *[_INT] * 4, _VIEWS, _PEOPLES, _TALLIES, _CODES, _CODES, _NUMBERS)),
)  # fmt: skip


def compile_all() -> None:
    """Compile every entry, or load it from the cache."""
    for function, signature in _ENTRIES:
        compile_for(function, signature)


def compiled() -> bool:
    """Tell whether every entry is ready to run."""
    return all(is_compiled(function) for function, _ in _ENTRIES)
