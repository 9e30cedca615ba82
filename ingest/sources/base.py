"""What a kind of source is: how it is told from an address, how it is looked through, how one of its items is fetched.

Invariants: `discover` yields items together with the cursor that covers exactly them, and changes nothing; an item's native
id is the one that the source itself has for it, so that it is the same document tomorrow. One module per kind declares a
`SourceKind` with its cases beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from corpus.errors import SyntopicError
from ingest.fetching import Request, capture_of
from ingest.source import Fetched, Kind

if TYPE_CHECKING:
    from ingest.fetching.fetcher import Fetcher

Cursor = Mapping[str, Any]  # JSON values; what a kind leaves itself to go on from. {} is the beginning.

MAX_TRIES = 5  # an item that failed on so many nights is given up; its failures stay in the ledger
_PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Place:
    """A source as somebody lists it: an address, the kind it is of, and settings that only its kind reads."""

    kind: str
    url: str
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a source offers.

    Attributes:
        source: the name of the kind that fetches it; the `source` of its capture and document.
        native_id: the name that the source itself has for it, without a fragment or anything that changes.
        url: the address that a person would open.
        title: as the source lists it; may be empty.
        published: ISO date of the precision given, or None.
        parse_as: the format to parse it as; None to recognise it from the content.
        extra: what its kind needs to fetch it (JSON values).
        tries: on how many nights it failed before.
    """

    source: str
    native_id: str
    url: str
    title: str = ""
    published: str | None = None
    parse_as: str | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 0


@dataclass(frozen=True, slots=True)
class Discovery:
    """Items, oldest first, and the cursor that covers them and everything before them.

    `has_more` says that another `discover` from that cursor will find more at once. `listed` are the addresses of all that
    the place has, where it lists all of it (a sitemap does, a feed does not); None where it does not.
    """

    items: tuple[Item, ...]
    cursor: Cursor
    has_more: bool = False
    listed: frozenset[str] | None = None


def item_from(plain: Mapping[str, Any]) -> Item:
    """The item that `plain_item` made these values of."""
    return Item(**{name: plain[name] for name in Item.__slots__ if name in plain})


def plain_item(item: Item) -> dict[str, Any]:
    """An item as JSON values."""
    return {name: getattr(item, name) for name in Item.__slots__} | {"extra": dict(item.extra)}


@dataclass(frozen=True, slots=True)
class Case:
    """One example of a kind, which its tests run: an address and the captures that answer it.

    Attributes:
        url: of the source or item.
        captures: (address, file under tests/ingest/captures) pairs that the test server answers with.
        expect: what must come out (`items`, `title`, `authors`, `voices`, `error`, …), checked key by key.
    """

    url: str
    captures: tuple[tuple[str, str], ...] = ()
    expect: Mapping[str, Any] = field(default_factory=dict)


def fetch_page(item: Item, fetcher: Fetcher) -> Fetched:
    """Fetch an item that lies behind one address."""
    page = fetcher.send(Request(str(item.extra.get("address") or item.url)))
    return Fetched(capture_of(page, source=item.source, native_id=item.native_id, location=item.url), page.data)


@dataclass(frozen=True, slots=True)
class SourceKind:
    """One kind of source.

    Attributes:
        name: as `--kind` and topic packs write it, and as captures carry it.
        title: as a person calls it.
        claims: how sure it is, from the address alone, that it is the one to read it: 0 not at all, 1 as anything else
            could (an ordinary page), 2 by the form of the address, 3 by its host.
        discover: looks a place through from a cursor; it may fetch, and it changes nothing. Raises `SyntopicError`s alone.
        fetch: gets one item. Raises `SyntopicError`s alone.
        item_of: the item behind an address that names a single thing (a post, a video) of this kind, or None.
        captures: the formats that are this kind's own.
        cases: examples that the tests run.
        example: an address of such a source, for messages and documentation.
    """

    name: str
    title: str
    claims: Callable[[str], int]
    discover: Callable[[Place, Cursor, Fetcher], Discovery]
    fetch: Callable[[Item, Fetcher], Fetched] = fetch_page
    item_of: Callable[[str], Item | None] = lambda _url: None
    captures: tuple[Kind, ...] = ()
    cases: tuple[Case, ...] = ()
    example: str = ""

    @property
    def is_one_page(self) -> bool:
        """Whether an item of it is one address, so that to ask for it again costs one conditional request."""
        return self.fetch is fetch_page


def with_pending(found: Discovery, cursor: Cursor) -> Discovery:
    """What was found, behind what an earlier night could not take in."""
    held = [item_from(entry) for entry in cursor.get(_PENDING, ())]
    known = {(i.source, i.native_id) for i in held}
    fresh = [i for i in found.items if (i.source, i.native_id) not in known]
    return replace(found, items=(*held, *fresh))


def advance(found: Discovery, taken: Collection[str], failed: Mapping[str, SyntopicError] | None = None) -> dict[str, Any]:
    """The cursor to store once a discovery was worked through.

    Args:
        taken: the native ids that were taken in, or were found to be unchanged.
        failed: what became of others; they are offered again by the next discovery, up to `MAX_TRIES` nights. An item in
            neither is offered again without counting as a try, so a run that is cut short loses nothing.
    """
    failed = failed or {}
    pending = [replace(i, tries=i.tries + (i.native_id in failed)) for i in found.items if i.native_id not in taken]
    plain = {k: v for k, v in found.cursor.items() if k != _PENDING}
    kept = [plain_item(i) for i in pending if i.tries < MAX_TRIES]
    return {**plain, **({_PENDING: kept} if kept else {})}
