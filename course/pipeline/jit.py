"""Compile the kernel's functions, and keep what was compiled.

The one place that touches Numba. Numba notices edits of a function's own file only, and would leave its
cache beside the source; here the cache lives in a directory named by a hash of everything the kernel is
made of, so that an edit can never meet an old compilation.
"""

from __future__ import annotations

import atexit
import contextlib
import hashlib
import importlib
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

numba: Any = importlib.import_module("numba")

_Function = TypeVar("_Function", bound=Callable[..., Any])
_HERE = Path(__file__).resolve().parent
_SOURCES = ("codes.py", "kernel.py")


def source_hash() -> str:
    """Name the kernel's source: the first 16 hex digits of the SHA-256 of its files."""
    digest = hashlib.sha256()
    for name in _SOURCES:
        digest.update((_HERE / name).read_bytes())
    return digest.hexdigest()[:16]


def cache_roots() -> list[Path]:
    """List where compiled code may be kept, best first.

    `RYORIN_CACHE` when it is set; else `instance/compiled` of a checkout, then the user's cache folder.
    """
    named = os.environ.get("RYORIN_CACHE")
    if named:
        return [Path(named).expanduser().resolve()]
    checkout = _HERE.parent.parent
    roots = [checkout / "instance" / "compiled"] if (checkout / "pyproject.toml").is_file() else []
    shared = os.environ.get("XDG_CACHE_HOME")
    with contextlib.suppress(RuntimeError):  # a user without a home folder
        roots.append((Path(shared) if shared else Path.home() / ".cache") / "ryorin")
    return roots


def cache_directory(roots: Sequence[Path]) -> Path:
    """Choose the first root that can be written to, and make the kernel's directory there.

    When none can, fall back to a new private directory under the system's temporary one, with a copy of
    what a read-only root already holds, so that nothing is compiled again.
    """
    name = f"kernel-{source_hash()}"
    for root in roots:
        directory = root / name
        try:
            directory.mkdir(parents=True, exist_ok=True)
            tempfile.TemporaryFile(dir=directory).close()
        except OSError:
            continue
        return directory
    # mkdtemp, not a name that another user could guess: what is loaded from here is executed.
    directory = Path(tempfile.mkdtemp(prefix="ryorin-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    for root in roots:
        if (root / name).is_dir():
            shutil.copytree(root / name, directory, dirs_exist_ok=True)
            directory.chmod(0o700)  # the copy brings the original's mode with it
            break
    return directory


CACHE = cache_directory(cache_roots())
numba.config.CACHE_DIR = str(CACHE)


def inner(function: _Function) -> _Function:
    """Compile a function that is called from compiled code only."""
    made = numba.njit(error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    by_types = made.get_call_template

    def for_any_value(arguments: Sequence[Any], keywords: Any) -> Any:
        # A constant argument would get a compilation of its own: tenfold the work, for nothing.
        return by_types(tuple(numba.types.unliteral(argument) for argument in arguments), keywords)

    made.get_call_template = for_any_value
    return cast(_Function, made)


def entry(function: _Function) -> _Function:
    """Compile a function that Python calls; it lets go of the interpreter lock and is kept in the cache."""
    return cast(_Function, numba.njit(error_model="numpy", nogil=True, cache=True)(function))


def compile_for(function: Callable[..., Any], signature: tuple[Any, ...]) -> None:
    """Compile an entry for one signature (or load it), and forbid it to compile anything else later."""
    dispatcher = cast(Any, function)
    if not dispatcher.signatures:
        dispatcher.compile(signature)
        dispatcher.disable_compile()


def is_compiled(function: Callable[..., Any]) -> bool:
    """Tell whether an entry is ready to run."""
    return bool(cast(Any, function).signatures)


def array_of(element: Any, dimensions: int = 1, *, read_only: bool = False) -> Any:
    """Give Numba's type of a contiguous array; `element` is a NumPy dtype. Read-only takes writable ones too."""
    return numba.types.Array(numba.from_dtype(element), dimensions, "C", readonly=read_only)


def scalar_of(name: str) -> Any:
    """Give Numba's scalar type of that name, such as "int64"."""
    return getattr(numba.types, name)
