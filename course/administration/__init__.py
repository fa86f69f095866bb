"""Show those who look after the installation what there is to do, and where."""
