"""A crowd of phones, a trainer and a server in a process of its own, over plain HTTP.

Phones are made of bare sockets, so that a thousand of them cost the machine little beside the server that they try. Each
joins as a browser does, holds one event stream, and votes over a second connection until it is answered.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO, cast
from urllib.parse import urlencode

import httpx

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 90.0  # seconds that a phone tries to hand a vote in
ADMIN = {"name": "管理 花子", "email": "admin@example.jp", "password": "a long pass phrase"}
TOKEN = re.compile(r'(?:name="csrf_token"[^>]*value|data-token)="([^"]+)"')


def percentile(values: Iterable[float], share: float) -> float:
    """Give the value below which a share of the values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")


async def until(true: Any, seconds: float = 30.0, what: str = "it") -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come about in {seconds} s")
        await asyncio.sleep(0.01)


def allow_many_connections() -> None:
    """Let this process hold as many sockets as the system allows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold one answer."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: dict[str, str]

    @property
    def json(self) -> Any:
        """Read the body as JSON."""
        return json.loads(self.body)


class Http(asyncio.Protocol):
    """Ask one request after the other over one kept connection."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self._buffer = b""
        self._answer: asyncio.Future[Reply] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Tell whoever waits for an answer that none will come."""
        self.transport = None
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(ConnectionResetError("the server went away"))

    def ask(self, text: bytes) -> asyncio.Future[Reply]:
        """Send a request."""
        if self.transport is None:
            raise ConnectionResetError
        self._answer = asyncio.get_running_loop().create_future()
        self._buffer = b""
        self.transport.write(text)
        return self._answer

    def data_received(self, data: bytes) -> None:
        """Read an answer, whole or in part."""
        self._buffer += data
        head, mark, rest = self._buffer.partition(b"\r\n\r\n")
        if not mark or self._answer is None or self._answer.done():
            return
        status, *lines = head.decode("latin-1").split("\r\n")
        headers: dict[str, str] = {}
        cookies: dict[str, str] = {}
        for line in lines:
            name, _, value = line.partition(": ")
            headers[name.lower()] = value
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                cookies[cookie] = kept
        if len(rest) >= int(headers.get("content-length", 0)):
            self._answer.set_result(Reply(int(status.split()[1]), headers, rest, cookies))


class Stream(asyncio.Protocol):
    """Listen to one event stream; notes when each step's picture came."""

    def __init__(self, phone: Phone, text: bytes) -> None:
        self._phone, self._text, self._tail = phone, text, b"\n"
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the stream."""
        self.transport = cast(asyncio.Transport, transport)
        self.transport.write(self._text)

    def data_received(self, data: bytes) -> None:
        """Look for the line that names a version, and for the last event of all."""
        text = self._tail + data
        place = text.find(b"\nid: ")
        while place >= 0:
            end = text.find(b"\n", place + 5)
            if end < 0:
                break
            self._phone.got(text[place + 5 : end].decode(), time.perf_counter())
            place = text.find(b"\nid: ", end)
        if b"event: gone" in text:
            self._phone.gone = True
        self._phone.alive(text)
        self._tail = text[place:] if place >= 0 else text[-20:]

    def connection_lost(self, error: Exception | None) -> None:
        """Tell the phone, which comes back."""
        self._phone.lost_stream(self)


@dataclass(eq=False)
class Phone:
    """One participant's phone."""

    crowd: Crowd
    code: str
    port: int
    rng: random.Random
    cookies: dict[str, str] = field(default_factory=dict)
    version: str = ""
    seen: dict[int, float] = field(default_factory=dict)  # number of the step -> when its picture came
    gone: bool = False
    drop: float = 0.0  # the share of requests that get lost on the way, there or back
    acks: list[float] = field(default_factory=list)
    kept: dict[tuple[int, int], list[str]] = field(default_factory=dict)  # what the server said that it keeps
    heard: float = 0.0  # when anything came last
    _stream: Stream | None = None
    _http: Http | None = None
    _line: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def number(self) -> int:
        """Give the participant's number."""
        [value] = [value for name, value in self.cookies.items() if name.startswith("ryorin_seat_")]
        return int(value.partition(".")[0])

    def _text(self, method: str, path: str, body: bytes = b"", kind: str = "", **more: str) -> bytes:
        origin = f"http://127.0.0.1:{self.port}"
        headers = {"Host": f"127.0.0.1:{self.port}", "Origin": origin, "Referer": f"{origin}/", **more}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            headers |= {"Content-Type": kind, "Content-Length": str(len(body))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        return "\r\n".join([*lines, "", ""]).encode() + body

    async def _ask(self, text: bytes) -> Reply:
        async with self._line:  # one request after the other
            if self._http is None or self._http.transport is None:
                loop = asyncio.get_running_loop()
                _, self._http = await loop.create_connection(Http, "127.0.0.1", self.port)
            reply = await asyncio.wait_for(self._http.ask(text), PATIENCE)
            self.cookies |= reply.cookies
            return reply

    async def get(self, path: str) -> Reply:
        """Load a page."""
        return await self._ask(self._text("GET", path))

    async def sit(self) -> None:
        """Come in as a browser does: the door, a seat, the page; then the stream."""
        door = (await self.get(f"/room/{self.code}")).body.decode()
        token = TOKEN.search(door)
        assert token is not None, door[:500]
        body = urlencode({"csrf_token": token[1], "name": f"参加者{self.rng.random()}"[:20]}).encode()
        path = f"/room/{self.code}/seats"
        taken = await self._ask(self._text("POST", path, body, "application/x-www-form-urlencoded"))
        assert taken.status == 303, (taken.status, taken.body[:500])
        page = await self.get(taken.headers["location"])
        assert page.status == 200 and b"data-stream" in page.body
        await self.open()

    async def open(self) -> None:
        """Open the stream, and again until it stands."""
        rest = 0.5
        while not self.crowd.closing:
            more = {"Last-Event-ID": self.version} if self.version else {}
            text = self._text("GET", f"/room/{self.code}/stream", **more)
            try:
                loop = asyncio.get_running_loop()
                _, stream = await loop.create_connection(lambda: Stream(self, text), "127.0.0.1", self.port)  # noqa: B023
            except OSError:
                await asyncio.sleep(rest * self.rng.uniform(0.5, 1.5))
                rest = min(2.0, rest * 1.5)
            else:
                self._stream = stream
                return

    def got(self, version: str, now: float) -> None:
        """Note a picture that came."""
        self.version = version
        self.seen.setdefault(int(version.partition(".")[0]), now)

    def alive(self, text: bytes) -> None:
        """Note that something came: an event, not an error page."""
        if b"event: " in text:
            self.heard = time.perf_counter()

    def lost_stream(self, stream: Stream) -> None:
        """Come back after a moment."""
        if stream is self._stream and not self.gone and not self.crowd.closing:
            self._stream, self.heard = None, 0.0
            task = asyncio.get_running_loop().create_task(self._reopen())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _reopen(self) -> None:
        await asyncio.sleep(self.rng.uniform(0.2, 1.2))
        await self.open()

    async def reload(self) -> None:
        """Load the page anew, as an impatient thumb does."""
        if self._stream is not None and self._stream.transport is not None:
            self._stream.transport.abort()
        await self.get(f"/room/{self.code}")

    async def vote(self, number: int, ballot: int, choice: Sequence[str]) -> str:
        """Vote, again and again until there is an answer, as the page's script does."""
        fields = {"round": number, "ballot": ballot, "choice": list(choice)}
        text = self._text("POST", f"/room/{self.code}/votes", json.dumps(fields).encode(), "application/json")
        begun = time.perf_counter()
        rest = 0.3
        while time.perf_counter() - begun < PATIENCE:
            try:
                reply = await self._ask_on_a_bad_line(text)
                if reply.status not in {503, 429}:
                    self.acks.append(time.perf_counter() - begun)
                    outcome = str(reply.json["outcome"])
                    if outcome == "kept":
                        self.kept[number, ballot] = sorted(choice)
                    return outcome
            except (OSError, TimeoutError):
                pass
            await asyncio.sleep(rest * self.rng.uniform(0.5, 1.5))
            rest = min(2.0, rest * 1.6)
        return "unanswered"

    async def _ask_on_a_bad_line(self, text: bytes) -> Reply:
        luck = self.rng.random() if self.drop else 1.0
        if luck < self.drop / 2:  # it never arrives
            raise TimeoutError
        reply = await self._ask(text)
        if luck < self.drop:  # it arrives, and its answer does not
            raise TimeoutError
        return reply

    def close(self) -> None:
        """Switch the phone off."""
        for one in (self._stream, self._http):
            if one is not None and one.transport is not None:
                one.transport.abort()


@dataclass
class Crowd:
    """Many phones in one room."""

    phones: list[Phone] = field(default_factory=list)
    closing: bool = False

    async def join(self, code: str, ports: Sequence[int], size: int, at_once: int = 24) -> float:
        """Let so many phones come in, spread over the servers; give the seconds until the last sees the room."""
        begun = time.perf_counter()
        gate = asyncio.Semaphore(at_once)
        new = [
            Phone(self, code, ports[number % len(ports)], random.Random(len(self.phones) + number))
            for number in range(size)
        ]

        async def come(phone: Phone) -> None:
            async with gate:
                await phone.sit()

        self.phones += new
        await asyncio.gather(*(come(phone) for phone in new))
        await self.all_see(0)
        return time.perf_counter() - begun

    async def all_see(self, seq: int, seconds: float = 30.0) -> None:
        """Wait until every phone shows a step, or a later one."""
        await until(
            lambda: all(phone.seen and max(phone.seen) >= seq for phone in self.phones),
            seconds,
            f"step {seq}",
        )

    async def vote(self, number: int, ballot: int, ids: Sequence[str], spread: float) -> list[str]:
        """Let everybody vote at a moment of their own within `spread` seconds; give what they were told."""

        async def one(phone: Phone) -> str:
            await asyncio.sleep(phone.rng.random() * spread)
            return await phone.vote(number, ballot, [phone.rng.choice(ids)])

        return list(await asyncio.gather(*(one(phone) for phone in self.phones)))

    def close(self) -> None:
        """Send everybody home."""
        self.closing = True
        for phone in self.phones:
            phone.close()


class House:
    """Run one server process on an installation; it may be killed and started again on the same port."""

    def __init__(self, folder: Path, **environment: str) -> None:
        """Start it on a port that is free."""
        self.folder = folder
        self._environment = {
            **os.environ,
            "RYORIN_INSTANCE": str(folder),
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        self.port = 0
        self.setup = ""
        self.start()

    def start(self) -> None:
        """Start, and wait until it serves."""
        program = "from course.cli import main; main()"
        words = [sys.executable, "-c", program, "serve", "--port", str(self.port)]
        with (self.folder / "log").open("a") as errors:
            self._process = subprocess.Popen(
                words,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env=self._environment,
                cwd=self.folder,
            )
        assert self._process.stdout is not None
        self._printed: TextIO = self._process.stdout
        for line in self._printed:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/$", line.strip()):
                self.port = int(found[1])
                break
        for _ in range(600):
            try:
                if httpx.get(f"{self.base}/healthz", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise RuntimeError((self.folder / "log").read_text()[-2000:])

    @property
    def base(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Give the number of the process."""
        return self._process.pid

    def memory_mb(self) -> float:
        """Give the memory that the process holds."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) / 1024

    def cpu_s(self) -> float:
        """Give the seconds of a core that the process has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def set_up(self) -> None:
        """Make the first account; the setup code is the second line that a new installation prints."""
        found = re.search(r"code=(\w+)", self._printed.readline())
        assert found is not None
        with httpx.Client(base_url=self.base, timeout=30) as browser:
            page = browser.get("/setup", params={"code": found[1]}).text
            token = TOKEN.search(page)
            assert token is not None
            form = {"csrf_token": token[1], "code": found[1], **ADMIN}
            assert browser.post("/setup", data=form, headers={"Referer": self.base}).status_code == 303

    def kill(self) -> None:
        """Kill it with -9."""
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()


class Trainer:
    """Lead a room over HTTP, signed in as the first account."""

    def __init__(self, house: House) -> None:
        """Sign in."""
        self.house = house
        self.http = httpx.AsyncClient(base_url=house.base, timeout=30, headers={"Referer": f"{house.base}/"})
        self.room_id = 0
        self.code = ""
        self._token = ""

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Post a form."""
        answer = await self.http.post(path, data={"csrf_token": self._token, **fields})
        assert answer.status_code == 303, (path, answer.status_code, answer.text[:300])
        return answer

    async def _read_token(self, path: str) -> str:
        page = (await self.http.get(path, follow_redirects=True)).text
        found = TOKEN.search(page)
        assert found is not None, page[:300]
        self._token = found[1]
        return page

    async def open_room(self, item: str, *, cap: int, peer: bool = True) -> None:
        """Sign in and open a room on a quiz."""
        await self._read_token("/sign-in")
        await self.post("/sign-in", email=ADMIN["email"], password=ADMIN["password"])
        await self._read_token("/rooms/new")
        fields = {"item_kind": "quiz", "item": item, "join_mode": "anonymous", "names_shown": "y", "cap": cap}
        peers = {"peer": "1" if peer else ""}
        opened = await self.post("/rooms", teams=0, group=0, **fields, **peers)
        found = re.search(r"/rooms/(\d+)", opened.headers["location"])
        assert found is not None
        self.room_id = int(found[1])
        page = await self._read_token(f"/rooms/{self.room_id}")
        self.refs = re.findall(r'name="ref" value="([^"]+)"', page)
        code = re.search(r'class="code-small"[^>]*>(\w{6})<', page)
        assert code is not None
        self.code = code[1]

    async def state(self, screen: str = "remote") -> Any:
        """Read where the room stands."""
        answer = await self.http.get(f"/rooms/{self.room_id}/state", params={"screen": screen})
        return answer.json()["state"]

    async def count(self, expected: int, seconds: float = 8.0) -> int:
        """Read how many have voted from the projector, waiting a while until it says what is expected."""
        end = time.monotonic() + seconds
        while True:
            counted = int((await self.state("projector"))["data"]["counts"]["voted"])
            if counted == expected or time.monotonic() > end:
                return counted
            await asyncio.sleep(0.2)

    async def step(self, what: str, **fields: Any) -> tuple[int, float]:
        """Take a step; give its number and the moment when the button was pressed."""
        seq = (await self.state())["seq"]
        pressed = time.perf_counter()
        await self.post(f"/rooms/{self.room_id}/steps", seq=seq, kind=what, **fields)
        return seq + 1, pressed

    async def ask(self, ref: str) -> int:
        """Open a question."""
        return (await self.step("open", round_kind="question", ref=ref))[0]

    async def close(self) -> None:
        """Close the browser."""
        await self.http.aclose()


async def on_offer(phone: Phone) -> tuple[int, int, list[str]]:
    """Read from a phone's screen what can be voted for: round, ballot, ids."""
    state = (await phone.get(f"/room/{phone.code}/state")).json["state"]
    ids = list(dict.fromkeys(re.findall(r'name="choice" value="([^"]+)"', state["html"])))
    return state["data"]["round"], state["data"]["ballot"], ids
