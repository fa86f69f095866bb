"""Start the real server many times, quickly: each is forked from a process that has imported everything and run nothing.

A server of its own process and its own memory, which knows nothing but its folder: it can be killed like any other. That
the program also starts from the shell is what `tests/test_server.py` is for.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(["tests.standby_imports"])


@contextmanager
def forked_server(
    folder: Path, *words: str, environment: Mapping[str, str] | None = None
) -> Iterator[tuple[TextIO, str]]:
    """Run `ryorin serve` in a folder; give what it prints next and the address it printed; at the end kill it with -9."""
    ours, theirs = _context.Pipe(duplex=False)
    process = _context.Process(target=_serve, args=(folder, words, theirs, dict(environment or {})))
    process.start()
    theirs.close()
    try:
        with os.fdopen(os.dup(ours.fileno()), encoding="utf-8") as printed:
            line = printed.readline()
            found = re.search(r"http://\S+", line)
            assert found is not None, line + (folder / "log").read_text()
            yield printed, found[0]
    finally:
        process.kill()
        process.join(15)
        ours.close()


def _serve(folder: Path, words: tuple[str, ...], out: Connection, environment: dict[str, str]) -> None:
    os.chdir(folder)
    os.environ.update(environment, RYORIN_INSTANCE=str(folder / "instance"))
    os.dup2(out.fileno(), sys.__stdout__.fileno())
    with (folder / "log").open("a", encoding="utf-8") as log:
        os.dup2(log.fileno(), sys.__stderr__.fileno())
    warnings.simplefilter("error")
    from course.cli import main

    main(["serve", *words])
