"""The command that makes a large company to look at: `ryorin demo generate`."""

from __future__ import annotations

import time

import click

from course import create_app, schema
from course.demo.generate import Size, counts, generate, nobody_is_here
from course.extensions import utc_now
from course.live_catalogue import catalogue


@click.group()
def demo() -> None:
    """Make companies that never were."""


@demo.command("generate")
@click.option("--people", type=click.IntRange(5, 200_000), default=2_000, show_default=True)
@click.option("--answers-per-person", type=click.IntRange(0, 5_000), default=250, show_default=True)
@click.option("--runs-per-person", type=click.IntRange(0, 1_000), default=30, show_default=True)
@click.option("--days", type=click.IntRange(14, 1_500), default=365, show_default=True)
@click.option(
    "--seed", type=int, default=1, show_default=True, help="The same number makes the same company."
)
@click.option("--force", is_flag=True, help="Put the company beside the people who are there already.")
def generate_company(
    people: int, answers_per_person: int, runs_per_person: int, days: int, seed: int, force: bool
) -> None:
    """Fill the demo's database (or DATABASE_URL's) with a company of that many people and a year of their work.

    Everything was really played and graded: each person's answers and talks are drawn from those of players as able as
    they are. Nobody of it exists. A few accounts sign in with one click under `ryorin serve --demo`.
    """
    app = create_app({"DEMO": True})
    schema.upgrade(app)
    with app.app_context():
        if not nobody_is_here() and not force:
            raise click.ClickException(
                "The database holds people already. --force adds the company beside them."
            )
        began = time.monotonic()

        def tell(words: str) -> None:
            click.echo(f"{time.monotonic() - began:7.1f} s  {words}")

        size = Size(people, answers_per_person, runs_per_person, days)
        generate(catalogue(), size, seed=seed, now=utc_now(), tell=tell)
        for table, number in counts().items():
            click.echo(f"{number:>12,}  {table}")
        tell("done")
