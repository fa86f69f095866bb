"""The command for whoever runs an installation: `ryorin summaries rebuild`."""

from __future__ import annotations

import time

import click

from course import create_app, schema
from course.extensions import db
from course.summaries import rebuild as filling


@click.group()
def summaries() -> None:
    """Look after the figures that are kept of everybody."""


@summaries.command()
def rebuild() -> None:
    """Work every kept figure out anew from what people did. Safe at any time: it takes a few people at a time."""
    app = create_app()
    schema.upgrade(app)
    with app.app_context():
        began = told = time.monotonic()

        def tell(done: int, whole: int) -> None:
            nonlocal told
            now = time.monotonic()
            if now - told >= 5:
                told = now
                left = (now - began) / done * (whole - done)
                click.echo(f"{now - began:7.1f} s  {done:,} of {whole:,}, about {left:,.0f} s left")

        filling.rebuild(tell, commit=db.session.commit)
        click.echo(f"{time.monotonic() - began:7.1f} s  done: {filling.count():,} people")
