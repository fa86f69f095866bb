"""Hold what was assigned to what was done."""
