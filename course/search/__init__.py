"""Find words in the course: lessons, glossary, and the titles of quizzes and scenarios."""
