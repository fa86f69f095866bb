"""Play transcripts: files that say which choices to make and what is to come of them.

scenario: price-pushback
# a note
see: ask, cut          these choices, in this order, are on offer
> ask                  make this choice
state: trust 5, asked_budget yes
end: dated
outcome: won
score: 100             rounded
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import PurePath

from course.content.faults import Fault, Reporter, clip, did_you_mean
from course.content.source import Source
from course.content.text import Text
from course.roleplay import codes  # noqa: F401  registers the codes used here
from course.roleplay.engine import State, StepLog, begin, choose, offered, values
from course.roleplay.notation import fold_width, read_integer
from course.roleplay.scoring import result
from course.roleplay.story import Scenario

_LINE = re.compile(r"([a-z]+)\s*:\s*(.*)")
_ENTRY = re.compile(r"([a-z][a-z0-9_]*)\s*[ =]\s*(\S+)")
_NOTHING = Text({"ja": "（何もない）", "en": "nothing"})


def check_transcript(scenario: Scenario, source: Source) -> list[Fault]:
    """Play one transcript; a fault for each expectation that is not met. Stops where it cannot go on.

    The name of the file, up to its first dot, and its `scenario:` line both have to be the scenario's id.
    """
    run = _Run(scenario, Reporter(source.path))
    if not run.named(PurePath(source.path).name.partition(".")[0], 1, 1):
        return run.report.faults
    for number, written in enumerate(source.lines, start=1):
        text = fold_width(written).strip()
        if text and not text.startswith("#") and not run.line(text, number, written):
            break
    if not run.logs and not run.report.faults:
        run.report("transcript-empty", 1, 1)
    return run.report.faults


class _Run:
    """Hold where the play of one transcript stands."""

    def __init__(self, scenario: Scenario, report: Reporter) -> None:
        self.scenario, self.report = scenario, report
        self.state: State = begin(scenario)
        self.logs: list[StepLog] = []
        self.readers: Mapping[str, Callable[[str, int, int], bool]] = {
            "scenario": self.named,
            "see": self.see,
            "state": self.holds,
            "end": self.end,
            "outcome": self.outcome,
            "score": self.score,
        }

    def line(self, text: str, number: int, written: str) -> bool:
        """Carry out one line; tell whether to go on."""
        column = len(written) - len(written.lstrip()) + 1
        if text.startswith(">"):
            return self.choose(text[1:].strip(), number, column)
        found = _LINE.fullmatch(text)
        if found is None or found.group(1) not in self.readers:
            self.report("transcript-malformed", number, column, text=clip(text))
            return False
        return self.readers[found.group(1)](found.group(2).strip(), number, column + found.start(2))

    @property
    def is_over(self) -> bool:
        """Tell whether an ending has been reached."""
        return self.scenario.scenes[self.state.scene].end is not None

    def on_offer(self) -> str | Text:
        """List what can be chosen now."""
        return ", ".join(choice.id for choice in offered(self.scenario, self.state)) or _NOTHING

    def named(self, value: str, line: int, column: int) -> bool:
        """Compare the name of the scenario."""
        if value == self.scenario.id:
            return True
        self.report("transcript-other-scenario", line, column, found=clip(value), expected=self.scenario.id)
        return False

    def see(self, value: str, line: int, column: int) -> bool:
        """Compare what is on offer."""
        if self.is_over:
            self.report("transcript-ended", line, column, scene=self.state.scene)
            return False
        expected = [part for part in re.split(r"[,、，\s]+", value) if part]
        if expected != [choice.id for choice in offered(self.scenario, self.state)]:
            wanted = clip(", ".join(expected), 120) or _NOTHING
            self.report("transcript-see", line, column, found=self.on_offer(), expected=wanted)
        return True

    def choose(self, choice_id: str, line: int, column: int) -> bool:
        """Make a choice."""
        scene = self.state.scene
        if self.is_over:
            self.report("transcript-ended", line, column, scene=scene)
            return False
        if choice_id not in {choice.id for choice in offered(self.scenario, self.state)}:
            found = self.on_offer()
            self.report(
                "transcript-not-offered", line, column, choice=clip(choice_id), scene=scene, found=found
            )
            return False
        self.state, log = choose(self.scenario, self.state, choice_id)
        self.logs.append(log)
        return True

    def holds(self, value: str, line: int, column: int) -> bool:
        """Compare variables and flags."""
        now = values(self.scenario, self.state)
        for entry in re.finditer(r"[^,、，]+", value):
            at = column + entry.start()
            found = _ENTRY.fullmatch(entry.group().strip())
            if found is None:
                self.report("transcript-malformed", line, at, text=clip(entry.group()))
                return False
            name, expected = found.groups()
            if name in now:
                self._compare(name, str(now[name]), expected, line, at)
            elif name in self.scenario.flags:
                self._compare(name, "yes" if name in self.state.flags else "no", expected, line, at)
            else:
                hint = did_you_mean(name, (*self.scenario.variables, *self.scenario.flags))
                self.report("transcript-name-unknown", line, at, name=clip(name), hint=hint)
        return True

    def _compare(self, name: str, found: str, expected: str, line: int, column: int) -> None:
        if found != expected:
            self.report("transcript-state", line, column, name=name, found=found, expected=clip(expected))

    def end(self, value: str, line: int, column: int) -> bool:
        """Compare the ending."""
        if self.is_over and self.state.scene == value:
            return True
        self.report("transcript-end", line, column, found=self.state.scene, expected=clip(value))
        return False

    def outcome(self, value: str, line: int, column: int) -> bool:
        """Compare the outcome."""
        end = self.scenario.scenes[self.state.scene].end
        if end is None:
            return self._unended(line, column)
        if end.outcome != value:
            self.report("transcript-outcome", line, column, found=end.outcome, expected=clip(value))
        return True

    def score(self, value: str, line: int, column: int) -> bool:
        """Compare the score, rounded to a whole number."""
        expected = read_integer(value)
        if expected is None:
            self.report("transcript-malformed", line, column, text=clip(value))
            return False
        if not self.is_over:
            return self._unended(line, column)
        found = round(result(self.scenario, self.logs).score)
        if found != expected:
            self.report("transcript-score", line, column, found=found, expected=expected)
        return True

    def _unended(self, line: int, column: int) -> bool:
        self.report("transcript-unended", line, column, scene=self.state.scene)
        return False
