"""When a page was published, with the precision that it gives: metadata first, then a line about it, then its address.

A guess of a day from a month is no date. Invariant: what comes back stands in the page or its address, to that precision.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.text import squash
from ingest.dates import is_date_line, read_date

# Names of metadata for the day of publication, in the order of how well they keep to it.
_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "citation_publication_date",
    "citation_date", "citation_online_date", "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created",
    "dc.date", "dcterms.date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "publish-date", "publish_date",
    "publication_date", "published_at", "release_date", "article.published", "date_published", "pub_date", "date",
)  # fmt: skip
_IN_URL = re.compile(r"/((?:19|20)\d\d)/(0[1-9]|1[0-2])(?:/(0[1-9]|[12]\d|3[01]))?(?=/|-|$)")
_NAMED_IN_URL = re.compile(r"/((?:19|20)\d\d)/([a-z]{3,9})/(\d{1,2})(?=/|$)", re.I)
_SLASHED = re.compile(r"^\s*((?:19|20)\d\d)[/.](\d\d)[/.](\d\d)")
_NEAR_TOP = 40  # lines of text looked at for one about the date
_MAX_LD_CHARS = 400_000


def published_date(tree: Any, url: str | None) -> str | None:
    """The ISO date of publication ("2026", "2026-06" or "2026-06-04"), or None."""
    address = _address(url)
    by_day = address if address and len(address) == 10 else None
    return _meta(tree) or _linked(tree) or _time(tree) or by_day or _line(tree) or address


def _iso(value: str) -> str | None:
    """A date in metadata; "2026/06/04" is the custom there, years first."""
    slashed = _SLASHED.match(value)
    return read_date("-".join(slashed.groups())) if slashed else read_date(value)


def _meta(tree: Any) -> str | None:
    given: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        value = meta.get("content") or meta.get("datetime") or ""
        if name and value:
            given.setdefault(name, value)
    return next((d for d in (_iso(given[name]) for name in _META if name in given) if d), None)


def _linked(tree: Any) -> str | None:
    """`datePublished` of JSON-LD."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or not script.text or len(script.text) > _MAX_LD_CHARS:
            continue
        try:
            value = json.loads(script.text)
        except (ValueError, RecursionError):
            found = re.search(r'"datePublished"\s*:\s*"([^"]{4,40})"', script.text)
            if found and _iso(found.group(1)):
                return _iso(found.group(1))
            continue
        for node in linked_nodes(value):
            day = _iso(str(node.get("datePublished") or ""))
            if day:
                return day
    return None


def linked_nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a JSON-LD value."""
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            yield node
            stack += reversed(list(node.values()))
        elif isinstance(node, list):
            stack += reversed(node)


def _time(tree: Any) -> str | None:
    times = list(tree.iter("time"))
    marked = [t for t in times if t.get("pubdate") is not None or "publi" in f"{t.get('itemprop')} {t.get('class')}".lower()]
    inside = [t for t in times if next(t.iterancestors("article", "main", "header"), None) is not None]
    for time in (*marked, *inside[:1], *(times[:1] if len(times) == 1 else ())):
        day = _iso(time.get("datetime") or "") or read_date(squash("".join(time.itertext()))[:60])
        if day:
            return day
    return None


def _line(tree: Any) -> str | None:
    """A line near the top of the text that is about a date."""
    body = tree.find(".//body")
    seen = 0
    for element in (body if body is not None else tree).iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style", "noscript", "a", "option"):
            continue
        for text in (element.text, *(c.tail for c in element)):
            line = squash(text or "")
            if not line:
                continue
            seen += 1
            if seen > _NEAR_TOP:
                return None
            day = read_date(line) if is_date_line(line) else None
            if day and len(day) > 4:
                return day
    return None


def _address(url: str | None) -> str | None:
    found = _IN_URL.search(url or "")
    if found:
        return read_date("-".join(p for p in found.groups() if p))
    named = _NAMED_IN_URL.search(url or "")
    return read_date(f"{named.group(3)} {named.group(2)} {named.group(1)}") if named else None
