"""Register the codes that every kind of content shares."""

from __future__ import annotations

from course.content import (
    codes_files,
    codes_front,
    codes_marks,
    codes_references,
    codes_text,
    codes_translations,
    codes_writing,
)

__all__ = [
    "codes_files",
    "codes_front",
    "codes_marks",
    "codes_references",
    "codes_text",
    "codes_translations",
    "codes_writing",
]
