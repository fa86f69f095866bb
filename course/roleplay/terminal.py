"""Play a scenario in a terminal. Reading and writing are given from outside, so that a test can sit at the keyboard."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from course.content.text import Text
from course.roleplay.engine import State, StepLog, begin, choose, lines, offered, replay, values
from course.roleplay.scoring import bounds, result
from course.roleplay.story import ME, Choice, Line, Scenario
from course.roleplay.terminal_words import MOODS, OUTCOMES, WORDS

Read = Callable[[str], str]
Write = Callable[[str], None]
Style = Callable[[str, str], str]  # text and role (title, name, aside, coach, state, fault) → text as shown


def plain(text: str, role: str) -> str:
    """Show everything alike."""
    return text


@dataclass
class Table:
    """Hold one sitting: how it is played, and what has been chosen.

    `practice` shows the coaching at once and allows taking back; `reveal` shows the hidden values; with a `seed` the
    choices of each scene come in an order of their own, the same for the same seed.
    """

    scenario: Scenario
    read: Read
    write: Write
    language: str = "ja"
    practice: bool = False
    reveal: bool = False
    seed: int | None = None
    style: Style = plain
    chosen: list[str] = field(default_factory=list)

    def play(self) -> bool:
        """Play until the end, or until the player stops; tell whether the end was reached."""
        scenario = self.scenario
        self.write(self.style(self.say(scenario.title), "title"))
        self.write("\n" + self.say(scenario.brief))
        self.write("\n" + self.style(self.word("keys-practice" if self.practice else "keys"), "aside"))
        while True:
            state, logs = replay(scenario, self.chosen)
            self.show_scene(state)
            if scenario.scenes[state.scene].end is not None:
                self.show_result(logs)
                return True
            answer = self.ask(state)
            if answer == "stop":
                self.write(self.word("stopped"))
                return False
            if isinstance(answer, Choice):
                self.make(state, answer)
            else:
                self.chosen.pop()
                self.write(self.style(self.word("undone"), "aside"))

    def say(self, text: Text) -> str:
        """Give a text in the language of this sitting."""
        return text.to(self.language)

    def word(self, key: str, **values_in_it: object) -> str:
        """Give one of the terminal's own words."""
        return self.say(WORDS[key]).format(**values_in_it)

    def in_order(self, state: State) -> list[Choice]:
        """List what is on offer, shuffled when there is a seed."""
        choices = list(offered(self.scenario, state))
        if self.seed is not None:
            random.Random(f"{self.seed}/{state.scene}").shuffle(choices)
        return choices

    def show_scene(self, state: State) -> None:
        """Write what is heard, and what can be said."""
        self.write("")
        for line in lines(self.scenario, state):
            self.write(self.spoken(line))
        if self.reveal:
            self.write(self.style(self.describe(state), "state"))
        choices = self.in_order(state)
        if choices:
            self.write("")
        for number, choice in enumerate(choices, start=1):
            self.write(f"  {number}  {self.say(choice.label)}")

    def spoken(self, line: Line) -> str:
        """Write one line with its speaker."""
        text = self.say(line.text)
        if line.speaker is None:
            return self.style(text, "aside")
        name = self.word("me") if line.speaker == ME else self.say(self.scenario.person(line.speaker).name)
        mood = self.say(MOODS[line.mood])
        opening, closing = ("（", "）") if self.language == "ja" else (" (", ")")
        return self.style(name + (opening + mood + closing if mood else ""), "name") + f": {text}"

    def describe(self, state: State) -> str:
        """Write the hidden values and the card."""
        parts = [f"{name} {value}" for name, value in values(self.scenario, state).items()]
        flags = [name for name in self.scenario.flags if name in state.flags]
        if flags:
            parts.append(f"{self.word('yes')}: {', '.join(flags)}")
        card = state.card
        where = card.outcome or (f"{card.lane}/{card.horizon}" if card.lane == "prospect" else card.lane)
        parts.append(f"{self.word('card')}: {where}, {self.word('hours', hours=f'{card.hours:g}')}")
        return " ・ ".join(parts) if self.language == "ja" else " · ".join(parts)

    def ask(self, state: State) -> Choice | Literal["undo", "stop"]:
        """Ask until there is an answer: a choice, or the wish to take the last one back or to stop."""
        choices = self.in_order(state)
        while True:
            try:
                answer = self.read(f"{self.word('prompt')} (1–{len(choices)})").strip().lower()
            except EOFError:
                return "stop"
            if answer in ("q", "quit"):
                return "stop"
            if answer in ("u", "undo"):
                problem = self.why_not_undo()
                if not problem:
                    return "undo"
                self.write(self.style(problem, "fault"))
            elif answer.isdecimal() and 1 <= int(answer[:3]) <= len(choices):
                return choices[int(answer) - 1]
            else:
                self.write(self.style(self.word("no-number", most=len(choices)), "fault"))

    def why_not_undo(self) -> str:
        """Say why the last choice cannot be taken back; empty when it can."""
        if not self.practice:
            return self.word("no-undo")
        return "" if self.chosen else self.word("undo-start")

    def make(self, state: State, choice: Choice) -> None:
        """Make a choice, and show what practice shows at once."""
        self.write("\n" + self.style(self.word("me"), "name") + f": {self.say(choice.label)}")
        choose(self.scenario, state, choice.id)
        self.chosen.append(choice.id)
        if self.practice:
            self.write(self.style(f"{self.word('coach')}: {self.say(choice.coach)}", "coach"))

    def show_result(self, logs: tuple[StepLog, ...]) -> None:
        """Write the outcome, the score, the truth, and each choice with its coaching."""
        found, limits = result(self.scenario, logs), bounds(self.scenario)
        self.write("")
        buyer = f"{self.word('buyer')} {found.buyer:+d}"
        outcome = self.say(OUTCOMES[found.outcome])
        self.write(self.style(f"{self.word('outcome')}: {outcome} ({buyer})", "title"))
        spread = self.word("range", worst=limits.worst, best=limits.best, raw=found.raw)
        self.write(self.style(f"{self.word('score')}: {round(found.score)} / 100", "title") + spread)
        self.write("\n" + self.style(self.word("truth"), "title") + "\n" + self.say(self.scenario.reveal))
        self.write("\n" + self.style(self.word("looking-back"), "title"))
        for number, log in enumerate(logs, start=1):
            self.look_back(number, log)

    def look_back(self, number: int, log: StepLog) -> None:
        """Write one choice of the run with its coaching and what the customer thought."""
        choice = self.scenario.scenes[log.scene].choice(log.choice)
        assert choice is not None
        self.write(f"{number}. {self.say(choice.label)}")
        marks = [f"{name} {change:+d}" for name, change in (*log.marks.items(), *log.changes.items())]
        if marks:
            self.write(self.style("   " + ", ".join(marks), "state"))
        self.write(self.style(f"   {self.say(choice.coach)}", "coach"))
        if choice.truth:
            self.write(self.style(f"   {self.word('inner')}: {self.say(choice.truth)}", "aside"))


def as_transcript(scenario: Scenario, chosen: list[str]) -> str:
    """Write a run as a transcript that the same scenario passes, ended or not."""
    written = [f"scenario: {scenario.id}"]
    state: State = begin(scenario)
    logs: list[StepLog] = []
    for choice_id in chosen:
        written.append("see: " + ", ".join(choice.id for choice in offered(scenario, state)))
        state, log = choose(scenario, state, choice_id)
        logs.append(log)
        written.append(f"> {choice_id}")
    written.append(
        "state: " + ", ".join(f"{name} {value}" for name, value in values(scenario, state).items())
    )
    if logs and logs[-1].ended:
        found = result(scenario, logs)
        written += [f"end: {state.scene}", f"outcome: {found.outcome}", f"score: {round(found.score)}"]
    return "\n".join(written) + "\n"
