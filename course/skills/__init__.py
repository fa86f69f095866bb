"""Turn answers and choices into the five skills."""
