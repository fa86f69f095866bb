"""Lay out the records that the compiled kernel reads and writes, and name its codes.

Everything that must agree between the kernel and its callers is here; this file's text is part of the name
of the compiler's cache directory.
"""

from __future__ import annotations

import numpy as np

# What the rep knows of a person: nothing yet; will buy later; can buy now; will not buy.
UNKNOWN, FUTURE, HOT, NEVER = range(4)
KNOWLEDGE = ("unknown", "future", "hot", "never")

# Where a person stands: on the list, or how they left it.
GONE, LISTED, SIGNED, CANCELLED, DROPPED = range(5)

# The four unknowns a question can settle, as bits of `known`.
KNOWS_NEED, KNOWS_BUDGET, KNOWS_AUTHORITY, KNOWS_TIMING = 1, 2, 4, 8
KNOWS_ALL = 15

COLD, INBOUND, REFERRAL, EXHIBITION, FLYER = range(5)
CHANNELS = ("cold", "inbound", "referral", "exhibition", "flyer")

# The seven reference policies, and one for the check against the exact chain.
TWO_WHEELS, NO_TEST, EARLY_TEST, HOARDER, NO_HOLD, PUSHER, FEAST_FAMINE, ONE_STAGE = range(8)
POLICIES = ("two-wheels", "no-test", "early-test", "hoarder", "no-hold", "pusher", "feast-famine")

# How the talk with one customer stands.
GOING_ON, WON, ENDED = range(3)

# What a rep plans to do with one person in a week, as bits of an act; they are done in this order, until one fails.
DROP, TOUCH, FOLLOW, PRESENT, ESTIMATE, ASK, ONWARD, CLOSE = (1 << bit for bit in range(8))
# What came of an act, as bits: something was done; the invitation was taken up, or not; a question came too early;
# the hours did not last.
DONE, CAME, DECLINED, EARLY, NO_TIME = (1 << bit for bit in range(5))

# What the two-wheels policy means to do with a person this week, as bits of `mark`; bit k puts them on list k.
HOTTEST, TO_MEET, TO_ASK, TO_ASK_AGAIN, TO_NURTURE, TO_TOUCH, TO_DROP = range(7)

CAPACITY = 256  # cards a rep can keep at once; who comes after that is counted as turned away
WEEKS_A_MONTH = 4
RING = 7  # weeks of flyers remembered

# The people of one run: an array for each field, a place in each for a person. Arrays side by side, and not a
# record for each person, let the processor work on eight people at once.
PEOPLE = np.dtype(
    [
        ("key", "u8", (CAPACITY,)),
        ("trust", "f8", (CAPACITY,)),  # −0.5 … 1
        ("hours", "f8", (CAPACITY,)),  # spent on this one so far
        ("heat", "f8", (CAPACITY,)),  # factor on raising a hand; 1 is the model's own
        ("amount", "f8", (CAPACITY,)),  # of the contract, as a multiple of the territory's typical one
        ("age", "i4", (CAPACITY,)),  # weeks since the first contact
        ("idle", "i4", (CAPACITY,)),  # weeks since the last touch
        ("invited", "i4", (CAPACITY,)),  # weeks since the last invitation
        (
            "opens",
            "i4",
            (CAPACITY,),
        ),  # weeks until the window opens when that is fixed; 0: it opens by chance
        ("tag", "i4", (CAPACITY,)),  # whose future this is, where one customer's futures make up the list
        ("on", "u1", (CAPACITY,)),
        ("knows", "u1", (CAPACITY,)),  # what the rep acts on
        ("known", "u1", (CAPACITY,)),  # bits: what the rep has been told
        ("told", "u1", (CAPACITY,)),  # the rep believes that this one buys soon
        ("channel", "u1", (CAPACITY,)),
        ("need", "u1", (CAPACITY,)),
        ("budget", "u1", (CAPACITY,)),
        ("authority", "u1", (CAPACITY,)),
        ("fit", "u1", (CAPACITY,)),  # all three
        ("soon", "u1", (CAPACITY,)),
        ("open", "u1", (CAPACITY,)),
        ("dead", "u1", (CAPACITY,)),
        ("naive", "u1", (CAPACITY,)),
        ("presented", "u1", (CAPACITY,)),
        ("estimated", "u1", (CAPACITY,)),
        ("momentum", "u1", (CAPACITY,)),  # said yes to a test close while able to buy
        ("mark", "u1", (CAPACITY,)),  # room to work in: to be acted on, or what the week asks for
        ("order", "u4", (CAPACITY,)),  # places of those on the list, in the order they came
        ("turn", "u4", (CAPACITY,)),  # the same, in the order they are served this week
        ("lists", "u4", (7, CAPACITY)),  # room to work in: places of those an act is meant for
        ("counts", "u8", (7,)),  # how many are on each list
        ("top", "i4"),  # places from here on are free
        ("spare", "i4"),  # no place before this one is free
    ],
    align=True,
)
_ROOM = ("mark", "order", "turn", "lists", "counts", "top", "spare")
PERSON_FIELDS = tuple(name for name in PEOPLE.names or () if name not in _ROOM)

