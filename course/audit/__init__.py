"""Keep who saw whose answers, who changed what, and who exported: rows that nobody can change or delete."""
