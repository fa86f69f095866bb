"""Start the server: `ryorin serve`."""

from __future__ import annotations

import gc
import logging
import socket
import sys
from contextlib import suppress

import click
import uvicorn
from flask import Flask
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from course import create_app, logs, schema
from course.accounts import operations, queries
from course.accounts.demo import is_loopback
from course.asgi import application
from course.summaries.rebuild import fill_missing

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

DEFAULT_PORT = 8000
PORTS_TRIED = 100
GRACE = 10  # seconds that open requests get when the server stops
BACKLOG = 2048
KEEP_ALIVE = 30  # seconds that a silent connection is kept for the next request
SILENCE = 30_000  # milliseconds after which the system gives up a reader that takes nothing any more
LONGEST_HEAD = 64 * 1024  # bytes of a request before its body
MOST_FILES = 65_536
log = logging.getLogger("ryorin")


def listen_on(host: str, port: int | None) -> socket.socket:
    """Open a listening socket; without a port given, on 8000 or the next one that is free."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    ports = [port] if port is not None else range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED)
    for number in ports:
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # a phone that was switched off says no farewell
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE)
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


class Server(uvicorn.Server):
    """Serve, and when asked to stop, end the open streams first: they would last until the grace is over."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        hub = getattr(self.config.app, "hub", None)
        if hub is not None:
            await hub.close()
        await super().shutdown(sockets)


class BoundedProtocol(HttpToolsProtocol):
    """Speak HTTP with the quick parser, and refuse a request whose head does not end."""

    _head = 0
    _in_head = True

    def on_message_begin(self) -> None:
        """Begin to count the head of a request."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """Stop counting."""
        self._head, self._in_head = 0, False
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        """Take what came in."""
        super().data_received(data)
        if self._in_head and self.parser is not None:
            self._head += len(data)
            if self._head > LONGEST_HEAD and not self.transport.is_closing():
                self.send_400_response("The head of the request is too long.")


def allow_many_connections() -> None:
    """Raise the number of open files to what the system allows: every open stream is one."""
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(MOST_FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def set_memory_aside() -> None:
    """Keep the collector of garbage from what was made at the start and stays, and let it look less often.

    Going through everything halts every thread for some tenths of a second; as shipped it went through what one large
    page holds several times while the page was made.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 50, 20)


def server(app: Flask) -> uvicorn.Server:
    """Make the web server: one process, no access log (addresses carry invite tokens), no trust in proxy headers."""
    return Server(
        uvicorn.Config(
            application(app),
            loop="asyncio" if sys.platform == "win32" else "uvloop",
            http=BoundedProtocol,
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_keep_alive=KEEP_ALIVE,
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
    allow_many_connections()
    app = create_app({"DEMO": True} if demo else None)
    listener = listen_on(host, port)
    prepare(app)
    address = address_of(listener)
    click.echo(f"Ryorin: {address}")
    with app.app_context():
        if not queries.anyone_exists():
            code = operations.setup_code(app.config["SECRET_KEY"])
            click.echo(f"First of all: {address}setup?code={code}")
    set_memory_aside()
    with suppress(KeyboardInterrupt):
        server(app).run(sockets=[listener])
