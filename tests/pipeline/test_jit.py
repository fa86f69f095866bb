"""What is compiled is kept where it may be, and nothing is compiled later."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from course.pipeline import jit, kernel, simulator
from course.pipeline.parameters import values

CHECKOUT = Path(__file__).resolve().parents[2]


def test_the_cache_is_named_by_the_source() -> None:
    assert jit.CACHE.name == f"kernel-{jit.source_hash()}"
    assert len(jit.source_hash()) == 16


def test_an_edit_of_the_kernel_or_of_its_layout_changes_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("codes.py", "kernel.py"):
        (tmp_path / name).write_bytes((CHECKOUT / "course/pipeline" / name).read_bytes())
    monkeypatch.setattr(jit, "_HERE", tmp_path)
    before = jit.source_hash()
    (tmp_path / "codes.py").write_text("# edited", encoding="utf-8")
    assert jit.source_hash() != before


def test_the_environment_names_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RYORIN_CACHE", str(tmp_path / "here"))
    assert jit.cache_roots() == [tmp_path / "here"]
    assert jit.cache_directory(jit.cache_roots()) == tmp_path / "here" / f"kernel-{jit.source_hash()}"
    monkeypatch.delenv("RYORIN_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert jit.cache_roots() == [CHECKOUT / "instance" / "compiled", tmp_path / "xdg" / "ryorin"]


def refuse_under(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a folder read-only, for root too: no file can be made in it."""
    real: Callable[..., Any] = tempfile.TemporaryFile

    def refusing(*arguments: Any, **named: Any) -> Any:
        if Path(named["dir"]).is_relative_to(root):
            raise PermissionError(named["dir"])
        return real(*arguments, **named)

    monkeypatch.setattr(jit.tempfile, "TemporaryFile", refusing)


def test_a_read_only_cache_falls_back_to_the_next_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_under(tmp_path / "shut", monkeypatch)
    chosen = jit.cache_directory([tmp_path / "shut", tmp_path / "open"])
    assert chosen.parent == tmp_path / "open"


def test_without_any_place_a_private_copy_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = tmp_path / "shut" / f"kernel-{jit.source_hash()}"
    kept.mkdir(parents=True)
    (kept / "code.nbc").write_bytes(b"compiled")
    refuse_under(tmp_path / "shut", monkeypatch)
    monkeypatch.setattr(jit.tempfile, "tempdir", str(tmp_path))
    chosen = jit.cache_directory([tmp_path / "shut"])
    assert (chosen / "code.nbc").read_bytes() == b"compiled"
    assert chosen.stat().st_mode & 0o077 == 0
    assert not chosen.is_relative_to(tmp_path / "shut")


def test_a_place_that_cannot_be_made_does_not_stop_the_program() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from course.pipeline import jit; print(jit.CACHE)"],
        cwd=CHECKOUT,
        env={"RYORIN_CACHE": "/proc/ryorin", "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert "/ryorin-" in done.stdout
    assert not Path(done.stdout.strip()).exists()  # gone with the program


def test_nothing_is_compiled_once_it_is_warm() -> None:
    simulator.warm()
    assert simulator.is_warm()
    signatures = {name: len(getattr(kernel, name).signatures) for name in ("futures", "alone")}
    simulator.run(values("few-large"), 0, runs=2, weeks=4, seed=1, warm_up=0)
    simulator.run(values("many-small").copy(), 3, runs=2, weeks=5, seed=-1, warm_up=3, kept=2)
    assert signatures == {"futures": 1, "alone": 1}
    assert signatures == {name: len(getattr(kernel, name).signatures) for name in signatures}
    with pytest.raises(TypeError, match="No matching definition"):
        kernel.alone(*[np.zeros(1, np.float32)] * 11)  # type: ignore[arg-type]
