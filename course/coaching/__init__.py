"""Help trainers teach: what people find hard, a session made of it, behaviour seen in real life, lines typed by hand."""
