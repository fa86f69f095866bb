"""The cookie of a seat opens that seat, and nothing else."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from course.live import seats

numbers = st.integers(1, seats.LARGEST)
words = st.text(min_size=1, max_size=40)


@given(words, numbers, words)
def test_a_sealed_seat_opens(secret: str, number: int, key: str) -> None:
    value = seats.seal(secret, number, key)
    assert seats.number_in(value) == number
    assert seats.is_sealed(secret, value, number, key)


@given(numbers, numbers, words, words, words)
def test_another_number_key_or_secret_does_not(
    number: int, other: int, key: str, new: str, secret: str
) -> None:
    value = seats.seal(secret, number, key)
    if other != number:
        assert not seats.is_sealed(secret, value, other, key)
        assert not seats.is_sealed(secret, value.replace(str(number), str(other), 1), other, key)
    if new != key:
        assert not seats.is_sealed(secret, value, number, new)
    assert not seats.is_sealed(secret + "x", value, number, key)


@given(st.text(max_size=100))
def test_anything_at_all_can_be_read(value: str) -> None:
    number = seats.number_in(value)
    assert number is None or 0 < number <= seats.LARGEST
    seats.is_sealed("secret", value, 1, "key")


def test_what_cannot_be_a_seat_is_none() -> None:
    for value in ("", ".", "1", "1" * 11 + ".a", "0.a", "-1.a", "１.a", "1." + "a" * 99, f"{2**31}.a"):
        assert seats.number_in(value) is None
