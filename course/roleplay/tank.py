"""Put together the tank beside the talk: the cards as they lie now, the figures, and what just moved, in words."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from course.content.text import Text
from course.pipeline import board as boards
from course.presentation import language, say
from course.roleplay import counterfactual, figures, labels
from course.roleplay.conversation import Conversation
from course.roleplay.figures import Figure
from course.roleplay.script import Scenario

SHOWN = 5  # cards a lane shows; the rest are counted
OLD = 16  # weeks after which a card that has come to nothing is drawn as old


@dataclass(frozen=True, slots=True)
class CardShown:
    """Hold one card as the page draws it: `small` is what stands under the name, `quarters` (0–4) how much is known of the person."""

    key: str
    name: Text
    small: tuple[str, ...]
    quarters: int
    old: bool
    focus: bool
    outcome: str


@dataclass(frozen=True, slots=True)
class Lane:
    """Hold one lane: its label, how many are in it, the cards shown, how many more, whether the customer is here."""

    label: str
    count: int
    cards: tuple[CardShown, ...]
    more: int
    here: bool


@dataclass(frozen=True, slots=True)
class Tank:
    """Hold the whole panel; `brief` is the one line a phone shows, `tone` the colour of the sentences."""

    people: int
    lanes: tuple[Lane, ...]
    figures: tuple[Figure, ...]
    sentences: tuple[str, ...]
    tone: str
    brief: str


def view(scenario: Scenario, seed: int, talk: Conversation) -> Tank:
    """Show the board of this run after the last decision, with what that decision did."""
    board = counterfactual.board_of(scenario, talk.state, seed)
    panel = figures.panel_of(scenario, seed, talk)
    moved = _moved(scenario, talk)
    return Tank(
        people=sum(card.lane != "result" for card in board.cards),
        lanes=tuple(_lane(board, lane) for lane in boards.LANES),
        figures=figures.shown(panel, talk),
        sentences=(moved, *figures.sentences(panel, talk)),
        tone=figures.tone(panel, talk),
        brief=figures.brief(panel, talk, _place(scenario, talk)),
    )


def _lane(board: boards.Board, name: str) -> Lane:
    cards = sorted(board.lane(name), key=lambda card: card.key != boards.CUSTOMER)
    return Lane(
        label=str(labels.LANES[name]),
        count=len(cards),
        cards=tuple(_card(card) for card in cards[:SHOWN]),
        more=max(0, len(cards) - SHOWN),
        here=any(card.key == boards.CUSTOMER for card in cards),
    )


def _card(card: boards.Card) -> CardShown:
    weeks = _("%(n)d週", n=card.age_weeks)
    small: tuple[str, ...]
    if card.outcome:
        small = (str(labels.RESULTS[card.outcome]), money(card.amount))
    elif card.lane == "new":
        small = (weeks,)
    elif card.lane == "prospect" and card.horizon:
        small = (str(labels.HORIZONS[card.horizon]), money(card.amount))
    else:
        small = (money(card.amount), weeks)
    return CardShown(
        key=card.key,
        name=card.name,
        small=small,
        quarters=round(card.known * 4),
        old=card.age_weeks >= OLD and not card.outcome,
        focus=card.key == boards.CUSTOMER,
        outcome=card.outcome,
    )


def money(amount: int) -> str:
    """Write an amount as short as a card needs it: 320万, or ¥3.2M in English."""
    if language() == "ja":
        return f"{amount / 10_000:g}万"
    return f"¥{amount / 1_000_000:.3g}M" if amount >= 1_000_000 else f"¥{amount / 1_000:.3g}k"


def _where(lane: str, horizon: str) -> str:
    """Name a place on the board in words: 見込み(中)."""
    label = str(labels.LANES[lane])
    if lane != "prospect" or not horizon:
        return label
    return _("%(lane)s(%(horizon)s)", lane=label, horizon=labels.HORIZONS[horizon])


def _place(scenario: Scenario, talk: Conversation) -> str:
    """Say in a few words where the customer's card is, or what it just did."""
    name, now = say(scenario.customer.name), talk.state.card
    here = str(labels.RESULTS[now.outcome]) if now.outcome else _where(now.lane, now.horizon)
    if talk.moments:
        before = talk.moments[-1].before.card
        was = _where(before.lane, before.horizon)
        here = f"{was} → {here}" if was != here else here
    return _("%(name)s %(place)s", name=name, place=here)


def _moved(scenario: Scenario, talk: Conversation) -> str:
    """Say in one sentence where the customer's card lies and whether it moved."""
    name, now = say(scenario.customer.name), talk.state.card
    if now.outcome:
        result = labels.RESULTS[now.outcome]
        return _("%(name)sさんのカードは「%(result)s」になりました。", name=name, result=result)
    here = _where(now.lane, now.horizon)
    before = talk.moments[-1].before.card if talk.moments else now
    was = _where(before.lane, before.horizon)
    if was != here:
        return _(
            "%(name)sさんのカードが「%(was)s」から「%(here)s」へ移りました。", name=name, was=was, here=here
        )
    return _("%(name)sさんのカードは「%(here)s」にあります。", name=name, here=here)
