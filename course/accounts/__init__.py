"""People, the groups they belong to, and who may see what."""
