"""Keep figures of every person right with every act, so that pages about thousands of people need not read every row."""
