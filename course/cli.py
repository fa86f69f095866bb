"""Name the commands of `ryorin`; each is imported only when it is called, so that `ryorin check` starts at once."""

from __future__ import annotations

import importlib
from typing import NamedTuple

import click


class Lazy(NamedTuple):
    """Say where a command is and what it does."""

    where: str
    does: str


COMMANDS = {
    "serve": Lazy("course.serving:serve", "Serve the course to browsers."),
    "tick": Lazy(
        "course.mail.cli:tick", "Write reminders and weekly letters, and send what is due (for cron)."
    ),
    "check": Lazy("course.content.cli:check", "Check lessons, quizzes and scenarios."),
    "play": Lazy("course.roleplay.cli:play", "Play a scenario in the terminal."),
    "survey": Lazy("course.roleplay.cli:survey", "Let simulated players play the scenarios."),
    "stamp": Lazy("course.content.cli:stamp", "Mark translations as up to date."),
    "warm": Lazy("course.pipeline.cli:warm", "Compile the simulator ahead of time."),
    "simulate": Lazy("course.pipeline.cli:simulate", "Run a policy in a territory."),
    "simulation-page": Lazy("course.pipeline.cli:simulation_page", "Write docs/simulation.md anew."),
    "secret": Lazy("course.installation:secret", "Make a new secret key; everybody signs in again."),
    "revision": Lazy("course.installation:revision", "Write a database migration from the models."),
}


class LazyGroup(click.Group):
    """Import a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command, or None when there is no such command."""
        lazy = COMMANDS.get(cmd_name)
        if lazy is None:
            return None
        module, _, attribute = lazy.where.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, lazy.does) for name, lazy in COMMANDS.items()])


@click.group(cls=LazyGroup)
@click.version_option(package_name="ryorin")
def main() -> None:
    """Learn the closing and prospect-management cycle of sales."""
