"""Let a generated person take quizzes and answer again what they missed. PURE."""

from __future__ import annotations

from course.demo.clock import DAY
from course.demo.life import Card, Life, ability_of, answer_to, edition, observe
from course.demo.material import Asked, Test
from course.quizzes.grading import attempt_score, passed

MOST_REVIEWS = 5


def take_test(life: Life, place: int, last: bool) -> None:
    test: Test = edition(life, life.world.material.tests[place])
    chance, clock, rows, numbers = life.chance, life.world.clock, life.world.rows, life.world.numbers
    user_id, began = life.person.user_id, life.now
    number = numbers.take("attempt")
    ability = ability_of(life) + (0.6 if test.quiz_id in life.taken else 0.0)
    asked = test.questions[: len(test.questions) // 2] if last and chance.random() < 0.3 else test.questions
    credits = []
    answers, answer_number = rows["answer"], numbers.next["answer"]
    observations = rows["observation"]
    for question in asked:
        life.now += 1
        chosen, credit, confidence = answer_to(life, question, ability)
        at = clock.text(life.now)
        answers.append((answer_number, number, question.id, chosen, confidence, credit, at))
        for skill in question.skills:
            observations.append((user_id, skill, credit, at, "answer", answer_number))
        answer_number += 1
        credits.append(credit)
        if credit < 1.0 or (test.quiz_id, question.id) in life.cards:
            _bring_back(life, test, question, credit, confidence)
    numbers.next["answer"] = answer_number
    done = len(asked) == len(test.questions)
    score = attempt_score(credits) if done else None
    has_passed = passed(score, test.passing) if score is not None else None
    if has_passed is not None:
        life.taken[test.quiz_id] = has_passed or life.taken.get(test.quiz_id, False)
    rows["attempt"].append(
        (
            number,
            user_id,
            test.quiz_id,
            test.version,
            chance.randrange(2**31),
            clock.text(began),
            clock.text(life.now) if done else None,
            score,
            None if has_passed is None else int(has_passed),
        )
    )


def _bring_back(life: Life, test: Test, question: Asked, credit: float, confidence: str | None) -> None:
    """Let a missed question come back, or a card that is there learn of this answer."""
    key = (test.quiz_id, question.id)
    card = life.cards.get(key)
    if card is not None:
        review(life, card, life.now)
    gap = life.now - card.at if card is not None else 0
    held = life.world.deck.answer(card.held if card is not None else None, gap, credit, confidence)
    assert held is not None
    if card is None:
        number = life.world.numbers.take("review_card")
        life.cards[key] = Card(number, test.version, question, held, life.now)
    else:
        card.held, card.at, card.version, card.question = held, life.now, test.version, question


def review(life: Life, card: Card, until: int) -> None:
    """Answer a card whenever it is due until a minute, for as long as the person keeps at it."""
    chance, clock, person = life.chance, life.world.clock, life.person
    while not card.left and not card.held.retired and card.reviews < MOST_REVIEWS:
        if chance.random() >= person.reviews:
            card.left = True
            return
        gap = card.held.due + DAY * chance.choice((0, 0, 1, 3))
        if card.at + gap >= until:
            return
        chosen, credit, confidence = answer_to(life, card.question, person.ability + 0.8)
        held = life.world.deck.answer(card.held, gap, credit, confidence)
        assert held is not None
        card.held, card.at = held, card.at + gap
        number, at = life.world.numbers.take("review_answer"), clock.text(card.at)
        due = None if held.retired else clock.text(card.at + held.due)
        life.world.rows["review_answer"].append(
            (number, card.id, card.reviews, card.version, chosen, confidence, credit, at, due)
        )
        observe(life, card.question.skills, credit, at, "review", number)
        card.reviews += 1


def write_card(life: Life, key: tuple[str, str], card: Card) -> None:
    clock, held = life.world.clock, card.held
    life.world.rows["review_card"].append(
        (
            card.id,
            life.person.user_id,
            *key,
            card.version,
            held.row(card.at, clock),
            None if held.retired else clock.text(card.at + held.due),
            int(held.back is not None),
            card.reviews,
        )
    )
