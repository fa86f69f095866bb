"""Run a lesson, a quiz or a roleplay with a whole room: one trainer, one projector, many phones."""
