"""Generated pages for benchmarks of the nightly run: a feed of any number of essays on loopback, from a seed.

Every sentence is our own. A page has some ten paragraphs of prose, a handful of figures about laboratories, at times a
view or a paragraph of another page; the same path and edition give the same page, byte for byte.
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
_FIRST = (
    "Halden Quarry Brine Tarn Lattice Moss Orrery Pell Cairn Sable Fathom Juniper Alder Birch Cobalt Dune Ember Fjord "
    "Garnet Hazel Indigo Jasper Kelp Larch Marl Nettle Ochre Pewter Quill Rowan Slate Thistle Umber Vetch Willow Yarrow"
).split()
_LAST = "Labs Research Institute Works Group Computing Systems Foundry Analytics Collective".split()
_GIVEN = "Ada Otto Ida Jonas Mara Nils Vera Tom Lena Karl Edda Rolf Nora Emil Hanna Sven".split()
_FAMILY = "Marsh Pier Quay Reed Holt Brook Lund Ash Wold Fenn Garth Thorn Dale Heath Moor Stone".split()
_MONTHS = "January February March April May June July August September October".split()
_NOUNS = (
    "ledger scheduler notebook dashboard archive queue checklist spreadsheet manual terminal corridor workshop greenhouse "
    "lantern bridge canal orchard kettle staircase compass window drawer harbour tunnel meadow chimney balcony library "
    "turbine valve sensor reactor pipeline furnace antenna printer elevator warehouse garage cellar attic courtyard mill "
    "bakery ferry tramway market festival council committee seminar lecture rehearsal inventory catalogue blueprint contract"
).split()
_MATTERS = (
    "code reviews,bug reports,test plans,migration scripts,data pipelines,design notes,security audits,training runs,"
    "merge requests,incident reports,literature searches,proof sketches,kernel rewrites,evaluation suites,experiment logs,"
    "hiring rounds,grant proposals,robot trials,protein folds,chip layouts,weather forecasts,translation jobs,tax filings,"
    "patent searches,crop surveys,satellite images,court transcripts,lab orders,customer calls,inspection rounds"
).split(",")
_ADJECTIVES = (
    "narrow quiet battered spare crooked northern painted hollow patient brittle modest sudden ordinary distant cheerful "
    "stubborn careful wooden shallow forgotten generous crowded frozen temporary nameless polished tired secret honest odd"
).split()
_VERBS = (
    "repaired described borrowed measured abandoned painted sorted inherited inspected postponed rebuilt photographed "
    "copied praised misplaced reopened counted defended shortened translated compared labelled emptied rented admired"
).split()
_LINKS = "while because although until whenever since after before".split()
# What is measured, in some wordings each: pages that give one figure seldom give it in the same words.
_FORMS = (
    (
        "{lab} says that {n}% of its {matter} were {verb} by the {adjective} {noun} in {month} 2026.",
        "In {month} 2026 {n}% of the {matter} at {lab} went through the {adjective} {noun}.",
        "The share of {matter} that the {adjective} {noun} {verb} at {lab} was {n}% in {month} 2026.",
    ),
    (
        "According to {person}, the {adjective} {noun} saved the team of {lab} {n} hours a week on {matter}.",
        "At {lab} {matter} take {n} hours a week less since the {adjective} {noun} {verb} them.",
        "{person} of {lab} gains {n} hours a week on {matter} with the {adjective} {noun}.",
    ),
    (
        "{lab} {verb} {big} {matter} with the {adjective} {noun} in {month} 2026.",
        "In {month} 2026 the {adjective} {noun} of {lab} {verb} {big} {matter}.",
        "Some {big} {matter} were {verb} at {lab} with its {adjective} {noun}, {person} reports.",
    ),
    (
        "For the {adjective} {noun} and its {matter} {lab} paid ${n} million in {month} 2026.",
        "The {adjective} {noun} cost {lab} ${n} million, {matter} among it.",
        "{lab} put ${n} million into {matter} and the {adjective} {noun}, says {person}.",
    ),
    (
        "With the {adjective} {noun} engineers of {lab} {verb} their {matter} {x} times faster.",
        "{person} found that {matter} at {lab} were {x} times faster with the {adjective} {noun}.",
        "The {adjective} {noun} made the {matter} of {lab} {x} times faster.",
    ),
    (
        "{person} expects that the {adjective} {noun} will have {verb} {n}% of all {matter} at {lab} by 20{later}.",
        "By 20{later} the {adjective} {noun} of {lab} may have {verb} {n}% of {matter}.",
        "{n}% of {matter} at {lab} will be {verb} by the {adjective} {noun} by 20{later}, {person} predicts.",
    ),
)
_THINGS_PER_PAGE = 0.15  # measured by more than one page, each by some twenty: two thirds of the claims are about these
_VIEWS = (
    "Frontier AI development should be slowed until somebody can explain what these models do.",
    "Slowing frontier AI development would only hand the lead to people who care less.",
    "The benchmarks say little about what a model can do in a laboratory.",
    "Nobody can say whether a machine will ever have taste in research.",
)


def lab(dice: random.Random) -> str:
    """The name of a laboratory."""
    return f"{dice.choice(_FIRST)} {dice.choice(_LAST)}"


def person(dice: random.Random) -> str:
    """The name of somebody."""
    return f"{dice.choice(_GIVEN)} {dice.choice(_FAMILY)}"


def coined(dice: random.Random) -> str:
    """A word of nobody else's, as names of models, projects and methods are."""
    return "".join(dice.choice("bcdfghklmnprstvz") + dice.choice("aeiou") for _ in range(3))


