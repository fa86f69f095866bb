"""Check where settings come from, and the secret key."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from course import config


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in config._FROM_ENVIRONMENT:
        monkeypatch.delenv(variable, raising=False)


def test_a_secret_key_is_made_once_and_only_for_this_user(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(config.secret_key, [tmp_path / "new"] * 16))
    assert len(keys) == 1
    assert len(keys.pop()) >= 43
    kept = tmp_path / "new" / "secret_key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert [path.name for path in kept.parent.iterdir()] == ["secret_key"]


def test_the_environment_wins_over_the_file_and_the_caller_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config.toml").write_text('https = true\nproxies = 1\nsecret_key = "file"\n', "utf-8")
    assert config.load({}, tmp_path)["PROXIES"] == 1
    monkeypatch.setenv("RYORIN_PROXIES", "2")
    monkeypatch.setenv("RYORIN_HTTPS", "no")
    loaded = config.load({"SECRET_KEY": "caller"}, tmp_path)
    assert (loaded["PROXIES"], loaded["HTTPS"], loaded["SECRET_KEY"]) == (2, False, "caller")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("postgres://u:p@h/d", "postgresql+psycopg://u:p@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////tmp/x.db", "sqlite:////tmp/x.db"),
    ],
)
def test_a_database_address_is_taken_as_hosts_write_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, expected: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", given)
    assert config.load({}, tmp_path)["SQLALCHEMY_DATABASE_URI"] == expected


def test_the_demo_has_a_database_of_its_own(tmp_path: Path) -> None:
    real = config.load({}, tmp_path)["SQLALCHEMY_DATABASE_URI"]
    demo = config.load({"DEMO": True}, tmp_path)["SQLALCHEMY_DATABASE_URI"]
    assert real == f"sqlite:///{tmp_path / 'ryorin.sqlite3'}"
    assert demo == f"sqlite:///{tmp_path / 'demo.sqlite3'}"


def test_the_demo_cannot_be_switched_on_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RYORIN_DEMO", "1")
    monkeypatch.setenv("DEMO", "1")
    (tmp_path / "config.toml").write_text("demo = true\n", "utf-8")
    assert config.load({}, tmp_path)["DEMO"] is False


def test_content_of_one_s_own_comes_after_the_shipped_course(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RYORIN_CONTENT", f"{tmp_path}:{tmp_path / 'b'}")
    assert config.load({}, tmp_path)["CONTENT_ROOTS"] == [config.CHECKOUT, tmp_path, tmp_path / "b"]


def test_the_redis_server_named_keeps_the_rate_limits_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = config.load({}, tmp_path)
    assert (alone["REDIS_URL"], alone["RATELIMIT_STORAGE_URI"]) == ("", "memory://")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/2")
    shared = config.load({}, tmp_path)
    assert shared["RATELIMIT_STORAGE_URI"] == shared["REDIS_URL"] == "redis://127.0.0.1:6379/2"
    assert shared["RATELIMIT_STORAGE_OPTIONS"]["socket_connect_timeout"] == 1
    assert shared["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"]
