"""The laboratory: change how a rep works, and see what a year brings."""
