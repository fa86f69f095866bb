"""Hand a person all that is kept of them, and erase them so that what they did still counts."""
