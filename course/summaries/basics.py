"""Name people and columns for the statements that work figures out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, Table

Rows = Select[*tuple[Any, ...]]


def table_of(model: type[Any]) -> Table:
    """Give the table of a model."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


def columns_of(model: type[Any], *, leave_out: Sequence[str] = ()) -> list[str]:
    """Name the columns of a model's table, in its order."""
    return [column.name for column in table_of(model).columns if column.name not in leave_out]


@dataclass(frozen=True, slots=True)
class Whom:
    """Name people by the first and the last of their numbers."""

    first: int
    last: int

    @classmethod
    def one(cls, user_id: int) -> Whom:
        """Name one person."""
        return cls(user_id, user_id)

    def are(self, user_id: Any) -> ColumnElement[bool]:
        """Give the condition that a column holds one of them."""
        condition: ColumnElement[bool] = (
            user_id == self.first if self.first == self.last else user_id.between(self.first, self.last)
        )
        return condition
