"""Bring lists of people in from a table, and give them out as one."""
