"""Quizzes: questions with feedback for every option, partial credit, and mistakes that come back."""
