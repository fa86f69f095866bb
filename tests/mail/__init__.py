"""Send letters, to a mail server made for the test or into files."""
