"""Play a quarter: twelve weeks on one territory, decided week by week. State is a fold over the quarter's events."""
