"""Fill the demo with a group of people whose histories were played with the real engine."""
