"""Hacker News, through the programming interface that Algolia runs for it: a thread as one tree, and searches by date.

A search gives at most a thousand hits, so time is cut into slices that hold fewer; the cursor is the end of the last slice.
A young thread still grows: it is offered again until it is a week old. Method: hn.algolia.com/api.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from corpus.errors import BadInput, SourceChanged
from ingest.dates import epoch_date, read_date
from ingest.fetching import Request, capture_of
from ingest.posts import Post, author_name, list_of, mapping_of, parsed_posts, text_of
from ingest.source import Fetched, Kind, Source
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind

if TYPE_CHECKING:
    from ingest.blocks import Parsed
    from ingest.fetching.fetcher import Fetcher

API = "https://hn.algolia.com/api/v1"
ITEM = "https://news.ycombinator.com/item?id="
FIRST_DAY_S = 1_160_000_000  # October 2006, when Hacker News began
MAX_HITS = 1000  # the interface gives no more of one search
GROWS_S = 7 * 86_400  # so long a thread is offered again
MIN_SLICE_S = 60


def claims(url: str) -> int:
    """3 for addresses of Hacker News and of its search."""
    return 3 * (urlsplit(url).hostname in ("news.ycombinator.com", "hn.algolia.com"))


def item_of(url: str) -> Item | None:
    """The thread that an address names."""
    if not claims(url):
        return None
    parts = urlsplit(url)
    native = parse_qs(parts.query).get("id", [""])[0] or (re.findall(r"/items/(\d+)", parts.path) or [""])[0]
    return _item(native, title="", published=None) if native.isdecimal() else None


def _item(native: str, *, title: str, published: str | None) -> Item:
    return Item("hackernews", native, ITEM + native, title=title, published=published, parse_as="hackernews")


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """Threads of a search (`?q=` or `?query=` in the address) since the cursor, and young ones that may have grown.

    Raises:
        SourceChanged: the search answers in an unknown shape.
    """
    single = item_of(place.url)
    if single is not None:
        return Discovery((single,), {})
    asked = parse_qs(urlsplit(place.url).query)
    query = (asked.get("q") or asked.get("query") or [""])[0]
    now_s = int(fetcher.now().timestamp())
    begin_s = int(cursor.get("until", (asked.get("since") or [str(FIRST_DAY_S)])[0]))
    end_s = now_s
    while True:
        hits, total = _search(query, begin_s, end_s, fetcher)
        if total <= MAX_HITS or end_s - begin_s <= MIN_SLICE_S:
            break
        end_s = begin_s + max(MIN_SLICE_S, (end_s - begin_s) // max(2, total // MAX_HITS + 1))
    found = {h["objectID"]: h for h in hits if str(h.get("objectID", "")).isdecimal()}
    fresh = sorted(found.values(), key=lambda h: (h.get("created_at_i", 0), h["objectID"]))
    items = [_item(h["objectID"], title=text_of(h.get("title")), published=epoch_date(h.get("created_at_i"))) for h in fresh]
    young = {str(k): int(v) for k, v in mapping_of(cursor.get("young")).items() if int(v) > now_s - GROWS_S}
    again = [_item(native, title="", published=epoch_date(young[native])) for native in sorted(young) if native not in found]
    young |= {h["objectID"]: h["created_at_i"] for h in fresh if h.get("created_at_i", 0) > now_s - GROWS_S}
    return Discovery((*again, *items), {"until": end_s, "young": young}, has_more=end_s < now_s)


def _search(query: str, begin_s: int, end_s: int, fetcher: Fetcher) -> tuple[list[dict[str, Any]], int]:
    """The stories of a search in a slice of time [begin, end), and how many there are in all."""
    asked = {
        "query": query,
        "tags": "story",
        "numericFilters": f"created_at_i>={begin_s},created_at_i<{end_s}",
        "hitsPerPage": MAX_HITS,
    }
    page = fetcher.get(f"{API}/search_by_date?{urlencode(asked)}", is_api=True)
    answer = page.json
    if not isinstance(answer, dict) or not isinstance(answer.get("hits"), list) or "nbHits" not in answer:
        raise SourceChanged(f"{page.url}: no list of hits", remedy="look for a newer Syntopic", location=page.url)
    return [h for h in answer["hits"] if isinstance(h, dict)], int(answer["nbHits"])


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """The whole tree of a thread in one answer."""
    page = fetcher.send(Request(f"{API}/items/{item.native_id}", is_api=True))
    return Fetched(capture_of(page, source=item.source, native_id=item.native_id, location=item.url), page.data)


def looks_like_item(source: Source) -> bool:
    """Whether JSON is an item: a tree of `children` with the time of its making."""
    value = source.json if source.looks_like_json else None
    return isinstance(value, dict) and isinstance(value.get("children"), list) and "created_at" in value


def parse_item(source: Source) -> Parsed:
    """A thread: the story's title and text, each comment under its writer's name."""
    posts = list(_posts(mapping_of(source.json)))
    if not posts:
        raise BadInput(f"{source.name}: a Hacker News item without words", remedy="give the address of its thread")
    return parsed_posts(posts)


def _posts(item: dict[str, Any]) -> Iterator[Post]:
    stack: list[tuple[dict[str, Any], str]] = [(item, "")]
    while stack:
        node, parent = stack.pop()
        native = str(node.get("id") or "")
        text, title = text_of(node.get("text")), text_of(node.get("title"))
        if native and (text or title):
            yield Post(
                id=native,
                parent=parent or str(node.get("parent_id") or ""),
                author=author_name(node.get("author")),
                published=epoch_date(node.get("created_at_i")) or read_date(text_of(node.get("created_at"))),
                body=text,
                title=title,
                url=ITEM + native,
                is_comment=not title,
            )
        children = [c for c in list_of(node.get("children")) if isinstance(c, dict)]
        stack += [(child, native or parent) for child in reversed(children)]


SOURCE = SourceKind(
    name="hackernews",
    title="Hacker News",
    claims=claims,
    discover=discover,
    fetch=fetch,
    item_of=item_of,
    captures=(Kind("hackernews", looks_like_item, parse_item, 1),),
    example="https://hn.algolia.com/?q=recursive+self-improvement",
    cases=(
        Case(
            "https://news.ycombinator.com/item?id=7001",
            (("https://hn.algolia.com/api/v1/items/7001", "hackernews/7001.json"),),
            {
                "title": "The harbour clock gained four minutes",
                "authors": ["keeper"],
                "published": "2026-05-04",
                "voices": {
                    "Ours lost 3 minutes in the same storm.": "pilot",
                    "in the same storm": "pilot",
                    "Then 7 minutes lie between the two.": "tally",
                    "A clock that nobody winds shows the right time twice a day.": "quoted",
                },
                "parents": {"Then 7 minutes lie between the two.": "Ours lost 3 minutes in the same storm."},
            },
        ),
    ),
)
