"""Send letters from cron: `ryorin tick`."""

from __future__ import annotations

import sys

import click

from course import create_app, logs, schema
from course.extensions import utc_now
from course.mail.tick import run


@click.command()
@click.option("--demo", is_flag=True, help="Of the demo; its letters always go into files.")
def tick(demo: bool) -> None:
    """Write reminders and weekly letters, and send what is due.

    Safe at any time, twice at once, or killed in the middle. Run it every ten minutes.
    """
    logs.configure()
    app = create_app({"DEMO": True} if demo else None)
    schema.upgrade(app)
    report = run(app, utc_now())
    for line in report.lines:
        click.echo(line)
    if not report.went_well:
        sys.exit(1)
