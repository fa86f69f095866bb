"""Keep the exact text of every item that somebody has used, so that edits never reach back."""
