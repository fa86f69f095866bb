"""Register every code of faults in scenarios and their transcripts."""

from __future__ import annotations

from course.roleplay import (
    codes_choices,
    codes_conditions,
    codes_names,
    codes_proofs,
    codes_scenes,
    codes_transcripts,
)

__all__ = [
    "codes_choices",
    "codes_conditions",
    "codes_names",
    "codes_proofs",
    "codes_scenes",
    "codes_transcripts",
]