def claim(dice: random.Random, *, things: int) -> str:
    """A sentence with a figure: about one of so many things that other pages measure too, or about one of its own."""
    thing = random.Random(f"thing {dice.randrange(things)}") if dice.random() < 0.66 else dice
    forms = thing.choice(_FORMS)
    told = {"adjective": thing.choice(_ADJECTIVES), "noun": f"{coined(thing)} {thing.choice(_NOUNS)}"}
    told |= {"matter": f"{coined(thing)} {thing.choice(_MATTERS)}", "verb": thing.choice(_VERBS), "lab": lab(thing)}
    told |= {"month": thing.choice(_MONTHS), "person": person(dice)}
    figures = thing if dice.random() < 0.7 else dice  # most give the figure that others give
    numbers = {"n": figures.randint(3, 97), "x": f"{figures.randint(11, 60) / 10:.1f}", "later": figures.randint(27, 45)}
    return dice.choice(forms).format(**told, **numbers, big=figures.randrange(1000, 90000, 10))


def prose(dice: random.Random) -> str:
    """A sentence of which hardly any five words in a row are said twice."""

    def thing() -> str:
        article = dice.choice(("the", "a", "her", "our", "every", "that"))
        return f"{article} {dice.choice(_ADJECTIVES)} {dice.choice(_NOUNS)}"

    def clause() -> str:
        return f"{dice.choice((thing, lambda: person(dice)))()} {dice.choice(_VERBS)} {thing()} near {thing()}"

    text = f"{clause()} {dice.choice(_LINKS)} {clause()}"
    return f"{text[0].upper()}{text[1:]}."


def page(path: str, edition: int, *, pages: int) -> str:
    """The page of a path among so many: one paragraph differs from edition to edition."""
    dice, things = random.Random(path), max(1, round(pages * _THINGS_PER_PAGE))
    paragraphs = [" ".join(prose(dice) for _ in range(dice.randint(2, 4))) for _ in range(6)]
    paragraphs += [f"{prose(dice)} {claim(dice, things=things)}" for _ in range(dice.randint(2, 5))]
    if dice.random() < 0.3:
        paragraphs.append(f"{dice.choice(_VIEWS)} {prose(dice)}")
    if dice.random() < 0.1:  # a few pages repeat a paragraph of another one
        other = random.Random(f"shared {dice.randrange(50)}")
        paragraphs.append(f"{prose(other)} {claim(other, things=things)} {prose(other)}")
    dice.shuffle(paragraphs)
    latest = random.Random(f"{path} {edition}")
    paragraphs.insert(3, f"{claim(latest, things=things)} {prose(latest)}")
    body = "".join(f"<p>{escape(p)}</p>" for p in paragraphs)
    title = f"Notes on the {dice.choice(_ADJECTIVES)} {dice.choice(_NOUNS)} of {lab(dice)}"
    day = f"2026-{dice.randint(1, 9):02}-{dice.randint(1, 28):02}"
    head = f'<title>{title}</title><meta name="author" content="{person(dice)}">'
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
        if not number.isdecimal() or int(number) >= self.count:
            return None
        return page(path, self.editions.get(int(number), 0), pages=self.count)

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
