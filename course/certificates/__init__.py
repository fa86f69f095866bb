"""Certify that somebody has finished the course, and let anybody check a certificate."""
