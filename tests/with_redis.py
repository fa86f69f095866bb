"""A Redis server of a test's own, which can be stopped and started on the same port."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time

PROGRAM = shutil.which("redis-server")


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


class RedisServer:
    """Run Debian's server; nothing is kept on disk."""

    def __init__(self) -> None:
        """Start it on a free port."""
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def __enter__(self) -> RedisServer:
        """Use it for a while."""
        return self

    def __exit__(self, *error: object) -> None:
        """Stop it."""
        self.stop()

    def start(self) -> None:
        """Start, and wait until it listens."""
        assert PROGRAM is not None
        words = ("--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no")
        self._process = subprocess.Popen([PROGRAM, *words], stdout=subprocess.DEVNULL, cwd="/")
        for _ in range(300):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.02)
        raise RuntimeError("redis-server did not start")

    def stop(self) -> None:
        """Stop it as a power cut does."""
        self._process.kill()
        self._process.wait()
