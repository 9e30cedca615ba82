"""Sitemaps: the pages that a site lists for search engines, for sites without a feed.

A sitemap may list everything that a site ever published: the first night takes the newest pages alone, later nights what
changed since. Only pages below the place's own path count. Method: sitemaps.org.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.errors import SourceChanged, SourceGone, SourceUnavailable
from ingest.dates import read_date
from ingest.sources.base import Case, Cursor, Discovery, Place, SourceKind

if TYPE_CHECKING:
    from ingest.fetching import Page
    from ingest.fetching.fetcher import Fetcher

AT_FIRST = 100  # pages, the newest, on the first night
AT_ONCE = 500  # later: the oldest of what is new; the rest follows at once
MAX_MAPS = 50  # an index may name thousands; the newest count
MAX_UNPACKED = 50 * 2**20  # the limit that sitemaps.org sets
_NS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page, or another sitemap, with the time of its last change as written."""

    url: str
    changed: str


def claims(url: str) -> int:
    """2 for an address in the form of a sitemap."""
    name = urlsplit(url).path.lower().rpartition("/")[2]
    return 2 * (name.startswith("sitemap") and name.endswith((".xml", ".xml.gz")))


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """Pages that a site's sitemap lists and that are new or changed since the cursor, oldest first.

    Raises:
        SourceChanged: no sitemap is found, or it cannot be read.
    """
    from ingest.sources.registry import item_of

    pages, is_whole = _pages(place.url, fetcher)
    since = str(cursor.get("since", ""))
    undated = sorted({p.url for p in pages if not p.changed})
    known = set(cursor.get("undated", ()))
    dated = sorted((p for p in pages if p.changed and p.changed > since), key=lambda p: (p.changed, p.url))
    fresh = [u for u in undated if u not in known]
    if not cursor:
        dated, fresh = dated[-AT_FIRST:], fresh[: max(0, AT_FIRST - len(dated))]
    more = dated[AT_ONCE:]
    dated = dated[:AT_ONCE]
    items = tuple(item_of(url) for url in dict.fromkeys([p.url for p in dated] + fresh))
    last = dated[-1].changed if dated else since
    listed = frozenset(p.url for p in pages) if is_whole else None
    has_more = bool(more) and more[0].changed > last
    return Discovery(items, {"since": last, "undated": undated}, has_more=has_more, listed=listed)


def _pages(url: str, fetcher: Fetcher) -> tuple[list[Listed], bool]:
    """The pages below an address that the site's sitemaps list, and whether these are all that it lists."""
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}"
    usual = [] if claims(url) else [f"{root}/sitemap.xml", f"{root}/sitemap_index.xml"]
    maps = [url] if claims(url) else [*fetcher.sitemaps(url), *usual]
    below = "" if claims(url) else parts.path.rstrip("/") + "/"
    seen: set[str] = set()
    found: list[Listed] = []
    is_whole = True
    while maps and len(seen) < MAX_MAPS:
        address = maps.pop(0)
        if address in seen:
            continue
        seen.add(address)
        try:
            is_index, listed = read_sitemap(fetcher.get(address))
        except SourceUnavailable as error:
            is_whole &= address in usual and isinstance(error, SourceGone)
            continue
        if is_index:
            newest = sorted(listed, key=lambda m: m.changed, reverse=True)
            maps = [m.url for m in newest] + maps
        else:
            found += [p for p in listed if urlsplit(p.url).path.startswith(below)]
            if not claims(url) and not any(m in fetcher.sitemaps(url) for m in maps):
                maps = [m for m in maps if m not in (f"{root}/sitemap.xml", f"{root}/sitemap_index.xml")]
    if not found:
        raise SourceChanged(
            f"{url}: no sitemap lists pages below it", remedy="give the address of its feed or sitemap", location=url
        )
    return found, is_whole and not maps


def read_sitemap(page: Page) -> tuple[bool, list[Listed]]:
    """Whether a sitemap is an index of others, and what it lists.

    Raises:
        SourceChanged: it is no sitemap, or damaged.
    """
    from lxml import etree

    data = page.data
    if data[:2] == b"\x1f\x8b":
        try:
            data = zlib.decompressobj(31).decompress(data, MAX_UNPACKED)
        except zlib.error:
            data = b""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    name = "" if root is None else etree.QName(root).localname
    if root is None or name not in ("urlset", "sitemapindex"):
        raise SourceChanged(f"{page.url}: no sitemap", remedy="give the address of its feed or sitemap", location=page.url)
    return name == "sitemapindex", list(_listed(root))


def _listed(root: Any) -> Iterator[Listed]:
    for entry in root:
        values = {}
        for child in entry:
            if isinstance(child.tag, str):
                values[child.tag.rpartition("}")[2]] = (child.text or "").strip()
        url = values.get("loc", "")
        if url.startswith(("http://", "https://")):
            changed = values.get("lastmod", "")
            yield Listed(url, changed if read_date(changed) else "")


SOURCE = SourceKind(
    name="sitemap",
    title="a sitemap, or a site that has one",
    claims=claims,
    discover=discover,
    example="https://example.org/sitemap.xml",
    cases=(
        Case(
            "https://harbour.example/letters",
            (
                ("https://harbour.example/sitemap.xml", "sitemap/index.xml"),
                ("https://harbour.example/sitemap-letters.xml", "sitemap/letters.xml"),
                ("https://harbour.example/letters/one", "article/essay.html"),
                ("https://harbour.example/letters/two", "article/essay.html"),
            ),
            {"items": ["https://harbour.example/letters/one", "https://harbour.example/letters/two"]},
        ),
        Case(
            "https://harbour.example/sitemap.xml",
            (("https://harbour.example/sitemap.xml", "article/essay.html"),),
            {"items": [], "error": "SourceChanged"},
        ),
    ),
)
