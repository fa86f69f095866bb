"""Turn the prose of a scenario (its brief, its truth, its notes for trainers) into HTML."""

from __future__ import annotations

from markupsafe import Markup

from course.content.markup import to_html
from course.content.text import Text
from course.lessons.links import resolver
from course.live_catalogue import catalogue
from course.presentation import say

FOLDER = "roleplay"


def prose(text: Text) -> Markup:
    """Give safe HTML in the reader's language, with links to other content made into addresses."""
    return to_html(say(text), resolver(catalogue(), FOLDER))
