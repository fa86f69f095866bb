"""Say days, weeks and weights in SQL, as `calendar` says them in Python, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Date, Float, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from course.skills.mastery import HALF_LIFE
from course.summaries.calendar import EPOCH

_SECONDS = HALF_LIFE.total_seconds()


class week_of(FunctionElement[date]):  # reads as a function
    """The Monday of the office's week that a moment falls in."""

    type = Date()
    inherit_cache = True


class day_bit(FunctionElement[int]):
    """The bit of a moment's day in its week: 1 for Monday to 64 for Sunday."""

    type = Integer()
    inherit_cache = True


class weight_of(FunctionElement[float]):
    """The weight of an observation made at a moment."""

    type = Float()
    inherit_cache = True


def _moment(element: FunctionElement[Any], compiler: Any, more: dict[str, Any]) -> str:
    inner: str = compiler.process(element.clauses, **more)
    return inner


# The office keeps no summer time, so SQLite, which knows no zones, may simply add nine hours.


@compiles(week_of, "sqlite")
def _week_in_sqlite(element: week_of, compiler: Any, **more: Any) -> str:
    return f"date({_moment(element, compiler, more)}, '+9 hours', 'weekday 0', '-6 days')"


@compiles(week_of, "postgresql")
def _week_in_postgres(element: week_of, compiler: Any, **more: Any) -> str:
    return f"CAST(date_trunc('week', ({_moment(element, compiler, more)}) AT TIME ZONE 'Asia/Tokyo') AS DATE)"


@compiles(day_bit, "sqlite")
def _day_in_sqlite(element: day_bit, compiler: Any, **more: Any) -> str:
    day = f"CAST(strftime('%w', {_moment(element, compiler, more)}, '+9 hours') AS INTEGER)"
    return f"(1 << (({day} + 6) %% 7))" if compiler.preparer._double_percents else f"(1 << (({day} + 6) % 7))"


@compiles(day_bit, "postgresql")
def _day_in_postgres(element: day_bit, compiler: Any, **more: Any) -> str:
    moment = _moment(element, compiler, more)
    return f"(1 << (CAST(extract(isodow FROM ({moment}) AT TIME ZONE 'Asia/Tokyo') AS INTEGER) - 1))"


@compiles(weight_of, "sqlite")
def _weight_in_sqlite(element: weight_of, compiler: Any, **more: Any) -> str:
    days = f"julianday({_moment(element, compiler, more)}) - julianday('{EPOCH:%Y-%m-%d %H:%M:%S}')"
    return f"power(2.0, ({days}) * 86400.0 / {_SECONDS})"


@compiles(weight_of, "postgresql")
def _weight_in_postgres(element: weight_of, compiler: Any, **more: Any) -> str:
    seconds = f"CAST(extract(epoch FROM {_moment(element, compiler, more)}) AS DOUBLE PRECISION)"
    return f"power(CAST(2.0 AS DOUBLE PRECISION), ({seconds} - {EPOCH.timestamp()}) / {_SECONDS})"
