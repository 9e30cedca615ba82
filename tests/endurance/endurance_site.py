"""A site on loopback for long campaigns: generated pages, a feed that lists them, edits, removals and faults.

Everything follows from a seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from xml.sax.saxutils import escape

import loopback

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


class Site(loopback.Site):
    """Pages by path; `written` holds the paragraphs of the generated ones, `listed` what the feed names, with a version."""

    def __init__(self) -> None:
        super().__init__()
        self.pages: dict[str, tuple[str, bytes]] = {}
        self.written: dict[str, list[str]] = {}
        self.listed: dict[str, int] = {}

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
    with loopback.serving(Site()) as site:
        yield site
