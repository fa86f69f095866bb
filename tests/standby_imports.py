"""Import what a server needs, and load the compiled simulator: done once, before servers are forked."""

from importlib import import_module

from course.application import CAPABILITIES
from course.pipeline.simulator import warm

for name in ("course.cli", "course.serving", *CAPABILITIES):
    import_module(name)
warm()
