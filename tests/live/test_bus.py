"""News goes out after the commit, never after a rollback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from course.accounts.access import public
from course.accounts.models import Group
from course.extensions import db, utc_now
from course.live import bus
from course.live.bus import ACTIVITY, STATE, News


class Ear:
    """Take news, and note whether its change could be read by others when it came."""

    def __init__(self) -> None:
        self.heard: list[News] = []
        self.groups_seen: list[int] = []

    def hear(self, news: News) -> None:
        self.heard.append(news)
        with db.engine.connect() as other:
            self.groups_seen.append(len(other.execute(db.select(Group.id)).all()))

    def saw(self, participant_id: int) -> None:
        pass


@pytest.fixture
def ear(app: Flask) -> Iterator[Ear]:
    made = Ear()
    app.extensions[bus.EXTENSION] = made
    with app.app_context():
        yield made


def add_group(name: str = "仮") -> None:
    db.session.add(Group(name=name, created_at=utc_now()))
    db.session.flush()


def test_news_comes_after_the_commit_once_and_in_order(ear: Ear) -> None:
    add_group()
    for kind in (STATE, ACTIVITY, STATE):
        bus.tell(3, kind)
    bus.tell(4, ACTIVITY)
    assert ear.heard == []
    db.session.commit()
    assert ear.heard == [News(3, STATE), News(3, ACTIVITY), News(4, ACTIVITY)]
    assert ear.groups_seen == [1, 1, 1]
    db.session.commit()
    assert len(ear.heard) == 3


def test_a_rollback_takes_the_news_back(ear: Ear) -> None:
    add_group()
    bus.tell(3, STATE)
    db.session.rollback()
    add_group()
    db.session.commit()
    assert ear.heard == []


def test_a_savepoint_neither_sends_nor_swallows_news(ear: Ear) -> None:
    add_group()
    bus.tell(3, STATE)
    with db.session.begin_nested():
        bus.tell(4, STATE)
    assert ear.heard == []  # released, not committed
    with pytest.raises(RuntimeError), db.session.begin_nested():
        raise RuntimeError
    db.session.commit()
    assert ear.heard == [News(3, STATE), News(4, STATE)]

    with db.session.begin_nested():
        bus.tell(5, STATE)
    db.session.rollback()
    add_group("次")
    db.session.commit()
    assert ear.heard[2:] == []


def test_a_request_that_is_refused_sends_nothing(app: Flask, ear: Ear) -> None:
    @app.post("/try/<int:status>")
    @public
    def change(status: int) -> tuple[str, int]:
        add_group(str(status))
        bus.tell(status, STATE)
        return "", status

    app.test_client().post("/try/409")
    assert ear.heard == []
    app.test_client().post("/try/200")
    assert ear.heard == [News(200, STATE)]


def test_without_anybody_listening_nothing_happens(app: Flask) -> None:
    with app.app_context():
        add_group()
        bus.tell(3, STATE)
        bus.saw(3)
        db.session.commit()


def test_only_known_news_is_told_or_read(app: Flask) -> None:
    with app.app_context(), pytest.raises(ValueError, match="gossip"):
        bus.tell(3, "gossip")
    assert bus.read("7 state") == News(7, STATE) == bus.read(str(News(7, STATE)))
    for text in ("", "7", "state", "7 gossip", "x state", "-1 state", "12345678901 state", "７ state"):
        assert bus.read(text) is None
