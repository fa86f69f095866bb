"""Start the server: `ryorin serve`."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress

import click
import uvicorn
from flask import Flask

from course import create_app, logs, schema
from course.accounts import operations, queries
from course.accounts.demo import is_loopback
from course.asgi import application
from course.summaries.rebuild import fill_missing

DEFAULT_PORT = 8000
PORTS_TRIED = 100
GRACE = 10  # seconds that open requests get when the server stops
BACKLOG = 2048
log = logging.getLogger("ryorin")


def listen_on(host: str, port: int | None) -> socket.socket:
    """Open a listening socket; without a port given, on 8000 or the next one that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = [port] if port is not None else range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED)
    for number in ports:
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, number))
            listener.listen(BACKLOG)
        except OSError as error:
            listener.close()
            reason = error.strerror
        else:
            return listener
    wanted = f"port {port}" if port is not None else f"any port from {DEFAULT_PORT} to {ports[-1]}"
    raise click.ClickException(f"cannot listen on {host}, {wanted}: {reason}")


def address_of(listener: socket.socket) -> str:
    """Give the address to open in a browser."""
    host, port = listener.getsockname()[:2]
    if host in {"0.0.0.0", "::"}:  # noqa: S104  # told to the reader, not bound
        host = "localhost"
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def check_demo(demo: bool, host: str) -> None:
    """Refuse to offer one-click sign-in to other machines."""
    if demo and not (host == "localhost" or is_loopback(host)):
        raise click.UsageError(
            "--demo signs anybody in with one click, so it serves this machine only: leave --host out."
        )


def prepare(app: Flask) -> None:
    """Bring the database and its figures up to date, compile the simulator (nothing compiles in a request), and fill the demo."""
    from course.pipeline.simulator import warm  # noqa: PLC0415  # takes a second, which other commands need not spend

    schema.upgrade(app)
    fill_missing(app)
    warm()
    if app.config["DEMO"]:
        from course.demo.seed import ensure  # noqa: PLC0415  # only the demo needs it

        security = logging.getLogger("ryorin.security")
        security.setLevel(logging.WARNING)  # who joins the demo is nobody's doing
        ensure(app)
        security.setLevel(logging.NOTSET)


def server(app: Flask) -> uvicorn.Server:
    """Make the web server: one process, no access log (addresses carry invite tokens), no trust in proxy headers."""
    return uvicorn.Server(
        uvicorn.Config(
            application(app),
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE,
            backlog=BACKLOG,
        )
    )


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port; by default 8000 or the next free one.")
@click.option("--demo", is_flag=True, help="A demo group with one-click sign-in, on this machine only.")
def serve(host: str, port: int | None, demo: bool) -> None:
    """Serve the course to browsers."""
    check_demo(demo, host)
    logs.configure()
    app = create_app({"DEMO": True} if demo else None)
    listener = listen_on(host, port)
    prepare(app)
    address = address_of(listener)
    click.echo(f"Ryorin: {address}")
    with app.app_context():
        if not queries.anyone_exists():
            code = operations.setup_code(app.config["SECRET_KEY"])
            click.echo(f"First of all: {address}setup?code={code}")
    with suppress(KeyboardInterrupt):
        server(app).run(sockets=[listener])
