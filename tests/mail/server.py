"""Be a mail server, as small as one can be: takes letters, and misbehaves on request."""

from __future__ import annotations

import socketserver
import threading
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any


class _Talk(socketserver.StreamRequestHandler):
    """Speak SMTP with one client."""

    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def handle(self) -> None:
        self.server.connections += 1
        self.say("220 ready")
        to = ""
        for raw in self.rfile:
            line = raw.decode().strip()
            verb = line[:4].upper()
            self.server.heard.append(verb)
            if verb == "EHLO":
                self.say("250-here\r\n250 AUTH PLAIN")
            elif verb == "AUTH":
                self.say("235 welcome")
            elif verb == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                self.say(self.server.answers.get(to, "250 fine"))
            elif verb == "DATA":
                self.say("354 go on")
                lines = []
                for part in self.rfile:
                    if part == b".\r\n":
                        break
                    lines.append(part[1:] if part.startswith(b"..") else part)
                if to in self.server.hang_up_on:
                    return
                parsed = message_from_bytes(b"".join(lines), policy=policy.default)
                assert isinstance(parsed, EmailMessage)
                self.server.letters.append(parsed)
                self.say("250 taken")
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 fine")


class MailServer(socketserver.ThreadingTCPServer):
    """Listen on this machine; `answers` are given to an address, and `hang_up_on` breaks off after its letter."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[EmailMessage] = []
        self.heard: list[str] = []
        self.answers: dict[str, str] = {}
        self.hang_up_on: set[str] = set()
        self.connections = 0

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def __enter__(self) -> MailServer:
        self._thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def transport(self, **more: Any) -> Any:
        """Give a transport that speaks to it."""
        from course.mail.transport import Smtp

        return Smtp(
            **{"host": "127.0.0.1", "port": self.port, "tls": "none", "user": "", "password": ""} | more
        )
