"""Name the fixed words of a scenario: what a line can be, where a card can lie, how a talk can end."""

from __future__ import annotations

TEST_CLOSES = (
    "temperature",
    "scale",
    "conditional",
    "price-condition",
    "budget-range",
    "time-frame",
    "backward-schedule",
    "decision-process",
    "decision-criteria",
    "alternative",
    "assumptive",
    "next-step",
    "trial",
    "summary-check",
    "concern-sweep",
    "status-quo",
    "competitor",
    "close-file",
    "third-party",
)
OTHER_ACTS = (
    "open-question",
    "listen",
    "present",
    "estimate",
    "close",
    "wait",
    "let-go",
    "pressure",
    "small-talk",
)
KINDS = (*TEST_CLOSES, *OTHER_ACTS)

AVATARS = (
    "plant-manager",
    "president",
    "homemaker",
    "young-father",
    "retiree",
    "shop-owner",
    "office-manager",
    "nurse",
    "boss",
    "colleague",
)
MOODS = ("neutral", "warm", "doubtful", "cold")
PRESETS = ("few-large", "many-small")

HORIZONS = ("long", "mid", "short")
LANES = ("new", "potential", "prospect", "this_month")  # where a card can lie before a result
RESULT_LANE = "result"
RESULTS = ("won", "lost", "let_go")
PLAIN_MOVES = ("this_month", "potential", "presented", "estimated", *RESULTS)
MOVES = ("horizon", *PLAIN_MOVES)

OUTCOMES = (
    "won",
    "advance",
    "continuation",
    "refusal",
    "lost",
    "let_go",
    "cancelled",
    "railroaded",
)
# Where an ending leaves the card when the choice before it gave no result. A step forward and a grey
# answer settle nothing. Someone rushed into signing has, for now, signed.
RESULT_OF_OUTCOME = {
    "won": "won",
    "railroaded": "won",
    "lost": "lost",
    "refusal": "lost",
    "cancelled": "lost",
    "let_go": "let_go",
}

REQUIRED_VARIABLES = ("trust", "clarity", "heat")
LEAST_VALUE, MOST_VALUE = 0, 10
MOST_VARIABLES = 8
MOST_FLAGS = 12
MOST_SCENES = 120
MOST_CHOICES = 6
MOST_CHANGE = 10  # of a variable by one choice, either way
MOST_MARK = 5  # of a skill on one choice, either way
MOST_POINTS = 10  # of an ending, either way
MOST_BUYER = 3  # what an ending can mean for the buyer, either way
MOST_HOURS = 16.0  # one act can cost two working days
DEFAULT_HOURS = 0.5

RESERVED_NAMES = frozenset({"and", "or", "not", "yes", "no", "true", "false"})
