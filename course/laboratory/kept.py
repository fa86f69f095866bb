"""Keep what is costly to make: a room that opens the same link at once has it made once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


class _Slot(Generic[Made]):
    """Hold one thing, or the lock under which it is being made."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.made: Made | None = None


class Kept(Generic[Key, Made]):
    """Make things by their key and keep the latest `most`; whoever asks for one being made waits for it."""

    def __init__(self, make: Callable[[Key], Made], most: int) -> None:
        self._make = make
        self._most = most
        self._slots: OrderedDict[Key, _Slot[Made]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, key: Key) -> Made:
        """Give the thing of this key, making it if it is not kept."""
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
            while len(self._slots) > self._most:
                self._slots.popitem(last=False)
        with slot.lock:
            if slot.made is None:
                slot.made = self._make(key)
            return slot.made
