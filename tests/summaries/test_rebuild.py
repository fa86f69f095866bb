"""What is kept with every act is exactly what the acts add up to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from course.accounts.models import User
from course.extensions import db
from course.summaries import models, rebuild
from course.summaries.basics import table_of
from tests.people import Cast
from tests.summaries.histories import live, two_versions

TABLES = (
    models.PersonSummary,
    models.PersonItem,
    models.PersonSkill,
    models.PersonWeek,
    models.PersonSkillWeek,
    models.QuarterSummary,
)


def rows(model: type[Any]) -> list[dict[str, Any]]:
    table = table_of(model)
    found = db.session.execute(select(table).order_by(*table.primary_key))
    return [dict(row._mapping) for row in found]


@pytest.mark.parametrize("seed", range(3))
def test_filling_anew_changes_nothing(app: Flask, cast: Cast, tmp_path: Path, seed: int) -> None:
    courses = two_versions(tmp_path)
    with app.app_context():
        people = [db.session.get_one(User, one.id) for one in (cast.sasaki, cast.ono, cast.stranger_trainee)]
        live(people, courses, seed=seed, acts=120)
        db.session.flush()
        kept = {model: rows(model) for model in TABLES}
        assert all(kept[model] for model in TABLES[:-1]), "every table is put to the test"
        rebuild.rebuild()
        for model in TABLES:
            again = rows(model)
            assert len(again) == len(kept[model])
            for was, now in zip(kept[model], again, strict=True):
                assert now == {
                    name: pytest.approx(value, rel=1e-7) if isinstance(value, float) else value
                    for name, value in was.items()
                }
