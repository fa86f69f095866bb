"""Measure a benchmark's module once more on a PostgreSQL server of its own, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

from tests.databases import POSTGRES


def figures_of(module: str) -> dict[str, float]:
    """Run a module as a program, with a server to make databases on; it writes its figures to the file it is given."""
    with tempfile.TemporaryDirectory(prefix="ryorin-bench-") as name:
        result = Path(name) / "figures.json"
        command = [sys.executable, "-m", module, str(result)]
        subprocess.run(
            [sys.executable, "-m", "tests.with_postgres", *command],
            check=True,
            env={**os.environ, "RYORIN_INSTANCE": name},
        )
        figures: dict[str, float] = json.loads(result.read_text("utf-8"))
        return figures


def new_database(name: str) -> str:
    """Make a database on the server that `tests.with_postgres` has started, and give its address."""
    server = make_url(os.environ[POSTGRES])
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    return server.set(database=name).render_as_string(hide_password=False)
