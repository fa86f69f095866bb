"""Lessons: what a rep reads and tries in ten minutes, in the order of the course."""
