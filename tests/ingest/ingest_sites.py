"""Sites on loopback that answer for others from saved captures: what the tests of fetching and of sources share.

A `Sites` server is told which file answers which address; `Rerouted` sends every request of a fetcher to it under the
address that was asked, so that the kinds of sources are tested with the addresses that they really use.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import httpx2
from loopback import running

CAPTURES = Path(__file__).parent / "captures"
_TYPES = {
    ".json": "application/json",
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml",
    ".md": "text/markdown",
    ".vtt": "text/vtt",
    ".m3u8": "application/vnd.apple.mpegurl",
    ".pdf": "application/pdf",
    ".srt": "application/x-subrip",
}


@dataclass
class Sites:
    """What answers which address, and what was asked."""

    answers: dict[str, str | bytes] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    base: str = ""

    def addresses(self) -> list[str]:
        return [url for url, _ in self.asked if not url.endswith("/robots.txt")]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    sites: Sites

    def do_GET(self) -> None:
        url = self.headers.get("X-Asked") or f"http://{self.headers['Host']}{self.path}"
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        self.sites.asked.append((url, {k.lower(): v for k, v in self.headers.items()}))
        answer = self.sites.answers.get(url)
        if answer is None:
            self._send(404, b"not here", "text/plain")
        elif answer == "challenge":
            body = b"<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
            self._send(429, body, "text/html", {"cf-mitigated": "challenge"})
        else:
            body = answer if isinstance(answer, bytes) else (CAPTURES / answer).read_bytes()
            kind = "text/html; charset=utf-8" if isinstance(answer, bytes) else _TYPES[Path(answer).suffix]
            tag = f'"{hashlib.sha256(body).hexdigest()[:12]}"'
            if self.headers.get("If-None-Match") == tag:
                self._send(304, b"", kind, {"ETag": tag})
            else:
                self._send(200, body, kind, {"ETag": tag})

    def do_POST(self) -> None:
        self.do_GET()

    def _send(self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def serve(answers: dict[str, str | bytes] | None = None) -> Iterator[Sites]:
    """A server that answers for every site."""
    sites = Sites(dict(answers or {}))
    handler = type("Handler", (_Handler,), {"sites": sites})
    with running(handler) as sites.base:
        yield sites


class Rerouted(httpx2.AsyncBaseTransport):
    """Sends every request to one server, with the address that was asked in a header."""

    def __init__(self, base: str) -> None:
        self._base = httpx2.URL(base)
        self._inner = httpx2.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        headers = request.headers.copy()
        headers["X-Asked"] = str(request.url)
        url = request.url.copy_with(scheme="http", host=self._base.host, port=self._base.port)
        extensions: dict[str, Any] = dict(request.extensions)
        sent = httpx2.Request(request.method, url, headers=headers, stream=request.stream, extensions=extensions)
        return await self._inner.handle_async_request(sent)

    async def aclose(self) -> None:
        await self._inner.aclose()
