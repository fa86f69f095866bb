"""Check the real server: its start, its native routes, and that open streams never keep a page waiting."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
import uvicorn
from click.testing import CliRunner
from flask import Flask

from course.asgi import application
from course.cli import main
from course.serving import BoundedProtocol, address_of, allow_many_connections, listen_on, server

pytestmark = pytest.mark.server
ROOT = Path(__file__).parent.parent
STREAMS = 200


@contextmanager
def command(tmp_path: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `ryorin serve`; give the process and the address it printed."""
    environment = {**os.environ, "RYORIN_INSTANCE": str(tmp_path / "instance"), "PYTHONPATH": str(ROOT)}
    program = "from course.cli import main; main()"
    log = tmp_path / "log"
    with log.open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", program, "serve", *words],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=environment,
            cwd=tmp_path,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found is not None, line + log.read_text()
        yield process, found[0]
    finally:
        process.kill()
        process.communicate()


def wait_until_up(address: str) -> None:
    with httpx.Client(timeout=2, verify=False) as browser:  # no TLS here, so no certificates to read
        for _ in range(100):
            with suppress(httpx.TransportError):
                if browser.get(f"{address}healthz").status_code == 200:
                    return
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def test_serves_pages_and_stops_when_asked(tmp_path: Path) -> None:
    with command(tmp_path, "--port", "0") as (process, address):
        wait_until_up(address)
        assert process.stdout is not None
        link = re.search(r"http://\S+setup\?code=\w+", process.stdout.readline())
        assert link is not None
        assert httpx.get(link[0]).status_code == 200
        answer = httpx.get(f"{address}sign-in", follow_redirects=True)
        assert answer.status_code == 200
        assert "server" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) in {0, -signal.SIGTERM}
    assert (tmp_path / "instance" / "ryorin.sqlite3").exists()


def test_the_demo_is_refused_to_other_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "course.serving.create_app", None
    )  # what is not refused fails here, and serves nothing
    refused = CliRunner().invoke(main, ["serve", "--demo", "--host", "0.0.0.0"])
    assert refused.exit_code == 2 and "this machine only" in refused.output


def test_takes_the_next_port_when_8000_is_taken_but_not_instead_of_one_asked_for() -> None:
    with closing(listen_on("127.0.0.1", None)) as first, closing(listen_on("127.0.0.1", None)) as second:
        taken = first.getsockname()[1]
        assert second.getsockname()[1] > taken >= 8000
        with pytest.raises(click.ClickException, match=str(taken)):
            listen_on("127.0.0.1", taken)
        assert address_of(first) == f"http://127.0.0.1:{taken}/"


def test_no_header_of_a_visitor_s_is_trusted(app: Flask) -> None:
    config = server(app).config
    assert config.proxy_headers is False
    assert config.access_log is False
    assert config.timeout_graceful_shutdown is not None


def test_the_quick_parser_is_used_and_a_head_without_end_is_refused(app: Flask, cast: object) -> None:
    config = server(app).config
    assert config.http is BoundedProtocol and config.loop == "uvloop"
    with running(app, http=BoundedProtocol) as address:
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as browser:
            browser.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n")
            answer = b""
            with suppress(ConnectionError):
                for number in range(2000):
                    browser.sendall(f"X-{number}: {'x' * 100}\r\n".encode())
                    time.sleep(0 if number % 100 else 0.01)
            with suppress(ConnectionError):
                answer = browser.recv(1000)
        assert answer == b"" or b" 400 " in answer
        long = httpx.get(f"{address}/healthz", headers={"X-Long": "x" * 8000})
        assert long.status_code == 200
        with httpx.Client(base_url=address) as again:  # what is counted is one head, not all of a connection
            assert {again.get("/healthz", headers={"X": "x" * 9000}).status_code for _ in range(20)} == {200}


def test_a_thousand_connections_are_allowed_for() -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 512), hard))
        allow_many_connections()
        assert resource.getrlimit(resource.RLIMIT_NOFILE)[0] == min(hard, 65_536)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def stream(scope: Any, receive: Any, send: Any) -> None:
    """Stand in for an event stream: begin, then stay open until the reader goes."""
    headers = [(b"content-type", b"text/event-stream")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b"data: here\n\n", "more_body": True})
    while (await receive())["type"] != "http.disconnect":
        pass


@contextmanager
def running(app: Flask, http: Any = "auto", **more: Any) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
    pages = application(app, **more)
    own = uvicorn.Server(
        uvicorn.Config(pages, http=http, lifespan="off", log_config=None, timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=own.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        own.should_exit = True
        thread.join(20)
        assert not thread.is_alive()


def test_open_streams_do_not_keep_pages_waiting(app: Flask, cast: object) -> None:
    """Six times as many streams as there are threads are open while pages are asked for."""

    async def crowd(address: str) -> list[float]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(base_url=address, timeout=20, limits=limits) as browser:
            opened = [
                await browser.send(browser.build_request("GET", "/events"), stream=True)
                for _ in range(STREAMS)
            ]
            for one in opened:
                assert await anext(one.aiter_bytes()) == b"data: here\n\n"
            waits = []
            for _ in range(10):
                began = time.perf_counter()
                assert (await browser.get("/sign-in")).status_code == 200
                waits.append(time.perf_counter() - began)
            for one in opened:
                await one.aclose()
            return waits

    with running(app, more=[(re.compile(r"/events"), stream)]) as address:
        waits = asyncio.run(crowd(address))
    assert max(waits) < 5  # a page that waits for a stream to end never comes


def test_native_routes_fit_the_whole_path_only(app: Flask, cast: object) -> None:
    with running(app) as address:
        assert httpx.get(f"{address}/healthz").text == "ok\n"
        assert httpx.head(f"{address}/healthz").text == ""
        assert httpx.post(f"{address}/healthz").status_code == 405
        assert httpx.get(f"{address}/healthz/x").status_code == 404
        assert "Content-Security-Policy" in httpx.get(f"{address}/healthz").headers


def test_a_page_posted_over_the_wire_arrives_whole(app: Flask, cast: Any) -> None:
    with running(app) as address, httpx.Client(base_url=address) as browser:
        from tests.people import PASSWORD

        answer = browser.post("/sign-in", data={"email": cast.sasaki.email, "password": PASSWORD})
        assert answer.status_code == 303
        assert browser.get("/change-password").status_code == 200
        too_large = browser.post("/sign-in", data={"email": "x" * 2_000_000, "password": "y"})
        assert too_large.status_code == 413
