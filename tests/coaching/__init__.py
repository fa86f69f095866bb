"""Tests of the trainer's page."""
