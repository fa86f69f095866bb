"""Let a company's own tools read what their owner may read: personal tokens, a read-only JSON API, its description."""
