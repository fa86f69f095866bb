"""Give the content as it stands now, for routes and pages."""

from __future__ import annotations

from flask import current_app

from course.content.catalogue import Catalogue


def catalogue() -> Catalogue:
    """Give the application's catalogue; it is refreshed between requests, never in the middle of one."""
    held: Catalogue = current_app.extensions["catalogue"]
    return held
