"""Bluesky: a thread with its answers, and what an account posts, through the public interface that needs no login.

What one writer posts in answer to himself is one text, told in order; a post shown inside another keeps its own writer.
Method: the lexicons app.bsky.feed.getPostThread, getAuthorFeed and com.atproto.identity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from corpus.errors import BadInput, SourceChanged
from ingest.bluesky_page import looks_like_page, parse_page
from ingest.dates import read_date
from ingest.fetching import Request, capture_of
from ingest.posts import Post, Quote, author_name, list_of, mapping_of, parsed_posts, rejoined, text_of
from ingest.source import Fetched, Kind, Source
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind

if TYPE_CHECKING:
    from ingest.blocks import Parsed
    from ingest.fetching.fetcher import Fetcher

API = "https://public.api.bsky.app/xrpc"
SITE = "https://bsky.app"
_POST = re.compile(r"^/profile/([\w.:%-]+)/post/([a-z0-9]+)", re.I)
_PROFILE = re.compile(r"^/profile/([\w.:%-]+)/?$", re.I)


def claims(url: str) -> int:
    """3 for addresses of the web application."""
    return 3 * (urlsplit(url).hostname in ("bsky.app", "www.bsky.app"))


def item_of(url: str) -> Item | None:
    """The thread that an address names."""
    found = _POST.match(urlsplit(url).path) if claims(url) else None
    return _item(found.group(1), found.group(2)) if found else None


def _item(actor: str, key: str, *, native: str = "", title: str = "", published: str | None = None) -> Item:
    uri = native or f"at://{actor}/app.bsky.feed.post/{key}"
    url = f"{SITE}/profile/{actor}/post/{key}"
    return Item("bluesky", f"{actor}/{key}", url, title, published, parse_as="bluesky", extra={"uri": uri})


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """The threads that an account began since the cursor (the time of the newest), oldest first.

    Raises:
        SourceChanged: not an account, or an answer in an unknown shape.
    """
    single = item_of(place.url)
    if single is not None:
        return Discovery((single,), {})
    found = _PROFILE.match(urlsplit(place.url).path)
    if not found:
        raise SourceChanged(f"{place.url}: neither a post nor an account", remedy=f"give {SITE}/profile/NAME")
    actor, after = found.group(1), str(cursor.get("after", ""))
    page = fetcher.get(
        f"{API}/app.bsky.feed.getAuthorFeed?actor={quote(actor)}&limit=100&filter=posts_no_replies", is_api=True
    )
    feed = mapping_of(page.json).get("feed")
    if not isinstance(feed, list):
        raise SourceChanged(f"{page.url}: no feed", remedy="look for a newer Syntopic", location=page.url)
    fresh: list[tuple[str, Item]] = []
    for entry in feed:
        post, record = (
            mapping_of(mapping_of(entry).get("post")),
            mapping_of(mapping_of(mapping_of(entry).get("post")).get("record")),
        )
        made, uri = text_of(record.get("createdAt")), text_of(post.get("uri"))
        if not uri or made <= after or "reason" in mapping_of(entry) or record.get("reply"):
            continue
        title = text_of(record.get("text"))[:80]
        fresh.append((made, _item(actor, uri.rpartition("/")[2], native=uri, title=title, published=read_date(made))))
    fresh.sort(key=lambda f: (f[0], f[1].native_id))
    return Discovery(tuple(i for _, i in fresh), {"after": fresh[-1][0]} if fresh else dict(cursor))


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """The thread: what the post answers, the post, its answers."""
    uri = quote(str(item.extra["uri"]), safe="")
    page = fetcher.send(Request(f"{API}/app.bsky.feed.getPostThread?uri={uri}&depth=100&parentHeight=100", is_api=True))
    return Fetched(capture_of(page, source=item.source, native_id=item.native_id, location=item.url), page.data)


def looks_like_thread(source: Source) -> bool:
    """Whether JSON is the view of a thread."""
    value = source.json if source.looks_like_json else None
    return isinstance(value, dict) and "post" in mapping_of(value.get("thread"))


def parse_thread(source: Source) -> Parsed:
    """A thread, the writer's own answers to himself as one text."""
    thread = mapping_of(mapping_of(source.json).get("thread"))
    posts = list(_posts(thread))
    if not posts:
        raise BadInput(f"{source.name}: a thread without words", remedy="give the address of a post")
    return parsed_posts(rejoined(posts), title=posts[0].body.split("\n")[0][:120])


