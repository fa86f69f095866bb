"""Sign the addresses by which a letter is stopped at one click, without signing in."""

from __future__ import annotations

from itsdangerous import BadSignature, URLSafeSerializer

from course.mail.models import KINDS

SALT = "stop these letters"


def stop_token(secret_key: str, user_id: int, kind: str) -> str:
    """Give the token of one person and one kind of letters; it can do nothing but stop and resume them."""
    return str(URLSafeSerializer(secret_key, salt=SALT).dumps([user_id, kind]))


def read_stop_token(secret_key: str, token: str) -> tuple[int, str] | None:
    """Give the person and kind of a token; None when it was not made here."""
    try:
        user_id, kind = URLSafeSerializer(secret_key, salt=SALT).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return (user_id, kind) if isinstance(user_id, int) and kind in KINDS else None
