"""Simulate a sales pipeline: people, weeks, a rep's hours. Pure: no Flask, no database; compiled by Numba."""
