"""Put together the page of the rules: each with its threshold, and how many it names now and would name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from course.reports import queries, rule_queries, rules, words
from course.reports.forms import RulesForm
from course.reports.people import Asked
from course.reports.queries import BIG
from course.reports.rules import CODES, LIMITS, Rules


@dataclass(frozen=True, slots=True)
class Shown:
    """Hold one rule as the page shows it: how many it names as it is, and with the thresholds entered; None: not told."""

    code: str
    title: str
    said: str
    fields: tuple[str, ...]
    now: int | None
    then: int | None


def is_trial(query: Mapping[str, str]) -> bool:
    """Tell whether an address holds thresholds to try."""
    return any(name in query for name in LIMITS)


def as_query(tried: Rules) -> dict[str, Any]:
    """Write thresholds as an address that tries them out."""
    uses = {f"use_{code}": "y" for code in CODES if code not in tried.off}
    return {name: getattr(tried, name) for name in LIMITS} | uses


def view(asked: Asked, form: RulesForm, *, may_change: bool) -> dict[str, Any]:
    """Gather what the page shows."""
    used, set_for = queries.rules_of(asked.group)
    tried = form.rules() if not form.errors else used
    present, then = _counts(asked, used), _counts(asked, tried)
    shown = [
        Shown(
            code=code,
            title=str(words.TITLES[code]),
            said=words.rule(code, used),
            fields=tuple(name for name, limit in LIMITS.items() if limit.code == code),
            now=present.get(code),
            then=then.get(code),
        )
        for code in CODES
    ]
    return {
        "group": asked.group,
        "form": form,
        "shown": shown,
        "changed": tried != used,
        "waiting": present.get("all"),
        "would_wait": then.get("all"),
        "set_for": set_for,
        "own": queries.own_rules(asked.group) is not None,
        "may_change": may_change,
    }


def _counts(asked: Asked, used: Rules) -> dict[str, int | None]:
    """Count whom each rule names; of very many people only what the database can count."""
    people = queries.people_of(asked.group)
    if queries.count(people) > BIG:
        silent, fresh = rule_queries.silence(people, used, asked.catalogue, asked.now)
        return {
            rules.QUIET: silent,
            rules.NOT_BEGUN: fresh,
            rules.STUCK: queries.count(rule_queries.stuck(people, used)),
        }
    every = replace(asked, rules=used).everybody()
    counts: dict[str, int | None] = {
        code: sum(code in {reason.code for reason in row.reasons} for row in every) for code in CODES
    }
    return counts | {"all": sum(not row.on_track for row in every)}
