"""Hand letters over: to a mail server, or, where none is configured, into files."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol

from course.accounts.demo import is_loopback

STARTTLS, TLS, NO_TLS = "starttls", "tls", "none"
PATIENCE = 30  # seconds for each answer of the mail server
FIRST_PERMANENT = 500  # SMTP: 4xx is "not now", 5xx is "never"
NOT_ANYBODY_S = ".invalid"  # the demo's people have such addresses; they can never be reached


class Unreachable(Exception):
    """Say that the mail server cannot be spoken to; nothing was handed over."""


class NotNow(Exception):
    """Say that the server would not take this letter now; trying later makes sense."""


class Refused(Exception):
    """Say that the server will never take this letter."""


class Unsure(Exception):
    """Say that the connection broke in the middle of a letter: it may or may not have been taken."""


class Transport(Protocol):
    """Describe where letters go. `is_harmless` says whether handing the same one over twice changes nothing."""

    is_harmless: bool
    name: str

    def open(self) -> None:
        """Get ready; raises Unreachable."""

    def send(self, number: int, message: EmailMessage) -> None:
        """Hand one letter over; raises NotNow, Refused, Unsure, or Unreachable when the connection is gone before it."""

    def close(self) -> None:
        """Say good-bye."""


class Outbox:
    """Write each letter to a file of its own, named by its number: written again, it is the same file."""

    is_harmless = True

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = str(folder)

    def open(self) -> None:
        """Make the folder, for the server's user alone: letters hold names."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def send(self, number: int, message: EmailMessage) -> None:
        """Write the file whole or not at all."""
        draft = self.folder / f".{number}.part"
        draft.write_bytes(bytes(message))
        os.replace(draft, self.folder / f"{number:08d}.eml")

    def close(self) -> None:
        """Do nothing."""


class Smtp:
    """Speak to a mail server; one connection for all letters of a tick."""

    is_harmless = False

    def __init__(self, *, host: str, port: int, tls: str, user: str, password: str) -> None:
        if tls not in {STARTTLS, TLS, NO_TLS}:
            raise ValueError(f"smtp_tls must be {STARTTLS}, {TLS} or {NO_TLS}")
        if user and tls == NO_TLS and not (host == "localhost" or is_loopback(host)):
            raise ValueError("a password is not sent over an open line: set smtp_tls")
        self.name = f"{host}:{port}"
        self._host, self._port, self._tls, self._user, self._password = host, port, tls, user, password
        self._server: smtplib.SMTP | None = None

    def open(self) -> None:
        """Connect, encrypt and sign in; raises Unreachable."""
        try:
            self._server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(_said(error)) from error

    def _connect(self) -> smtplib.SMTP:
        if self._tls == TLS:
            context = ssl.create_default_context()
            server: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=PATIENCE, context=context)
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=PATIENCE)
        try:
            if self._tls == STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server

    def send(self, number: int, message: EmailMessage) -> None:
        """Hand one letter over."""
        if str(message["To"].addresses[0].domain).lower().endswith(NOT_ANYBODY_S):
            raise Refused("an address that is nobody's")
        if self._server is None or self._server.sock is None:
            raise Unreachable("the server has ended the connection")
        try:
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            _raise(code, words)
        except smtplib.SMTPResponseException as error:
            _raise(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(_said(error)) from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            self._server.close()
            raise Unsure(_said(error)) from error

    def close(self) -> None:
        """Say good-bye; whether the server hears it does not matter."""
        if self._server is None:
            return
        try:
            self._server.quit()
        except (smtplib.SMTPException, OSError):
            self._server.close()


def _raise(code: int, words: bytes | str) -> None:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    raise (Refused if code >= FIRST_PERMANENT else NotNow)(f"{code} {said}")


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def configured(settings: Mapping[str, Any], instance: Path) -> Transport:
    """Give what the settings ask for. The demo never speaks to a mail server."""
    if settings["DEMO"] or not settings["SMTP_HOST"]:
        return Outbox(instance / "outbox")
    return Smtp(
        host=settings["SMTP_HOST"],
        port=int(settings["SMTP_PORT"]),
        tls=settings["SMTP_TLS"],
        user=settings["SMTP_USER"],
        password=settings["SMTP_PASSWORD"],
    )
