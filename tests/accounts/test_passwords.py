"""Check which passwords are taken, what they cost to check, and how many at a time."""

from __future__ import annotations

import threading
import unicodedata

import pytest
from argon2 import Type, extract_parameters
from flask import Flask
from werkzeug.exceptions import TooManyRequests

from course.accounts import identity, passwords
from course.accounts.passwords import HashGate
from course.config import DEFAULTS
from tests.people import make_person


def test_a_hash_costs_what_the_standard_asks(app: Flask) -> None:
    app.extensions["security"].pwd_context.update(**identity.hash_options(DEFAULTS))
    with app.app_context():
        parameters = extract_parameters(passwords.hashed("correct horse battery"))
    assert parameters.type is Type.ID
    assert parameters.memory_cost >= 46 * 1024
    assert parameters.time_cost >= 1
    assert parameters.parallelism >= 1


@pytest.mark.parametrize(
    "password", ["a" * 64 + "b", "長い合い言葉も使えます" * 8, " with spaces around ", "🐟" * 20]
)
def test_long_and_foreign_passwords_count_to_the_last_character(app: Flask, password: str) -> None:
    with app.app_context():
        person = make_person("人", "p@example.jp", password=password)
        assert passwords.matches(person, password)
        assert not passwords.matches(person, password[:-1])
        assert not passwords.matches(
            person, password.swapcase() if password.swapcase() != password else password + "x"
        )


def test_the_same_keys_on_another_system_are_the_same_password(app: Flask) -> None:
    with app.app_context():
        person = make_person(
            "人", "p@example.jp", password=unicodedata.normalize("NFC", "がんばる日本語の鍵")
        )
        assert passwords.matches(person, unicodedata.normalize("NFD", "がんばる日本語の鍵"))


@pytest.mark.parametrize(
    "password",
    ["password", "12345678", "Password", "iloveyou", "ｐａｓｓｗｏｒｄ", "ryorin123", "sasaki2024"],
)
def test_common_and_personal_passwords_are_recognised(password: str) -> None:
    assert passwords.is_common(password, "佐々木 健", "sasaki")


@pytest.mark.parametrize("password", ["correct horse battery", "sasaki likes long walks", "zq8-mv2-kk1"])
def test_others_are_not(password: str) -> None:
    assert not passwords.is_common(password, "佐々木 健", "sasaki")


def test_only_so_many_hashes_run_at_once_and_the_rest_are_turned_away() -> None:
    gate = HashGate(at_once=2, waiting=1)
    running, most, refused = 0, 0, 0
    counting, open_door = threading.Lock(), threading.Event()

    def visit() -> None:
        nonlocal running, most, refused
        try:
            with gate.turn():
                with counting:
                    running += 1
                    most = max(most, running)
                open_door.wait(5)
                with counting:
                    running -= 1
        except TooManyRequests:
            with counting:
                refused += 1
                if refused == 5:
                    open_door.set()

    threads = [threading.Thread(target=visit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert (most, refused, running) == (2, 5, 0)
