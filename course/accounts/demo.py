"""Decide whether a request may use the one-click demo sign-in: demo mode, and from this very machine."""

from __future__ import annotations

from ipaddress import ip_address

from flask import Request, current_app

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
_SIGNS_OF_A_PROXY = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


def is_loopback(address: str | None) -> bool:
    """Tell whether a network address is this machine's own."""
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def is_open(request: Request) -> bool:
    """Tell whether the demo answers this request; a name from elsewhere or a proxy in front closes it."""
    if not current_app.config["DEMO"] or not is_loopback(request.remote_addr):
        return False
    if any(name in request.headers for name in _SIGNS_OF_A_PROXY):
        return False
    host = request.host.rpartition(":")[0] if request.host.rpartition(":")[2].isdigit() else request.host
    return host.strip("[]") in LOCAL_NAMES
