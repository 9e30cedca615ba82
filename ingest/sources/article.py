"""An ordinary page: an essay, a news story, a post. It is its own only item; what it says is read by `ingest.pages`."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind
from ingest.weburl import without_tracking

if TYPE_CHECKING:
    from ingest.fetching.fetcher import Fetcher


def claims(url: str) -> int:
    """1 for whatever a browser could open."""
    return int(url.lower().startswith(("http://", "https://")))


def item_of(url: str) -> Item:
    """The page behind an address."""
    plain = without_tracking(url)
    return Item(source="article", native_id=urlsplit(plain)._replace(fragment="").geturl(), url=plain)


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """The page itself, every time: whether it changed is told by a conditional request."""
    return Discovery((item_of(place.url),), {})


SOURCE = SourceKind(
    name="article",
    title="a page",
    claims=claims,
    discover=discover,
    item_of=item_of,
    example="https://example.org/essay",
    cases=(
        Case(
            "https://harbour.example/essay",
            (("https://harbour.example/essay", "article/essay.html"),),
            {
                "title": "What the tide gauge knows",
                "authors": ["Ida Quay"],
                "published": "2026-05-04",
                "language": "en",
                "url": "https://harbour.example/what-the-gauge-knows",
                "voices": {
                    "The gauge read 5.2 metres at noon.": "Ida Quay",
                    "We never saw the water stand so high in all our years on the mole.": "Otto Pier",
                },
                "roles": {"We never saw the water": "quote"},
            },
        ),
    ),
)
