"""Look after one installation: its secret key and its database's migrations."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from course import config, create_app, schema


@click.command()
@click.confirmation_option(prompt="Everybody who is signed in will have to sign in again. Go on?")
def secret() -> None:
    """Make a new secret key; everybody signs in again after the next start."""
    instance = config.instance_folder()
    (instance / "secret_key").unlink(missing_ok=True)
    config.secret_key(instance)
    click.echo(f"New key in {instance / 'secret_key'}. Restart the server to use it.")


@click.command()
@click.argument("message")
def revision(message: str) -> None:
    """Write a database migration for what the models have and the migrations lack."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"SQLALCHEMY_DATABASE_URI": f"sqlite:///{Path(folder) / 'empty.sqlite3'}"})
        click.echo(f"Wrote {schema.write_revision(app, message)}. Read it before you keep it.")
