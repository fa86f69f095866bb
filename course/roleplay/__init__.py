"""Branching talks: the scenario, its proofs, the engine that plays it, and the pages around it."""
