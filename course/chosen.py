"""Ask about people: those a query finds, or those whose numbers have been found already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import BindParameter, Integer, Select, bindparam

People = Select[int] | BindParameter[Sequence[int]]  # for `column.in_(people)`


def these(ids: Iterable[int]) -> People:
    """Name people found before, for further questions about them.

    PostgreSQL takes longer to find some hundred people anew for each question of a page than to answer it. Their numbers
    stand in the statement itself: to hand them over one by one takes longer as well.
    """
    type_: Any = Integer()  # of each one
    return bindparam("ids", list(ids), type_, unique=True, expanding=True, literal_execute=True)
