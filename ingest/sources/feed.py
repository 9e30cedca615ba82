"""Feeds (RSS, Atom, JSON Feed), given by their own address or found from a site's.

What a feed lists is fetched where it lies, by the kind that its address belongs to. The cursor holds what the feed listed
last with the time of each entry's last change, so an entry that was edited is offered again. feedparser reads RSS and Atom.
"""

from __future__ import annotations

import json
from calendar import timegm
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from corpus.errors import BadInput, Blocked, SourceChanged, SourceUnavailable, SyntopicError
from ingest.dates import read_date
from ingest.decode import html_as_utf8
from ingest.posts import list_of, mapping_of, text_of
from ingest.sources import podcast
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind
from ingest.weburl import without_tracking

if TYPE_CHECKING:
    from ingest.fetching import Page
    from ingest.fetching.fetcher import Fetcher

_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"})
_USUAL = ("/feed", "/feed.xml", "/rss.xml", "/atom.xml", "/index.xml", "/rss", "/feed.json")
_ENDINGS = (".rss", ".atom", "/feed", "/feed/", "/rss", "/rss/", "feed.xml", "rss.xml", "atom.xml", "feed.json", "index.xml")
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/html;q=0.5, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed: `key` names it in the feed, `changed` is when it last changed, as the feed writes it."""

    key: str
    link: str
    title: str
    published: str | None
    changed: str


def claims(url: str) -> int:
    """2 for an address in the form of a feed."""
    return 2 * urlsplit(url).path.lower().endswith(_ENDINGS)


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """Entries that are new or changed since the cursor, oldest first; a site without a feed is read by its sitemap.

    Raises:
        SourceChanged: neither a feed nor a page that leads to one.
    """
    address = str(cursor.get("address") or place.url)
    page = fetcher.get(address, accept=_ACCEPT)
    entries = read_feed(page)
    if entries is None:
        found = find_feed(page, fetcher)
        if found is None:
            return _by_sitemap(place, cursor, fetcher)
        address, entries = found
    seen = mapping_of(cursor.get("seen"))
    fresh = [e for e in entries if seen.get(e.key) != e.changed]
    episodes = podcast.episodes_by_key(page) if page.url == address else {}
    items = [episodes.get(e.key) or _listed(e) for e in fresh if e.link.startswith(("http://", "https://"))]
    unique = {(i.source, i.native_id): i for i in items}
    now_seen = {e.key: e.changed for e in entries}
    moved = {"address": address} if address != place.url else {}
    return Discovery(tuple(unique.values()), {"seen": now_seen, **moved})


def _listed(entry: Entry) -> Item:
    return replace(_item(entry), title=entry.title, published=entry.published)


def _item(entry: Entry) -> Item:
    from ingest.sources.registry import item_of

    return item_of(without_tracking(entry.link))


def read_feed(page: Page) -> list[Entry] | None:
    """The entries of a feed, oldest first, or None where a page is no feed.

    Raises:
        SourceChanged: a feed that breaks off or is damaged before its first entry.
    """
    head = page.data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{") and b"jsonfeed.org" in page.data[:4096]:
        return _in_order(_of_json(page))
    if (
        not (head.startswith(b"<?xml") or b"<rss" in head or b"<feed" in head or b"<rdf:RDF" in head)
        or b"<html" in head.lower()
    ):
        return None
    if b"<urlset" in head or b"<sitemapindex" in head:
        return None
    import feedparser

    headers = {k: v for k, v in page.headers if k in ("content-type", "content-location")}
    parsed = feedparser.parse(page.data, response_headers={**headers, "content-location": page.final_url})
    if not parsed.entries and parsed.bozo:
        raise SourceChanged(
            f"{page.url}: a damaged feed ({type(parsed.bozo_exception).__name__})",
            remedy="open it in a browser; if it is whole there, try again later",
            location=page.url,
        )
    return _in_order(_of_xml(parsed.entries))


def _of_xml(entries: list[dict[str, Any]]) -> Iterator[Entry]:
    for entry in entries:
        link = text_of(entry.get("link"))
        published = _day(entry.get("published_parsed")) or read_date(text_of(entry.get("published")))
        updated = text_of(dict.get(entry, "updated"))  # its own `get` would answer with `published`, and a warning
        changed = updated or text_of(entry.get("published"))
        key = text_of(entry.get("id")) or link
        if key:
            yield Entry(
                key, link, text_of(entry.get("title")), published or _day(dict.get(entry, "updated_parsed")), changed
            )


def _of_json(page: Page) -> Iterator[Entry]:
    try:
        value = mapping_of(json.loads(page.data))
    except (ValueError, RecursionError):
        raise SourceChanged(f"{page.url}: a damaged JSON feed", remedy="try again later", location=page.url) from None
    for entry in map(mapping_of, list_of(value.get("items"))):
        link = text_of(entry.get("url")) or text_of(entry.get("external_url"))
        key = str(entry.get("id") or link)
        day, changed = text_of(entry.get("date_published")), text_of(entry.get("date_modified"))
        if key:
            yield Entry(key, link, text_of(entry.get("title")), read_date(day), changed or day)


def _day(parsed: Any) -> str | None:
    return datetime.fromtimestamp(timegm(parsed), tz=UTC).date().isoformat() if parsed else None


def _in_order(entries: Iterator[Entry]) -> list[Entry]:
    """Oldest first; a feed lists the newest first, which settles what its dates leave open."""
    listed = list({e.key: e for e in entries}.values())
    listed.reverse()
    return sorted(listed, key=lambda e: e.published or "")


def find_feed(page: Page, fetcher: Fetcher) -> tuple[str, list[Entry]] | None:
    """The feed that a site's page names, or one at a usual place: its address and entries."""
    named = list(_named(page))
    root = urlsplit(page.final_url)
    usual = [f"{root.scheme}://{root.netloc}{path}" for path in _USUAL]
    for address in dict.fromkeys([*named, *usual]):
        try:
            entries = read_feed(fetcher.get(address, accept=_ACCEPT))
        except (SourceUnavailable, SourceChanged, BadInput):
            continue
        except Blocked as error:
            if "robots.txt" in error.message:
                continue
            raise
        if entries is not None:
            return address, entries
    return None


