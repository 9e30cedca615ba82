"""A site on loopback for long campaigns: generated pages, a feed that lists them, edits, removals and faults.

Everything follows from a seed. The server sends no Date, so that the same page is the same bytes on any day.
"""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

from corpus.samples import COMPANION_ENDING, sample_files

FEED = "/feed.xml"

_LABS = (
    "Halden Labs",
    "Quarry Research",
    "Brine AI",
    "Tarn Institute",
    "Lattice Works",
    "Mossfield",
    "Orrery",
    "Pell Group",
)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September")
_CLAIMS = (
    "{lab} says that its agents wrote {n}% of the code that it merged in {month} 2026.",
    "Training a model of the size of last year's now takes {lab} {n} days.",
    "{lab} timed {n} engineers and found that they were {x} times faster with an assistant.",
    "{lab} spent ${n} million on compute in {month} 2026.",
    "In {month} 2026 the error rate of {lab} fell by {n}%.",
    "{lab} expects that half of its research will be done by machines by 20{later}.",
)
_VIEWS = (
    "Frontier AI development should be slowed until somebody can explain what these models do.",
    "Slowing frontier AI development would only hand the lead to people who care less.",
    "The benchmarks say little about what a model can do in a laboratory.",
    "Nobody can say whether a machine will ever have taste in research.",
)
_FILLER = (
    "The office lies above a bakery, and on Fridays the whole staff eats there.",
    "The report has forty pages, most of them tables that nobody reads twice.",
    "A spokesman answered by letter and asked not to be named in this place.",
    "Two readers wrote to ask how the count was made, and were given the scripts.",
)


class Fault(Enum):
    """What goes wrong with a page: no answer that helps, or a body that breaks off."""

    BUSY = "busy"
    CUT = "cut"
    RESET = "reset"


def paragraph(dice: random.Random) -> str:
    """A few sentences with a figure, at times a view."""
    n = dice.randint(3, 97)
    claim = dice.choice(_CLAIMS).format(
        lab=dice.choice(_LABS),
        month=dice.choice(_MONTHS),
        n=n,
        x=f"{dice.randint(11, 40) / 10:.1f}",
        later=dice.randint(27, 45),
    )
    rest = [dice.choice(_FILLER)]
    if dice.random() < 0.35:
        rest.append(dice.choice(_VIEWS))
    dice.shuffle(rest)
    return " ".join((claim, *rest))


def page_of(title: str, paragraphs: list[str]) -> bytes:
    """A page of paragraphs."""
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    return (
        f"<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


class Site:
    """Pages by path; `written` holds the paragraphs of the generated ones, `listed` what the feed names, with a version."""

    def __init__(self) -> None:
        self.base = ""
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.written: dict[str, list[str]] = {}
        self.listed: dict[str, int] = {}
        self.faults: dict[str, Fault] = {}
        self.asked: list[tuple[str, int]] = []

    def url(self, path: str) -> str:
        return f"{self.base}{path}"

    def write(self, path: str, paragraphs: list[str]) -> None:
        """Write or edit a generated page; the feed says that it changed."""
        self.written[path] = list(paragraphs)
        self.pages[path] = ("text/html; charset=utf-8", page_of(f"Notes of {path.strip('/')}", paragraphs))
        self.listed[path] = self.listed.get(path, 0) + 1

    def take_away(self, path: str) -> None:
        """Remove a page; the feed no longer lists it."""
        del self.pages[path], self.written[path], self.listed[path]

    def clear(self) -> None:
        """Take everything away, faults too."""
        for held in (self.pages, self.written, self.listed, self.faults):
            held.clear()

    def hold_samples(self) -> None:
        """Serve the sample corpus, listed in the feed; companions of videos belong to files and are left out."""
        for sample in sample_files():
            if not sample.name.endswith(COMPANION_ENDING):
                path = f"/samples/{sample.name}"
                self.pages[path] = ("application/octet-stream", sample.read_bytes())
                self.listed[path] = 1

    def feed(self) -> bytes:
        items = "".join(
            f"<item><guid>{path}</guid><link>{self.url(path)}</link><title>{path.strip('/')}</title>"
            f"<pubDate>{_stamp(version)}</pubDate></item>"
            for path, version in self.listed.items()
        )
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Notes</title>{items}</channel></rss>'.encode()

    def answer(self, path: str) -> tuple[str, bytes] | None:
        return ("application/rss+xml", self.feed()) if path == FEED else self.pages.get(path)


def _stamp(version: int) -> str:
    """The time at which a page got this version: the feed's way to say that it changed."""
    return f"Mon, 01 Jun 2026 {version // 60 % 24:02d}:{version % 60:02d}:00 GMT"


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers while the block runs."""
    site = Site()

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

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that was killed is no fault of the server."""

    server = Server(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
