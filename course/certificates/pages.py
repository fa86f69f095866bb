"""Put together what the pages about certificates show."""

from __future__ import annotations

from typing import Any

import segno
from babel.dates import format_date
from flask import url_for
from markupsafe import Markup

from course.accounts.models import User
from course.certificates import queries
from course.certificates.models import Certificate
from course.content.catalogue import Catalogue
from course.presentation import OFFICE_ZONE, language


def mine(user: User, catalogue: Catalogue) -> dict[str, Any]:
    """Gather a person's own page: their certificate, or what is missing for one."""
    held = queries.current(user.id)
    if held is None:
        return {"certificate": None, "standing": queries.standing(user.id, catalogue)}
    address = url_for("certificates.certificate", code=held.code, _external=True)
    return {
        "certificate": held,
        "earned_on": day(held),
        "address": address,
        "qr": qr_code(address),
        "renamed": held.name != user.name,
    }


def shown(certificate: Certificate) -> dict[str, Any]:
    """Gather what anybody who has the code is shown."""
    return {"certificate": certificate, "earned_on": day(certificate)}


def day(certificate: Certificate) -> str:
    """Write the day it was earned, by the office's calendar, the way a document does."""
    return format_date(certificate.earned_at.astimezone(OFFICE_ZONE).date(), "long", locale=language())


def qr_code(address: str) -> Markup:
    """Draw an address as a QR code: inline SVG without style, its light border included."""
    made = segno.make(address, error="m", micro=False)
    drawn = made.svg_inline(omitsize=True, border=4, light="#fff", svgclass="qr", lineclass=None)
    return Markup(drawn)  # noqa: S704  made of squares; the address is in none of its text