def _named(page: Page) -> Iterator[str]:
    from ingest.fragments import parse_html

    root = parse_html(html_as_utf8(page.data))
    for link in () if root is None else root.iter("link"):
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _TYPES and link.get("href"):
            address = urljoin(page.final_url, link.get("href"))
            if "comments" not in address.lower():
                yield address


def _by_sitemap(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    from ingest.sources import sitemap

    try:
        return sitemap.discover(place, cursor, fetcher)
    except SyntopicError as error:
        if isinstance(error, Blocked):
            raise
        raise SourceChanged(
            f"{place.url}: neither a feed nor a sitemap is found from it",
            remedy="give the address of its feed, or add single pages with syntopic add",
            location=place.url,
        ) from None


SOURCE = SourceKind(
    name="feed",
    title="a feed (RSS, Atom, JSON Feed), or a site that has one",
    claims=claims,
    discover=discover,
    example="https://example.org/feed.xml",
    cases=(
        Case(
            "https://harbour.example/feed.xml",
            (
                ("https://harbour.example/feed.xml", "feed/rss.xml"),
                ("https://harbour.example/essay", "article/essay.html"),
                ("https://hn.algolia.com/api/v1/items/7001", "hackernews/7001.json"),
            ),
            {
                "items": ["https://harbour.example/essay", "7001"],
                "title": "What the tide gauge knows",
            },
        ),
        Case(
            "https://mole.example/",
            (
                ("https://mole.example/", "feed/front.html"),
                ("https://mole.example/letters.atom", "feed/atom.xml"),
                ("https://mole.example/two", "article/essay.html"),
                ("https://mole.example/one", "article/essay.html"),
            ),
            {"items": ["https://mole.example/one", "https://mole.example/two"]},
        ),
        Case(
            "https://cast.example/feed.xml",
            (
                ("https://cast.example/feed.xml", "podcast/feed.xml"),
                ("https://cast.example/0", "article/essay.html"),
                ("https://cast.example/1.html", "podcast/episode.html"),
                ("https://cast.example/2.json", "podcast/episode.json"),
            ),
            {"items": ["https://cast.example/0", "cast-1", "cast-2"]},
        ),
        Case(
            "https://pier.example/feed.json",
            (("https://pier.example/feed.json", "feed/feed.json"), ("https://pier.example/lamp", "article/essay.html")),
            {"items": ["https://pier.example/lamp"]},
        ),
        Case(
            "https://bare.example/",
            (("https://bare.example/", "article/essay.html"),),
            {"items": [], "error": "SourceChanged"},
        ),
    ),
)
