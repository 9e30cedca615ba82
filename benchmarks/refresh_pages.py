"""Generated pages for benchmarks of the nightly run: a feed of any number of essays on loopback, from a seed.

Every sentence is our own. A page has a dozen paragraphs of prose, a handful of figures about laboratories and their tools,
and a view; the same path and edition give the same page, byte for byte.
"""

from __future__ import annotations

import hashlib
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.sax.saxutils import escape

FEED = "/feed.xml"
_FIRST = ("Halden", "Quarry", "Brine", "Tarn", "Lattice", "Moss", "Orrery", "Pell", "Cairn", "Sable", "Fathom", "Juniper")
_LAST = ("Labs", "Research", "Institute", "Works", "Group", "Computing", "Systems", "Foundry")
_PEOPLE = ("Ada Marsh", "Otto Pier", "Ida Quay", "Jonas Reed", "Mara Holt", "Nils Brook", "Vera Lund", "Tom Ash")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
_TASKS = ("bug reports", "code reviews", "test plans", "migration scripts", "data pipelines", "design notes", "audits")
_PLACES = ("the harbour office", "the second floor", "the reading room", "the annex", "the old mill", "the north wing")
_THINGS = ("ledger", "scheduler", "notebook", "dashboard", "archive", "queue", "checklist", "spreadsheet", "manual")
_MOODS = ("slowly", "with some relief", "without much ceremony", "over two winters", "against advice", "by vote", "quietly")
_CLAIMS = (
    "{lab} says that its agents wrote {n}% of the code that it merged in {month} 2026.",
    "According to {person}, {task} took the team of {lab} {n} hours a week before the change.",
    "{lab} timed {n} engineers and found that they finished {task} {x} times faster with an assistant.",
    "In {month} 2026 {lab} spent ${n} million on compute.",
    "The error rate of {lab} in {task} fell by {n}% between {month} and October 2026.",
    "{person} expects that half of the research at {lab} will be done by machines by 20{later}.",
    "More than {n} of the {big} {task} that {lab} received in {month} were closed by a machine.",
    "Training the newest model took {lab} {n} days on {big} chips.",
)
_VIEWS = (
    "Frontier AI development should be slowed until somebody can explain what these models do.",
    "Slowing frontier AI development would only hand the lead to people who care less.",
    "The benchmarks say little about what a model can do in a laboratory.",
    "Nobody can say whether a machine will ever have taste in research.",
)
_PROSE = (
    "{person} keeps a {thing} in {place}, where anybody may look something up {mood}.",
    "The {thing} was rewritten {mood}, and the people of {lab} got used to it within a month or so.",
    "When the {thing} broke down in {month}, the staff moved to {place} and went on by hand.",
    "A visitor asked why {task} were kept apart from the {thing}, and nobody had a ready answer.",
    "Most of the {task} pass through {place} first, which {person} calls a habit rather than a rule.",
    "What the {thing} cannot show is how tired people are by the time they reach {place}.",
    "In {place} hangs a drawing of the {thing}, made {mood} by somebody who has since left {lab}.",
    "{person} wrote about the {thing} in a letter that was passed around {mood}.",
)


def sentence(form: str, dice: random.Random) -> str:
    """One sentence of a form, its gaps filled."""
    return form.format(
        lab=f"{dice.choice(_FIRST)} {dice.choice(_LAST)}",
        person=dice.choice(_PEOPLE),
        month=dice.choice(_MONTHS),
        task=dice.choice(_TASKS),
        place=dice.choice(_PLACES),
        thing=dice.choice(_THINGS),
        mood=dice.choice(_MOODS),
        n=dice.randint(3, 97),
        x=f"{dice.randint(11, 60) / 10:.1f}",
        big=dice.randrange(100, 9000, 10),
        later=dice.randint(27, 45),
    )


def page(path: str, edition: int) -> str:
    """The page of a path: one paragraph differs from edition to edition."""
    dice = random.Random(path)
    paragraphs = [" ".join(sentence(dice.choice(_PROSE), dice) for _ in range(dice.randint(2, 4))) for _ in range(7)]
    paragraphs += [f"{sentence(dice.choice(_PROSE), dice)} {sentence(dice.choice(_CLAIMS), dice)}" for _ in range(4)]
    paragraphs.append(f"{dice.choice(_VIEWS)} {sentence(dice.choice(_PROSE), dice)}")
    dice.shuffle(paragraphs)
    latest = random.Random(f"{path} {edition}")
    paragraphs.insert(3, f"{sentence(latest.choice(_CLAIMS), latest)} {sentence(latest.choice(_PROSE), latest)}")
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    title = f"Notes on the {dice.choice(_THINGS)} of {dice.choice(_FIRST)} {dice.choice(_LAST)}"
    day = f"2026-{dice.randint(1, 9):02}-{dice.randint(1, 28):02}"
    head = f'<title>{title}</title><meta name="author" content="{dice.choice(_PEOPLE)}">'
    head += f'<meta property="article:published_time" content="{day}">'
    return f"<html lang=en><head>{head}</head><body><article><h1>{title}</h1>{body}</article></body></html>"


@dataclass(slots=True)
class Essays:
    """A site of `count` essays; `editions` counts the edits of each."""

    count: int
    base: str = ""
    editions: dict[int, int] = field(default_factory=dict)

    def edit(self, *numbers: int) -> None:
        """Publish another edition of these essays."""
        for n in numbers:
            self.editions[n] = self.editions.get(n, 0) + 1

    def body(self, path: str) -> str | None:
        """What lies at a path."""
        if path == FEED:
            return self._feed()
        number = path.removeprefix("/essay-")
        return page(path, self.editions.get(int(number), 0)) if number.isdecimal() and int(number) < self.count else None

    def _feed(self) -> str:
        entries = "".join(
            f"<entry><id>{self.base}/essay-{n}</id><title>Essay {n}</title><link href='{self.base}/essay-{n}'/>"
            f"<updated>2026-{10 + min(self.editions.get(n, 0), 2)}-01T00:00:00Z</updated></entry>"
            for n in range(self.count)
        )
        head = f"<title>Essays</title><id>{self.base}/</id><updated>2026-10-01T00:00:00Z</updated>"
        return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'


@contextmanager
def publishing(count: int) -> Iterator[Essays]:
    """Serve essays on loopback, with conditional requests."""
    essays = Essays(count)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            text = essays.body(self.path)
            body = (text or "").encode()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            status = 404 if text is None else 304 if self.headers["If-None-Match"] == tag else 200
            self.send_response(status)
            self.send_header("Content-Type", "text/xml" if self.path == FEED else "text/html; charset=utf-8")
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body) if status == 200 else 0))
            self.end_headers()
            if status == 200:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    essays.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield essays
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
