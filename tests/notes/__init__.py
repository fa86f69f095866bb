"""Keep notes on people, and nudge them."""
