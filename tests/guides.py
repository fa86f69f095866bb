"""Follow a guide of docs/ as a reader would: make its files, carry out its commands, compare their output.

Files and commands are marked in the first line of their fences, where no reader sees it:

    ```markdown TREE:roleplay/x.md         this block is that file, in a content folder of its own named TREE
    ```diff TREE:roleplay/x.md from=OTHER  that file, changed so; TREE begins as a copy of OTHER
    ```yaml TREE:lessons/course.md shipped the shipped file with this block at the end of its front matter
    ```console TREE [keys=1,2]             these commands give this output in TREE; a line of … stands for any lines

Blocks with only a language after the fence are for reading.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from course.cli import main

ROOT = Path(__file__).parent.parent
FOLDER = "mycourse"
FOLDERS = ("lessons", "quizzes", "roleplay/transcripts")
_FENCE = re.compile(r"^( *)(`{3,}|~{3,})(.*)$")
_PROMPT = re.compile(r"^(?:番号|Number) \(1–\d+\)> (\S+)$")


@dataclass(frozen=True)
class Block:
    """One fenced block: the words after the fence, the text inside, and the line it starts on."""

    words: tuple[str, ...]
    text: str
    line: int

    @property
    def options(self) -> dict[str, str]:
        """Return the words after the second as key → value."""
        return dict(word.partition("=")[::2] for word in self.words[2:])

    def commands(self) -> list[tuple[str, list[str]]]:
        """Split a console block into commands with the lines of their output."""
        found: list[tuple[str, list[str]]] = []
        for line in self.text.rstrip("\n").split("\n"):
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line.rstrip())
        return found


def blocks(page: Path) -> Iterator[Block]:
    """Return the fenced blocks of a page in order."""
    fence, words, inside, start = "", (), [], 0
    for number, line in enumerate(page.read_text("utf-8").split("\n"), start=1):
        found = _FENCE.match(line)
        if not fence and found:
            fence, words, inside, start = found[2], tuple(found[3].split()), [], number
        elif fence and line.strip() == fence:
            yield Block(words, "\n".join(inside) + "\n", start)
            fence = ""
        else:
            inside.append(line)


def prose(page: Path) -> str:
    """Return a page with its fenced blocks blanked."""
    lines, fence = [], ""
    for line in page.read_text("utf-8").split("\n"):
        found = _FENCE.match(line)
        opens = not fence and found is not None
        lines.append("" if fence or opens else line)
        if opens and found is not None:
            fence = found[2]
        elif fence and line.strip() == fence:
            fence = ""
    return "\n".join(lines)


class Bench:
    """A folder with the content folders of a guide, made block by block in the guide's order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def tree(self, name: str) -> Path:
        """Return the content folder of a tree."""
        return self.folder / name / FOLDER

    def make(self, block: Block) -> None:
        """Write the file of a block."""
        name, _, path = block.words[1].partition(":")
        if "from" in block.options and not self.tree(name).exists():
            shutil.copytree(self.tree(block.options["from"]), self.tree(name))
        for folder in FOLDERS:  # as the first chapter has the reader make them
            (self.tree(name) / folder).mkdir(parents=True, exist_ok=True)
        file = self.tree(name) / path
        if block.words[0] == "diff":
            file.write_text(change(file.read_text("utf-8"), block.text), "utf-8")
        elif "shipped" in block.options:
            shipped = (ROOT / path).read_text("utf-8")
            file.write_text(shipped.removesuffix("---\n") + block.text + "---\n", "utf-8")
        else:
            file.write_text(block.text, "utf-8")

    def run(self, command: str, keys: list[str]) -> str:
        """Carry out one `ryorin` command in the present folder, typing `keys`."""
        words = shlex.split(command)
        assert words.pop(0) == "ryorin", command
        typed = "".join(key + "\n" for key in keys)
        answer = CliRunner().invoke(main, words, input=typed, prog_name="ryorin")
        assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
        return answer.output


def change(text: str, diff: str) -> str:
    """Apply one hunk: lines marked - become those marked +; unmarked ones say where."""
    lines = [line or " " for line in diff.rstrip("\n").split("\n")]
    old = "\n".join(line[1:] for line in lines if line[0] in " -")
    new = "\n".join(line[1:] for line in lines if line[0] in " +")
    assert f"\n{text}\n".count(f"\n{old}\n") == 1, old
    return f"\n{text}\n".replace(f"\n{old}\n", f"\n{new}\n")[1:-1]


def fits(shown: list[str], real: list[str]) -> bool:
    """Tell whether the real lines are those shown, `…` standing for any number of them."""
    if not shown:
        return not real
    if shown[0] == "…":
        return any(fits(shown[1:], real[skip:]) for skip in range(len(real) + 1))
    return bool(real) and shown[0] == real[0] and fits(shown[1:], real[1:])


@dataclass(frozen=True)
class Followed:
    """A guide that has been followed to its end: its page, what that made, and the outputs that were not as shown."""

    page: Path
    bench: Bench
    compared: int
    wrong: list[str]


def follow(page: Path, bench: Bench, patch: pytest.MonkeyPatch) -> Followed:
    """Make every file of a guide and carry out every command."""
    compared, wrong = 0, []
    for block in blocks(page):
        if len(block.words) < 2:
            continue
        if block.words[0] != "console":
            bench.make(block)
            continue
        patch.chdir(bench.folder / block.words[1])
        for command, shown in block.commands():
            typed = [found[1] for line in shown if (found := _PROMPT.match(line))]
            keys = block.options["keys"].split(",") if "keys" in block.options else typed
            real = [line.rstrip() for line in bench.run(command, keys).rstrip("\n").split("\n")]
            compared += 1
            if not fits(shown, real):
                wrong.append(f"{page.name}:{block.line}: $ {command}\n" + "\n".join(real))
    return Followed(page, bench, compared, wrong)
