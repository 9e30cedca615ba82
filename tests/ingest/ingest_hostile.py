"""A server on loopback with every fault that the web shows: what a fetcher must survive."""

from __future__ import annotations

import contextlib
import gzip
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from loopback import running

PAGE = (
    b"<html><head><title>The lamp</title></head><body>"
    b"<p>The lamp on the point was lit at nine and burned until six.</p></body></html>"
)
CHARSET_PAGE = (
    "<html><head><title>Caf\u00e9</title><meta charset='windows-1252'></head><body><article>"
    "<p>The caf\u00e9 on the quay \u2013 the only one \u2013 sold 40 cups before the first ferry came in.</p>"
    "</article></body></html>"
).encode("cp1252")
MIB = 2**20


@dataclass
class Hostile:
    """Where the server listens, and what it was asked."""

    base: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    robots: bytes | int = 404
    times: list[float] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked if path != "/robots.txt"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: Hostile

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        self.state.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        self.state.times.append(time.monotonic())
        kind, _, rest = path.strip("/").partition("/")
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            getattr(self, f"_{kind.replace('.', '_')}", self._page)(rest)

    def _send(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _page(self, rest: str) -> None:
        if self.headers.get("If-None-Match") == '"7"':
            self.send_response(304)
            self.send_header("ETag", '"7"')
            self.end_headers()
            return
        self._send(200, PAGE, Content_Type="text/html; charset=utf-8", ETag='"7"', Set_Cookie="who=you")

    def _dated(self, rest: str) -> None:
        if self.headers.get("If-Modified-Since"):
            self.send_response(304)
            self.end_headers()
            return
        self._send(200, PAGE, Content_Type="text/html", Last_Modified="Mon, 04 May 2026 06:00:00 GMT")

    def _robots_txt(self, rest: str) -> None:
        robots = self.state.robots
        self._send(robots) if isinstance(robots, int) else self._send(200, robots, Content_Type="text/plain")

    def _status(self, rest: str) -> None:
        self._send(int(rest), b"no")

    def _busy(self, rest: str) -> None:
        """Too many requests at first, the page at the second attempt; `rest` is the Retry-After."""
        if sum(p == self.path for p, _ in self.state.asked) < 2:
            self._send(429, b"wait", Retry_After=rest)
        else:
            self._page("")

    def _flaky(self, rest: str) -> None:
        self._send(503) if sum(p == self.path for p, _ in self.state.asked) < int(rest) else self._page("")

    def _hop(self, rest: str) -> None:
        self._send(302, Location=f"/hop/{int(rest) - 1}" if int(rest) else "/page")

    def _to(self, rest: str) -> None:
        """A redirect to whatever the query says."""
        self._send(302, Location=self.path.partition("?")[2])

    def _slow(self, rest: str) -> None:
        time.sleep(float(rest))
        self._page("")

    def _drip(self, rest: str) -> None:
        """A body that never ends, a byte at a time."""
        self.send_response(200)
        self.end_headers()
        for _ in range(600):
            self.wfile.write(b".")
            self.wfile.flush()
            time.sleep(0.05)

    def _endless(self, rest: str) -> None:
        """A body that never ends, as fast as it goes."""
        self.send_response(200)
        self.end_headers()
        while True:
            self.wfile.write(b"x" * 65_536)

    def _announced(self, rest: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(10**12))
        self.end_headers()

    def _bomb(self, rest: str) -> None:
        """A gibibyte of nothing in a megabyte; `rest` is how it is packed."""
        pack = zlib.compressobj(9, zlib.DEFLATED, 31 if rest == "gzip" else 15)
        self.send_response(200)
        self.send_header("Content-Encoding", rest)
        self.end_headers()
        for _ in range(1024):
            self.wfile.write(pack.compress(bytes(MIB)))
        self.wfile.write(pack.flush())

    def _packed(self, rest: str) -> None:
        bodies = {
            "gzip": gzip.compress(PAGE),
            "members": gzip.compress(PAGE[:40]) + gzip.compress(PAGE[40:]),
            "deflate": zlib.compress(PAGE),
            "raw": zlib.compress(PAGE)[2:-4],
            "cut": gzip.compress(PAGE)[:-12],
            "junk": b"this is no gzip",
            "br": b"\x0b\x02\x80hello\x03",
        }
        encoding = {"members": "gzip", "raw": "deflate", "cut": "gzip", "junk": "gzip"}.get(rest, rest)
        self._send(200, bodies[rest], Content_Encoding=encoding)

    def _short(self, rest: str) -> None:
        """Less than was announced."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"half a")
        self.close_connection = True

    def _garbage(self, rest: str) -> None:
        self.wfile.write(b"\x00\xff nothing like HTTP\r\n\r\n")
        self.close_connection = True

    def _headers(self, rest: str) -> None:
        self.send_response(200)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for n in range(20_000):
                self.send_header(f"X-{n}", "y" * 100)
            self.end_headers()

    def _hangup(self, rest: str) -> None:
        self.close_connection = True

    def _unasked(self, rest: str) -> None:
        self.send_response(304)
        self.end_headers()

    def _challenge(self, rest: str) -> None:
        body = b"<html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/x.js'></script></html>"
        self._send(int(rest), body, Content_Type="text/html")

    def _charset(self, rest: str) -> None:
        self._send(200, CHARSET_PAGE, Content_Type="text/html; charset=utf-8")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def hostile() -> Iterator[Hostile]:
    state = Hostile()
    with running(type("Handler", (_Handler,), {"state": state})) as state.base:
        yield state