# What a run carries from week to week besides its people.
WORLD = np.dtype(
    [
        ("market", "f8"),  # log of the market index, before its mean is taken out
        ("busy", "f8"),  # feast and famine: 1 while living off the list
        ("referrals", "f8"),  # promised, not yet arrived
        ("flyers", "f8"),  # inquiries a week that flyers handed out earlier now bring
        ("waiting", "f8"),  # inquiries not answered yet
        ("exhibition", "f8"),  # contacts of an exhibition to be followed up
        ("handed", "f8", (RING,)),  # hours of flyers by week, modulo
        ("customers", "f8"),  # contracts that stood, whose owners have not been asked for an introduction yet
    ],
    align=True,
)

# One act: on whom, what (bits DROP … CLOSE), and which kind of line it asks with (place in the parameter rows).
ACT = np.dtype([("place", "i4"), ("kinds", "i4"), ("line", "i4")])

# Hours of one week for new people, by channel; with `rest`, whatever else is left over goes to cold visits too.
# `taken`: hours of the week that are gone already.
OUTREACH_NAMES = ("exhibition", "flyers", "referral", "inbound", "cold", "rest", "taken")
OUTREACH = np.dtype([(name, "f8") for name in OUTREACH_NAMES])

# What a run counts.
TALLY_NAMES = (
    "contacts",
    "potentials",
    "prospects",
    "contracts",
    "cancelled",
    "cycle",  # weeks from first contact to signature, summed over contracts
    "listed",  # people at the start of the week, summed over weeks
    "listed_dead",  # of whom cannot or will not buy
    "hours_desk",  # office work and reports
    "hours_list",  # spent on people of the list
    "hours_wasted",  # of which on people who cannot or will not buy
    "hours_new",  # spent on new people, all channels
    "hours_unused",
    "tests",
    "tests_early",
    "railroaded",
    "dropped",  # left the list without a contract
    "dropped_buyers",  # of whom would still have bought
    "turned_away",  # no card was free
    "inquiries_lost",  # not answered in time
    "promised",  # referrals promised in the week going on
    "content",  # contracts that stood, in the week going on
    "amount",  # of contracts that stood, as multiples of the territory's typical one
)
TALLY = np.dtype([(name, "f8") for name in TALLY_NAMES])

# One view of one customer for the simulation of that customer alone: the state, then the belief.
VIEW = np.dtype(
    [
        ("trust", "f8"),
        ("heat", "f8"),
        ("known", "f8"),  # chance that the rep knows the truth about this person
        ("assumed", "f8"),  # what the rep acts on when not: UNKNOWN, FUTURE or HOT
        ("told", "f8"),
        ("presented", "f8"),
        ("estimated", "f8"),
        ("momentum", "f8"),  # chance that a yes to a test close is still fresh
        ("outcome", "f8"),  # GOING_ON, WON or ENDED
        ("weight", "f8"),  # weight of the truth against the territory's prior
        ("fit", "f8"),  # truth: chance that this person can buy at all
        ("opens", "f8"),  # truth: weeks until the window opens
        ("soon", "f8"),  # truth: 1 when it opens soon
        ("prior_soon", "f8"),  # prior, cumulative: waits, buys soon
        ("prior_late", "f8"),  # … or waits, buys late
        ("prior_open", "f8"),  # … or the window is open; the rest cannot or will not buy
    ]
)

PARAMETER_NAMES = (
    # the week
    "hours", "admin", "report",
    # what an act costs
    "h_contact", "h_invite", "h_present", "h_estimate", "h_test", "h_close", "h_nurture", "h_touch", "h_inquiry",
    # who people are
    "p_potential", "budget", "authority", "need_min", "soon", "weeks_soon", "weeks_late", "death", "tell",
    # trust
    "trust_first", "trust_min", "decay", "gain_nurture", "gain_touch", "gain_present", "gain_estimate", "gain_test",
    "cost_early", "cost_close", "refuse",
    # signs and answers
    "hand", "accept_open", "accept_later", "accept_never",
    "reveal", "reveal_trust", "reveal_presented", "reveal_estimated",
    "ready", "ready_trust", "ready_presented", "ready_estimated",
    # the decision
    "win", "win_trust", "win_presented", "win_estimated", "win_momentum", "win_max", "lose",
    "window_loss", "window_trust", "naive", "railroad", "regret", "regret_unready", "regret_margin",
    # the market
    "market_memory", "market_sd",
    # the line that the policies ask with
    "pressure", "shows_need", "shows_budget", "shows_authority", "shows_timing", "shuts",
    # the policy's own knobs
    "share", "limit_unknown", "limit_future", "list_max", "new_hours", "ask_from", "estimate_first",
    # the other channels
    "warm_trust", "warm_fit", "warm_soon", "fair_trust", "fair_soon", "refer", "refer_week",
    "refer_hours", "h_refer", "refer_ask", "inquiry_hours",
    "inquiries", "inquiry_kept", "flyer_hours", "flyer_yield", "flyer_decay",
    "fair_every", "fair_hours", "fair_contacts", "p_fair",
    # a shock to demand
    "shock_from", "shock_to", "shock_factor",
)  # fmt: skip
PARAMETERS = np.dtype([(name, "f8") for name in PARAMETER_NAMES])
