"""Web servers on loopback: `running` serves any handler, `serving` the pages of a `Site`.

A site answers conditional requests, shows the faults it is told to, and sends no Date, so that the same page is the same
bytes on any day.
"""

from __future__ import annotations

import hashlib
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar


class Fault(Enum):
    """What goes wrong with a page: no answer that helps, a body that breaks off, or no answer at all."""

    BUSY = "busy"
    CUT = "cut"
    RESET = "reset"


class Site:
    """What a server answers, and what it was asked: paths and statuses."""

    def __init__(self) -> None:
        self.base = ""
        self.faults: dict[str, Fault] = {}
        self.before_answer: Callable[[str], object] = lambda _path: None
        self.asked: list[tuple[str, int]] = []

    def url(self, path: str) -> str:
        return f"{self.base}{path}"

    def answer(self, path: str) -> tuple[str, bytes] | None:
        """The type and the body of what lies at a path."""
        raise NotImplementedError


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away, or was killed, is no fault of the server; anything else is told."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def running(handler: type[BaseHTTPRequestHandler]) -> Iterator[str]:
    """A server that answers while the block runs; yields its address."""
    server = _Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


S = TypeVar("S", bound=Site)


@contextmanager
def serving(site: S) -> Iterator[S]:
    """A site that answers while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            found = site.answer(self.path)
            fault = site.faults.get(self.path)
            kind, body = found or ("text/plain", b"")
            tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
            status = 404 if found is None else 503 if fault is Fault.BUSY else 200
            if status == 200 and fault is None and self.headers["If-None-Match"] == tag:
                status = 304
            site.asked.append((self.path, status))
            site.before_answer(self.path)
            if fault is Fault.RESET:
                self.close_connection = True
                return
            self.send_response_only(status)
            self.send_header("Content-Type", kind)
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body) if status == 200 else 0))
            self.end_headers()
            if status == 200:
                self.wfile.write(body if fault is None else body[: len(body) // 2])
            self.close_connection = fault is not None

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with running(Handler) as site.base:
        yield site
