"""Check whole roots or single files, many at once and with kept results: what `ryorin check` does."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import re
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from course.content.check_plan import Plan
from course.content.checking import COUNTED, Checked, check_texts, describe_texts
from course.content.faults import CODES, Fault, Param, all_codes, clip, did_you_mean
from course.content.folders import Group, place_key, read_group, show
from course.content.kinds import Texts, guess_kind, load, parse_item
from course.content.outline import parse_outline
from course.content.references import ITEM_NAMES, Member, check_together
from course.content.results import Results
from course.content.source import Source, place_of, read_source
from course.content.text import LANGUAGES, SOURCE_LANGUAGE

# Below this many texts, starting more processes costs more than it saves.
FEWEST_FOR_POOL = 8
_log = logging.getLogger(__name__)
_SCENARIO_LINE = re.compile(r"^scenario[ \t]*[:：][ \t]*(\S+)", re.MULTILINE)


@dataclass
class Outcome:
    """What a check found: faults by place, and what was checked: files, and parts of the course by language."""

    faults: list[Fault] = field(default_factory=list)
    counts: dict[str, dict[str, int]] = field(
        default_factory=lambda: {language: dict.fromkeys(COUNTED, 0) for language in LANGUAGES}
    )
    files: int = 0
    transcripts: int = 0

    def add(self, checked: Checked, files: int) -> None:
        """Count one item in."""
        self.files += files
        for language, counts in checked.counts.items():
            for name, count in counts.items():
                self.counts[language][name] += count


@dataclass(frozen=True)
class Task:
    """One item to check, or one transcript of a scenario."""

    kind: str
    texts: Texts
    transcript: Source | None = None

    @property
    def paths(self) -> dict[str, str]:
        """Return the paths of the texts by language, and of the transcript."""
        paths = {language: source.path for language, source in self.texts.items()}
        return paths if self.transcript is None else {**paths, "transcript": self.transcript.path}

    @property
    def shown(self) -> str:
        """Return the path of the file under test."""
        return self.texts[SOURCE_LANGUAGE].path if self.transcript is None else self.transcript.path

    def key(self, results: Results) -> str:
        """Name the kept result of this task."""
        return results.key(self.kind, self.texts, "" if self.transcript is None else self.transcript.text)

    def run(self) -> Checked:
        """Do the check."""
        if self.transcript is None:
            return check_texts(self.kind, self.texts)
        scenario, _ = parse_item(self.kind, self.texts)
        if scenario is None:
            return Checked(kind="transcript")
        faults = load("course.roleplay.transcripts:check_transcript")(scenario, self.transcript)
        return Checked(kind="transcript", faults=list(faults))


def run_tasks(tasks: Sequence[Task], results: Results | None) -> list[Checked]:
    """Do all tasks and return what they found in order, taking kept results where there are any."""
    done: dict[int, Checked] = {}
    if results is not None:
        for index, task in enumerate(tasks):
            kept = results.get(task.key(results), task.paths)
            if kept is not None and all(fault.code in CODES for fault in kept.faults):
                done[index] = kept
    waiting = [index for index in range(len(tasks)) if index not in done]
    for index, checked in zip(waiting, _spread([tasks[index] for index in waiting]), strict=True):
        done[index] = checked
        if results is not None and not any(fault.code == "check-failed" for fault in checked.faults):
            results.put(tasks[index].key(results), checked, tasks[index].paths)
    if results is not None and waiting:
        results.prune()
    return [done[index] for index in range(len(tasks))]


def _run(task: Task) -> Checked:
    """Do a task; a mistake of the checker becomes a fault of the file, so that the others are still checked."""
    try:
        return task.run()
    except Exception:
        _log.exception("checking %s failed", task.shown)
        return Checked(kind=task.kind, faults=[Fault(code="check-failed", path=task.shown)])


def _spread(tasks: Sequence[Task]) -> list[Checked]:
    """Run tasks over all cores when there are enough of them."""
    workers = min(os.cpu_count() or 1, len(tasks))
    if len(tasks) < FEWEST_FOR_POOL or workers < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [_run(task) for task in tasks]
    # Workers live for one check: collecting what little garbage there is would only cost them a sixth of their time.
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(workers, mp_context=fork, initializer=gc.disable) as pool:
        return list(pool.map(_run, tasks, chunksize=max(1, len(tasks) // (workers * 8))))


def check_paths(
    paths: Sequence[Path],
    *,
    around: Iterable[Path] = (),
    transcripts: bool = False,
    results: Results | None = None,
) -> Outcome:
    """Check roots, content folders or single files. `around` are further roots that may be referred to."""
    all_codes()
    plan = Plan(paths, around)
    outcome = Outcome(faults=list(plan.faults))
    readable: list[tuple[Group, dict[str, Source]]] = []
    for group in (group for scan in plan.scans for group in scan.groups):
        texts, faults = read_group(group)
        outcome.faults.extend(fault for fault in faults if plan.wants(fault.path))
        if SOURCE_LANGUAGE in texts:
            readable.append((group, texts))
    for scan in plan.scans:
        outcome.faults.extend(fault for fault in scan.faults if plan.wants(fault.path))
    members = _check_groups(plan, readable, outcome, results)
    outcome.faults.extend(fault for fault in check_together(members) if plan.wants(fault.path))
    _check_loose(plan, outcome, results)
    if transcripts:
        scenarios: dict[str, dict[str, Source]] = {}
        for member, (group, texts) in zip(members, readable, strict=True):
            if member.checked.kind == "scenario":
                scenarios[group.stem] = scenarios[member.checked.id] = texts
        _check_transcripts(plan, scenarios, outcome, results)
    outcome.faults.sort(key=place_key)
    return outcome


def _check_groups(
    plan: Plan,
    readable: Sequence[tuple[Group, dict[str, Source]]],
    outcome: Outcome,
    results: Results | None,
) -> list[Member]:
    """Check the items that are wanted; of the others note only what may be referred to."""
    wanted = [any(plan.wants(group.shown(language)) for language in group.files) for group, _ in readable]
    tasks = [Task(group.kind, texts) for (group, texts), want in zip(readable, wanted, strict=True) if want]
    found = iter(run_tasks(tasks, results))
    members = []
    for (group, texts), want in zip(readable, wanted, strict=True):
        checked = next(found) if want else describe_texts(group.kind, texts)
        members.append(Member(group, checked))
        if want:
            outcome.add(checked, len(texts))
            outcome.faults.extend(fault for fault in checked.faults if plan.wants(fault.path))
    return members


def _check_loose(plan: Plan, outcome: Outcome, results: Results | None) -> None:
    """Check files outside the content folders by themselves, guessing their kind."""
    for path in plan.loose:
        source = read_source(path, shown=path.as_posix())
        if isinstance(source, Fault):
            outcome.faults.append(source)
            continue
        kind = guess_kind(parse_outline(source)[0].front.values)
        for checked in run_tasks([Task(kind, {SOURCE_LANGUAGE: source})], results):
            outcome.faults.extend(checked.faults)
            outcome.add(checked, 1)


def _check_transcripts(
    plan: Plan, scenarios: dict[str, dict[str, Source]], outcome: Outcome, results: Results | None
) -> None:
    """Play every wanted transcript against its scenario."""
    tasks = []
    for scan in plan.scans:
        for path in scan.transcripts:
            shown = show(path, scan.root, scan.shown)
            if not plan.wants(shown):
                continue
            source = read_source(path, root=scan.root, shown=shown)
            if isinstance(source, Fault):
                outcome.faults.append(source)
                continue
            # The file's name says which scenario it is of; failing that, the line in it.
            named = _SCENARIO_LINE.search(source.text)
            stem = path.name.partition(".")[0]
            name = stem if stem in scenarios or named is None else named.group(1)
            if name in scenarios:
                tasks.append(Task("scenario", scenarios[name], source))
            else:
                outcome.faults.append(_no_scenario(source, name, named.start(1) if named else 0, scenarios))
    outcome.transcripts = len(tasks)
    for checked in run_tasks(tasks, results):
        outcome.faults.extend(checked.faults)


def _no_scenario(source: Source, name: str, offset: int, scenarios: Iterable[str]) -> Fault:
    line, column = place_of(source.text, offset)
    params: dict[str, Param] = {
        "what": ITEM_NAMES["scenario"],
        "id": clip(name),
        "hint": did_you_mean(name, scenarios),
    }
    return Fault(code="reference-unknown", path=source.path, line=line, column=column, params=params)
