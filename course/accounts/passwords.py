"""Hash and check passwords, a few at a time; refuse the ones everybody tries first."""

from __future__ import annotations

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from flask import current_app
from flask_security import hash_password
from flask_security.utils import verify_password
from werkzeug.exceptions import TooManyRequests
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from course.accounts.models import User

SHORTEST = 8
LONGEST = 256  # far above the 64 that must be accepted; bounds the work one request can ask for
QUEUE_RETRY = 3  # seconds
OWN_WORDS = ("ryorin", "両輪")


class HashGate:
    """Let `at_once` password hashes run side by side and `waiting` more stand in line; turn the rest away."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._slots = threading.BoundedSemaphore(at_once)
        self._line = threading.BoundedSemaphore(at_once + waiting)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a slot; raise `TooManyRequests` at once when the line is full."""
        if not self._line.acquire(blocking=False):
            raise TooManyRequests(retry_after=QUEUE_RETRY)
        try:
            with self._slots:
                yield
        finally:
            self._line.release()


def _gate() -> HashGate:
    gate: HashGate = current_app.extensions["password_gate"]
    return gate


def normalize(password: str) -> str:
    """Compose the characters of a password (NFC) and change nothing else."""
    return unicodedata.normalize("NFC", password)


def hashed(password: str) -> str:
    """Hash a new password with argon2id. Slow on purpose: call it before the first write of a request."""
    with _gate().turn():
        return str(hash_password(normalize(password)))


def matches(user: User | None, password: str) -> bool:
    """Tell whether this is the person's password; takes as long for nobody, or for somebody without one."""
    with _gate().turn():
        if user is None or user.password is None:
            hash_password(normalize(password))
            return False
        return bool(verify_password(normalize(password), user.password))


@cache
def _common() -> frozenset[str]:
    return frozenset(FREQUENCY_LISTS["passwords"])


def is_common(password: str, *personal: str) -> bool:
    """Tell whether a password is among the 30,000 most used, or is just this product's or this person's name."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    if plain in _common():
        return True
    own = {unicodedata.normalize("NFKC", word).casefold() for word in (*OWN_WORDS, *personal) if word}
    return plain.strip("0123456789!?.-_ ") in own
