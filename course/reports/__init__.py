"""Show trainers and managers how their people are doing. Reads across capabilities; keeps nothing of its own."""
