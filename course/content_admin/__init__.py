"""Show the people who look after the content what is wrong with it."""
