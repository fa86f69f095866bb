"""Find the rows that are a person's, in every table there is, by the policy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, false, or_, select, true

from course.extensions import Base, db
from course.privacy.policy import POLICY, Rule


def tables() -> Iterator[tuple[Table, Rule]]:
    """Go through the tables that have to do with people, each after those it refers to."""
    for table in Base.metadata.sorted_tables:
        rule = POLICY.get(table.name)
        if rule is not None:
            yield table, rule


def _named_by(table: Table, columns: Sequence[str], person_id: int) -> ColumnElement[bool]:
    return or_(false(), *(table.c[column] == person_id for column in columns))


def _reached(
    table: Table, rule: Rule, condition: Callable[[Table, Rule], ColumnElement[bool]]
) -> ColumnElement[bool]:
    if rule.through is None:
        return false()
    column = table.c[rule.through]
    [key] = column.foreign_keys
    above = key.column.table
    return column.in_(select(key.column).where(condition(above, POLICY[above.name])))


def theirs(table: Table, rule: Rule, person_id: int) -> ColumnElement[bool]:
    """Give the condition for the rows that are a person's."""
    return _named_by(table, rule.theirs, person_id) | _reached(
        table, rule, lambda above, its: theirs(above, its, person_id)
    )


def concerning(table: Table, rule: Rule, person_id: int) -> ColumnElement[bool]:
    """Give the condition for the rows whose words go with a person: theirs, and those they wrote about others."""
    return theirs(table, rule, person_id) | _named_by(table, rule.written_by, person_id)


def handed_out(person_id: int) -> Iterator[tuple[Table, list[str], list[dict[str, Any]]]]:
    """Read all that is handed to a person: each table that holds something, its columns, and the rows."""
    for table, rule in tables():
        columns = [column for column in table.c if column.name not in rule.withheld]
        open_ = table.c[rule.open_if].is_not(None) if rule.open_if else true()
        if rule.open_if and table.c[rule.open_if].type.python_type is bool:
            open_ = table.c[rule.open_if].is_(True)
        query = (
            select(*columns).where(theirs(table, rule, person_id), open_).order_by(*table.primary_key.columns)
        )
        rows = [dict(row) for row in db.session.execute(query).mappings()]
        if rows:
            yield table, [column.name for column in columns], rows
