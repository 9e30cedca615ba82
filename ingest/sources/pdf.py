"""A PDF behind an address. What it says is read by `ingest.pdf`; a page that turns out to be a PDF is read so too."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind

if TYPE_CHECKING:
    from ingest.fetching.fetcher import Fetcher


def claims(url: str) -> int:
    """2 for an address that ends as a PDF's does."""
    return 2 * urlsplit(url).path.lower().endswith(".pdf")


def item_of(url: str) -> Item | None:
    """The PDF behind an address."""
    return Item("pdf", urlsplit(url)._replace(fragment="").geturl(), url) if claims(url) else None


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """The PDF itself, every time: whether it changed is told by a conditional request."""
    return Discovery((Item("pdf", urlsplit(place.url)._replace(fragment="").geturl(), place.url),), {})


SOURCE = SourceKind(
    name="pdf",
    title="a PDF",
    claims=claims,
    discover=discover,
    item_of=item_of,
    example="https://example.org/report.pdf",
    cases=(
        Case(
            "https://harbour.example/gull.pdf#page=2",
            (("https://harbour.example/gull.pdf", "pdf/columns.pdf"),),
            {"kind": "pdf", "title": "The weight of a gull", "roles": {"A gull was weighed": "body"}},
        ),
        Case(
            "https://harbour.example/scan.pdf",
            (("https://harbour.example/scan.pdf", "pdf/scan.pdf"),),
            {"error": "BadInput"},
        ),
    ),
)
