"""Make a letter the way mail servers want it. PURE: addresses and words in, a message out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr


@dataclass(frozen=True, slots=True)
class Letter:
    """Hold what a letter says and to whom. `number` is its row's: it makes the Message-ID, the same at every try."""

    number: int
    name: str
    address: str
    subject: str
    body: str
    language: str
    stop_url: str
    written_at: datetime


class Unaddressable(ValueError):
    """Say that an address cannot be written on a letter."""


def message(letter: Letter, sender: str) -> EmailMessage:
    """Make the message, with the headers by which a mail program offers to stop such letters at one click."""
    made = EmailMessage(policy=policy.SMTP)
    name, address = parseaddr(sender)
    made["From"] = _address(name, address)
    made["To"] = _address(letter.name, letter.address)
    made["Subject"] = " ".join(letter.subject.split())
    made["Date"] = format_datetime(letter.written_at)
    made["Message-ID"] = f"<{_number_of(letter)}@{address.rpartition('@')[2] or 'localhost'}>"
    made["Auto-Submitted"] = "auto-generated"
    made["List-Unsubscribe"] = f"<{letter.stop_url}>"
    made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(letter.body, charset="utf-8", cte="base64")
    made["Content-Language"] = letter.language
    return made


def _number_of(letter: Letter) -> str:
    """Name the letter: with its moment, so that a database begun anew repeats no name."""
    return f"ryorin.{letter.number}.{int(letter.written_at.timestamp())}"


def _address(name: str, address: str) -> Address:
    try:
        return Address(display_name=" ".join(name.split()), addr_spec=address)
    except (ValueError, IndexError) as error:
        raise Unaddressable(address) from error
