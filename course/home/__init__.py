"""Show a reader where they stand today and what comes next."""
