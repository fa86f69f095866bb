"""Give people something to learn by a day, and tell from their records how far they have come."""