def _posts(thread: dict[str, Any]) -> Iterator[Post]:
    above: list[dict[str, Any]] = []
    at = mapping_of(thread.get("parent"))
    while at and len(above) < 500:
        above.append(at)
        at = mapping_of(at.get("parent"))
    before = ""
    for node in reversed(above):
        post = _post(node, before)
        if post:
            yield post
            before = post.id
    stack: list[tuple[dict[str, Any], str]] = [(thread, before)]
    while stack:
        node, parent = stack.pop()
        post = _post(node, parent)
        if post:
            yield post
        replies = [r for r in list_of(node.get("replies")) if isinstance(r, dict)]
        stack += [(r, post.id if post else parent) for r in reversed(replies)]


def _post(node: dict[str, Any], parent: str) -> Post | None:
    view = mapping_of(node.get("post"))
    record = mapping_of(view.get("record"))
    text, uri = text_of(record.get("text")), text_of(view.get("uri"))
    quotes = tuple(_quotes(mapping_of(view.get("embed"))))
    if not uri or not (text or quotes):
        return None
    author = mapping_of(view.get("author"))
    handle = text_of(author.get("handle"))
    return Post(
        id=uri,
        parent=parent or text_of(mapping_of(mapping_of(record.get("reply")).get("parent")).get("uri")),
        author=author_name(author.get("displayName") or handle),
        published=read_date(text_of(record.get("createdAt"))),
        body=text,
        url=f"{SITE}/profile/{handle}/post/{uri.rpartition('/')[2]}" if handle else None,
        is_plain=True,
        quotes=quotes,
    )


def _quotes(embed: dict[str, Any]) -> Iterator[Quote]:
    record = mapping_of(embed.get("record"))
    record = mapping_of(record.get("record")) or record  # a record with pictures beside it lies one step deeper
    text = text_of(mapping_of(record.get("value")).get("text"))
    author = mapping_of(record.get("author"))
    if text:
        yield Quote(text, author_name(author.get("displayName") or author.get("handle")))


SOURCE = SourceKind(
    name="bluesky",
    title="Bluesky",
    claims=claims,
    discover=discover,
    fetch=fetch,
    item_of=item_of,
    captures=(Kind("bluesky", looks_like_thread, parse_thread, 1), Kind("bluesky_page", looks_like_page, parse_page, 1)),
    example="https://bsky.app/profile/NAME",
    cases=(
        Case(
            "https://bsky.app/profile/quay.example/post/3kaaa",
            (
                (
                    "https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread"
                    "?uri=at%3A%2F%2Fquay.example%2Fapp.bsky.feed.post%2F3kaaa&depth=100&parentHeight=100",
                    "bluesky/thread.json",
                ),
            ),
            {
                "published": "2026-05-04",
                "authors": ["Ida Quay"],
                "voices": {
                    "The quay is 80 metres long.": "Ida Quay",
                    "Half of it floats.": "Ida Quay",
                    "I measured 78.": "bo.example",
                    "No quay in this bay is longer than a ship.": "Otto Pier",
                },
                "roles": {"Half of it floats.": "body", "I measured 78.": "comment", "No quay in this bay": "quote"},
                "parents": {"I measured 78.": "The quay is 80 metres long."},
            },
        ),
        Case(
            "https://bsky.app/profile/quay.example",
            (
                (
                    "https://public.api.bsky.app/xrpc/app.bsky.feed.getAuthorFeed"
                    "?actor=quay.example&limit=100&filter=posts_no_replies",
                    "bluesky/feed.json",
                ),
                (
                    "https://public.api.bsky.app/xrpc/app.bsky.feed.getPostThread"
                    "?uri=at%3A%2F%2Fdid%3Aplc%3Aquay%2Fapp.bsky.feed.post%2F3kaaa&depth=100&parentHeight=100",
                    "bluesky/thread.json",
                ),
            ),
            {"items": ["quay.example/3kaaa"]},
        ),
        Case(
            "file:bluesky/saved.html",
            (),
            {
                "kind": "bluesky_page",
                "published": "2026-05-04",
                "authors": ["Ida Quay"],
                "voices": {
                    "It was 60 in spring.": "Ida Quay",
                    "Half of it floats.": "Ida Quay",
                    "I measured 78.": "bo.example",
                    "No quay in this bay is longer than a ship.": "Otto Pier",
                    "Your tape is short": "Ida Quay",
                },
                "roles": {
                    "Half of it floats.": "body",
                    "I measured 78.": "comment",
                    "No quay in this bay": "quote",
                    "Your tape is short": "comment",
                },
                "parents": {"I measured 78.": "The quay is 80 metres long."},
            },
        ),
    ),
)
