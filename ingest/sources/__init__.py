"""Kinds of sources, one module each: how to find what is new at a place, and how to fetch it faithfully.

`discover` and `fetch` are what a nightly run calls; `advance` gives the cursor to store. Invariant: a cursor never covers an
item that was neither taken in nor put off. To add a kind: one module here that declares `SOURCE` (or, in another
distribution, an entry point in the group `syntopic.sources`) and its saved captures under `tests/ingest/captures`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TYPE_CHECKING

from corpus.errors import SyntopicError
from ingest.source import Fetched
from ingest.sources.base import (
    Cursor,
    Discovery,
    Item,
    Place,
    SourceKind,
    advance,
    item_from,
    plain_item,
    with_pending,
)

if TYPE_CHECKING:
    from ingest.fetching.fetcher import Fetcher

__all__ = [
    "Cursor",
    "Discovery",
    "Item",
    "Place",
    "SourceKind",
    "advance",
    "discover",
    "fetch",
    "fetch_all",
    "item_from",
    "item_of",
    "kind_of",
    "plain_item",
    "source_kind",
    "source_kinds",
]


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """What a place offers beyond a cursor, behind what earlier nights could not take in.

    Raises:
        SyntopicError: the place does not answer, refuses, or answers in an unknown shape.
    """
    from ingest.sources.registry import source_kind

    try:
        return with_pending(source_kind(place.kind).discover(place, cursor, fetcher), cursor)
    except SyntopicError as error:
        error.source = error.source or place.kind
        error.stage = error.stage or "fetch"
        raise


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """Fetch one item: its capture, byte for byte, with whatever belongs to it.

    Raises:
        SyntopicError: it cannot be had; the error names the item's address.
    """
    from ingest.sources.registry import source_kind

    try:
        return source_kind(item.source).fetch(item, fetcher)
    except SyntopicError as error:
        error.source = error.source or item.source
        error.location = error.location or item.url
        error.stage = error.stage or "fetch"
        raise


def fetch_all(items: Iterable[Item], fetcher: Fetcher) -> Generator[tuple[Item, Fetched | SyntopicError], None, None]:
    """Fetch many items, hosts side by side, each host in order; yields each as it ends."""
    return fetcher.map(lambda item: fetch(item, fetcher), items, host=lambda item: item.url)


def source_kinds() -> tuple[SourceKind, ...]:
    """Every kind of source, sorted by name."""
    from ingest.sources.registry import source_kinds as kinds

    return kinds()


def source_kind(name: str) -> SourceKind:
    """The kind with this name; raises BadInput where there is none."""
    from ingest.sources.registry import source_kind as kind

    return kind(name)


def kind_of(url: str) -> SourceKind:
    """The kind that an address belongs to, from the address alone."""
    from ingest.sources.registry import kind_of as of

    return of(url)


def item_of(url: str) -> Item:
    """The single thing behind an address."""
    from ingest.sources.registry import item_of as of

    return of(url)
