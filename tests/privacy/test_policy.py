"""Hold the policy to the tables: whatever has to do with a person is covered, and every column with text is thought about."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import JSON, Column, LargeBinary, String, Table

from course.extensions import Base
from course.privacy.policy import POLICY, Rule

SECRETS = ("token", "hash", "password", "secret", "uniquifier")


@pytest.fixture(autouse=True)
def every_table(app: Flask) -> None:
    """Know every model: making an application imports them all."""


def people_columns(table: Table) -> Iterator[Column]:  # type: ignore[type-arg]
    for key in table.foreign_keys:
        if key.column.table.name == "user":
            yield key.parent


def concerned() -> list[Table]:
    """Find the tables that refer to a person, or to a row that is somebody's."""
    found = {"user"}
    while True:
        more = {
            table.name
            for table in Base.metadata.tables.values()
            if any(key.column.table.name in found for key in table.foreign_keys)
        }
        if more <= found:
            return [Base.metadata.tables[name] for name in sorted(found)]
        found |= more


def names(rule: Rule) -> list[str]:
    return [
        *rule.theirs,
        *rule.written_by,
        *([rule.through] if rule.through else []),
        *rule.emptied,
        *rule.kept,
        *rule.withheld,
    ]


def test_every_table_that_has_to_do_with_a_person_is_covered() -> None:
    assert {table.name for table in concerned()} <= set(POLICY)


def test_a_table_that_names_a_person_says_whose_its_rows_are() -> None:
    for table in concerned():
        rule = POLICY[table.name]
        said = {*rule.theirs, *rule.written_by}
        assert {column.name for column in people_columns(table)} <= said, table.name
        if "user_id" in table.c:
            assert "user_id" in rule.theirs, table.name
        assert rule.theirs or rule.through or rule.written_by or not rule.emptied, table.name


def test_every_column_with_text_is_kept_emptied_or_withheld() -> None:
    for table in concerned():
        rule = POLICY[table.name]
        text = {column.name for column in table.c if isinstance(column.type, (String, JSON, LargeBinary))}
        said = [*rule.emptied, *rule.kept, *(set(rule.withheld) - set(rule.emptied))]
        assert len(said) == len(set(said)), f"{table.name}: a column is said twice"
        missing = set() if rule.goes else text - set(said)
        assert not missing, f"{table.name}: what becomes of {missing} when somebody is erased?"


def test_what_lets_somebody_in_is_handed_to_nobody() -> None:
    for table in concerned():
        secret = {column.name for column in table.c if any(word in column.name for word in SECRETS)}
        assert secret <= set(POLICY[table.name].withheld), table.name


def test_the_policy_names_columns_that_are_there() -> None:
    for name, rule in POLICY.items():
        if name in Base.metadata.tables:
            columns = Base.metadata.tables[name].c
            assert set(names(rule)) <= set(columns.keys()), name
            for column, instead in rule.emptied.items():
                assert instead is not None or columns[column].nullable, f"{name}.{column}"
