"""Read the three content folders: dialect, faults, versions, catalogue. Pure: no Flask, no database."""
