"""Drive the real product, served by its real server, in a real browser."""
