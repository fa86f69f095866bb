"""Check that the commands start quickly, import what they need only, and say what they do."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from course.cli import COMMANDS, main
from course.logs import OneLine

ROOT = Path(__file__).parent.parent


def test_help_names_every_command() -> None:
    shown = CliRunner().invoke(main, ["--help"])
    assert shown.exit_code == 0
    for name, lazy in COMMANDS.items():
        assert name in shown.output
        assert lazy.does.split()[0] in shown.output


def test_an_unknown_command_is_told() -> None:
    answer = CliRunner().invoke(main, ["fly"])
    assert answer.exit_code == 2
    assert "No such command" in answer.output


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_is_there_and_explains_itself(name: str) -> None:
    answer = CliRunner().invoke(main, [name, "--help"])
    assert answer.exit_code == 0, answer.output
    assert "Usage:" in answer.output


@pytest.mark.parametrize("name", ["check", "play", "stamp"])
def test_authors_commands_do_not_wait_for_the_web(name: str) -> None:
    program = f"""
import sys
from click.testing import CliRunner
from course.cli import main
assert CliRunner().invoke(main, [{name!r}, "--help"]).exit_code == 0
sys.exit(", ".join(sorted({{"flask", "sqlalchemy", "wtforms"}} & set(sys.modules))) or 0)
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_log_entry_is_one_line_in_utc_whatever_was_sent() -> None:
    import logging

    record = logging.LogRecord("x", logging.INFO, "f", 1, "path=%s", ("/a\r\nFORGED\x1b[2J\u2028",), None)
    record.created, record.msecs = 0.0, 0.0
    line = OneLine("%(asctime)s %(message)s").format(record)
    assert line == "1970-01-01T00:00:00.000Z path=/a\\x0d\\x0aFORGED\\x1b[2J\\u2028"


def test_a_new_secret_key_replaces_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from course import config

    monkeypatch.setenv("RYORIN_INSTANCE", str(tmp_path))
    old = config.secret_key(tmp_path)
    assert CliRunner().invoke(main, ["secret"], input="n\n").exit_code == 1
    assert config.secret_key(tmp_path) == old
    assert CliRunner().invoke(main, ["secret", "--yes"]).exit_code == 0
    assert config.secret_key(tmp_path) != old
