"""Order groups as the tree they form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from course.accounts.models import Group

SEPARATOR = " / "


@dataclass(frozen=True, slots=True)
class Branch:
    """Hold one group in its place: how many steps below the top of what is shown, and the names down to it."""

    group: Group
    depth: int
    names: tuple[str, ...]

    @property
    def path(self) -> str:
        """Write the names from the top down."""
        return SEPARATOR.join(self.names)


def in_order(groups: Iterable[Group]) -> list[Branch]:
    """Order groups so that each is followed by those below it, siblings by name.

    A group whose parent is not among them stands at the top.
    """
    every = {group.id: group for group in groups}
    below: dict[int | None, list[Group]] = {}
    for group in sorted(every.values(), key=lambda group: (group.name, group.id), reverse=True):
        parent = group.parent_id if group.parent_id in every else None
        below.setdefault(parent, []).append(group)
    found: list[Branch] = []
    waiting = [Branch(group, 0, (group.name,)) for group in below.get(None, [])]
    while waiting:
        branch = waiting.pop()
        found.append(branch)
        waiting += [
            Branch(child, branch.depth + 1, (*branch.names, child.name))
            for child in below.get(branch.group.id, [])
        ]
    return found
