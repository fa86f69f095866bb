"""Draw small things by counter, outside the kernel: names, amounts, a choice among few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

_Item = TypeVar("_Item")
_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15


def scramble(z: int) -> int:
    """Scramble 64 bits (the finaliser of SplitMix64)."""
    z &= _MASK
    z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
    return z ^ (z >> 31)


def fraction(key: int, event: int) -> float:
    """Draw a number in [0, 1) that depends on its arguments only."""
    return (scramble(key + _GOLDEN * (event + 1)) >> 11) / (1 << 53)


def shuffled(items: Sequence[_Item], key: int) -> list[_Item]:
    """Give the items in an order that depends on `key` only."""
    order = sorted(range(len(items)), key=lambda place: scramble(key + _GOLDEN * (place + 1)))
    return [items[place] for place in order]
