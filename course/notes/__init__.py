"""Let leaders keep notes on their people, share them, and say a friendly word."""
