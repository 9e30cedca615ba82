"""Reddit: saved pages (.json or HTML), and its programming interface for those who have keys.

Without keys Reddit answers programs with a refusal (since May 2026), which is said and not worked around. Keys come from the
environment (SYNTOPIC_REDDIT_ID, SYNTOPIC_REDDIT_SECRET) and never stand in a capture. Method: reddit.com/dev/api, OAuth 2
with client credentials.
"""

from __future__ import annotations

import base64
import html
import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.errors import BadInput, Blocked, SourceChanged
from ingest.dates import epoch_date, read_date
from ingest.fetching import Request, capture_of
from ingest.fragments import parse_html
from ingest.posts import Post, author_name, list_of, mapping_of, parsed_posts, text_of
from ingest.source import Fetched, Kind, Source
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind

if TYPE_CHECKING:
    from ingest.blocks import Parsed
    from ingest.fetching.fetcher import Fetcher

SITE = "https://www.reddit.com"
API = "https://oauth.reddit.com"
KEYS = ("SYNTOPIC_REDDIT_ID", "SYNTOPIC_REDDIT_SECRET")
MAX_PAGES = 10  # of a hundred threads; Reddit lists no more than a thousand
_THREAD = re.compile(r"/(?:r/[\w.-]+/)?comments/([a-z0-9]+)")
_PLACE = re.compile(r"^/r/([\w.-]+)/?(?:new/?)?$")
_HOSTS = ("reddit.com", "www.reddit.com", "old.reddit.com", "new.reddit.com", "redd.it", "oauth.reddit.com")


def claims(url: str) -> int:
    """3 for addresses of Reddit."""
    return 3 * (urlsplit(url).hostname in _HOSTS)


def item_of(url: str) -> Item | None:
    """The thread that an address names."""
    parts = urlsplit(url)
    if not claims(url):
        return None
    found = _THREAD.search(parts.path)
    native = found.group(1) if found else parts.path.strip("/") if parts.hostname == "redd.it" else ""
    return Item("reddit", f"t3_{native}", f"{SITE}/comments/{native}/", parse_as="reddit") if native else None


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """The new threads of a subreddit since the cursor (the time of the newest one seen); keys are needed.

    Raises:
        Blocked: no keys, or Reddit refuses them.
        SourceChanged: an answer in an unknown shape.
    """
    single = item_of(place.url)
    if single is not None:
        return Discovery((single,), {})
    found = _PLACE.match(urlsplit(place.url).path)
    if not found:
        raise SourceChanged(
            f"{place.url}: neither a thread nor a subreddit", remedy=f"give {SITE}/r/NAME/", location=place.url
        )
    since = float(cursor.get("since", 0))
    things = _newer(found.group(1), since, place, fetcher)
    items = tuple(
        Item(
            "reddit",
            f"t3_{t['id']}",
            f"{SITE}/comments/{t['id']}/",
            title=html.unescape(text_of(t.get("title"))),
            published=epoch_date(t.get("created_utc")),
            parse_as="reddit",
        )
        for t in things
    )
    return Discovery(items, {"since": max([since, *(_seconds(t) for t in things)])} if things or since else {})


def _newer(subreddit: str, since: float, place: Place, fetcher: Fetcher) -> list[dict[str, Any]]:
    """The threads begun after a time, oldest first; at the first reading those of one page.

    Reddit can give what came before a thread, but nothing once that thread is deleted; times do not go away.
    """
    newer: list[dict[str, Any]] = []
    after = ""
    for _ in range(MAX_PAGES if since else 1):
        page = fetcher.send(_with_key(f"{API}/r/{subreddit}/new?limit=100&raw_json=1{after}", place.url, fetcher))
        data = mapping_of(mapping_of(page.json).get("data"))
        if not isinstance(data.get("children"), list):
            raise SourceChanged(f"{place.url}: no listing", remedy="look for a newer Syntopic", location=place.url)
        listed = [t for t in (mapping_of(mapping_of(c).get("data")) for c in data["children"]) if t.get("id")]
        newer += [t for t in listed if _seconds(t) > since]
        after = f"&after={data.get('after')}"
        if not data.get("after") or any(_seconds(t) <= since for t in listed):
            break
    unique = {str(t["id"]): t for t in newer}
    return sorted(unique.values(), key=lambda t: (_seconds(t), str(t["id"])))


def _seconds(thread: dict[str, Any]) -> float:
    value = thread.get("created_utc")
    return float(value) if isinstance(value, int | float) else 0.0


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """A thread with its comments, through the programming interface."""
    native = item.native_id.removeprefix("t3_")
    page = fetcher.send(_with_key(f"{API}/comments/{native}?limit=500&raw_json=1", item.url, fetcher))
    return Fetched(capture_of(page, source=item.source, native_id=item.native_id, location=item.url), page.data)


def _with_key(url: str, asked: str, fetcher: Fetcher) -> Request:
    """A request with a token got for the user's keys.

    Raises:
        Blocked: there are no keys.
    """
    keys = [os.environ.get(name, "") for name in KEYS]
    if not all(keys):
        raise Blocked(
            f"{asked}: Reddit answers programs only with keys",
            remedy=f"save the thread (add .json to its address) and add the file, or set {' and '.join(KEYS)}",
            location=asked,
            stage="fetch",
        )
    token = fetcher.tokens.get(API)
    if token is None:
        token = fetcher.tokens[API] = _token(keys, asked, fetcher)
    return Request(url, headers=(("authorization", f"Bearer {token}"),), is_api=True)


def _token(keys: list[str], asked: str, fetcher: Fetcher) -> str:
    """A token for the keys, good for the run.

    Raises:
        Blocked: Reddit refuses the keys.
    """
    basic = base64.b64encode(":".join(keys).encode()).decode()
    headers = (("authorization", f"Basic {basic}"), ("content-type", "application/x-www-form-urlencoded"))
    body = b"grant_type=client_credentials"
    asks = Request(f"{SITE}/api/v1/access_token", "POST", headers, body, is_api=True, is_secret=True)
    refused = Blocked(
        f"{asked}: Reddit refuses the keys", remedy=f"check {' and '.join(KEYS)}", location=asked, stage="fetch"
    )
    try:
        token = text_of(mapping_of(fetcher.send(asks).json).get("access_token"))
    except Blocked:
        raise refused from None
    if not token:
        raise refused
    return token


def looks_like_listing(source: Source) -> bool:
    """Whether JSON is a listing, a pair of them, or a thing of one."""
    value = source.json if source.looks_like_json else None
    first = value[0] if isinstance(value, list) and value else value
    return isinstance(first, dict) and isinstance(first.get("kind"), str) and isinstance(first.get("data"), dict)


def parse_listing(source: Source) -> Parsed:
    """A thread, or a list of comments, from JSON."""
    posts = list(_posts(source.json))
    if not posts:
        raise BadInput(f"{source.name}: a Reddit listing without words", remedy="save the page of one thread")
    return parsed_posts(posts)


def _posts(value: Any) -> Iterator[Post]:
    stack: list[Any] = list(reversed(value)) if isinstance(value, list) else [value]
    while stack:
        thing = stack.pop()
        if not isinstance(thing, dict) or not isinstance(thing.get("data"), dict) or not isinstance(thing.get("kind"), str):
            continue
        data = thing["data"]
        if thing["kind"] == "Listing":
            stack += reversed([c for c in list_of(data.get("children")) if isinstance(c, dict)])
            continue
        body = text_of(data.get("body")) or text_of(data.get("selftext"))
        if thing["kind"] in ("t1", "t3") and (body or data.get("title")):
            link = text_of(data.get("permalink"))
            yield Post(
                id=text_of(data.get("name")) or f"{thing['kind']}_{data.get('id')}",
                parent=text_of(data.get("parent_id")),
                author=author_name(data.get("author")),
                published=epoch_date(data.get("created_utc")),
                body=html.unescape(body),
                title=html.unescape(text_of(data.get("title"))),
                url=SITE + link if link.startswith("/") else None,
                is_markdown=True,
                is_comment=thing["kind"] == "t1",
            )
        if isinstance(data.get("replies"), dict):
            stack.append(data["replies"])


_OLD = re.compile(
    r'\bclass="[^"]*\bthing\b[^"]*"[^>]*\bdata-fullname="t[13]_|\bdata-fullname="t[13]_[^>]*\bclass="[^"]*\bthing\b'
)
_NEW = re.compile(r"<shreddit-(?:post|comment)\b")


def looks_like_page(source: Source) -> bool:
    """Whether HTML is a saved page of a thread, of the old look or the new."""
    if "<" not in source.head or source.looks_like_json:
        return False
    text = source.data.decode("utf-8", "replace")
    return bool(_NEW.search(text) or _OLD.search(text))


def parse_page(source: Source) -> Parsed:
    """A thread from a saved page."""
    root = parse_html(source.html)
    posts = [] if root is None else list(_new_look(root)) or list(_old_look(root))
    if not posts:
        raise BadInput(f"{source.name}: a Reddit page without words", remedy="open the thread, wait, and save it again")
    return parsed_posts(posts)


def _new_look(root: Any) -> Iterator[Post]:
    for post in root.iter("shreddit-post"):
        body = post.xpath('.//*[@slot="text-body"]')
        yield Post(
            id=post.get("id") or "t3",
            parent="",
            author=author_name(post.get("author")),
            published=read_date(post.get("created-timestamp") or ""),
            body=_inner(body[0]) if body else "",
            title=post.get("post-title") or "",
            url=_link(post.get("permalink")),
            is_comment=False,
        )
    for comment in root.iter("shreddit-comment"):
        body = comment.xpath('./*[@slot="comment"]')
        times = comment.xpath("./*[not(self::shreddit-comment)]//time/@datetime | ./time/@datetime")
        yield Post(
            id=comment.get("thingid") or "",
            parent=comment.get("parentid") or comment.get("postid") or "",
            author=author_name(comment.get("author")),
            published=read_date(comment.get("created") or (times[0] if times else "")),
            body=_inner(body[0]) if body else "",
            url=_link(comment.get("permalink")),
        )


def _old_look(root: Any) -> Iterator[Post]:
    for thing in root.xpath('//div[@data-fullname and contains(concat(" ", @class, " "), " thing ")]'):
        native = thing.get("data-fullname")
        is_comment = native.startswith("t1_")
        above = [a.get("data-fullname") for a in thing.iterancestors("div") if a.get("data-fullname")]
        entry = next((e for e in thing if "entry" in (e.get("class") or "").split()), thing)
        body = entry.xpath('.//div[contains(concat(" ", @class, " "), " md ")]')
        title = entry.xpath('.//a[contains(concat(" ", @class, " "), " title ")]')
        times = entry.xpath(".//time/@datetime")
        if body or title:
            yield Post(
                id=native,
                parent=above[0] if above else _root_of(root) if is_comment else "",
                author=author_name(thing.get("data-author")),
                published=read_date(times[0]) if times else None,
                body=_inner(body[0]) if body else "",
                title="" if is_comment or not title else "".join(title[0].itertext()),
                url=_link(thing.get("data-permalink")),
                is_comment=is_comment,
            )


def _root_of(root: Any) -> str:
    found = root.xpath('//div[starts-with(@data-fullname, "t3_")]/@data-fullname')
    return str(found[0]) if found else ""


def _inner(element: Any) -> str:
    from lxml import etree

    return (html.escape(element.text or "")) + "".join(etree.tostring(c, encoding="unicode", method="html") for c in element)


def _link(path: str | None) -> str | None:
    return SITE + path if path and path.startswith("/") else path


SOURCE = SourceKind(
    name="reddit",
    title="Reddit",
    claims=claims,
    discover=discover,
    fetch=fetch,
    item_of=item_of,
    captures=(Kind("reddit", looks_like_listing, parse_listing, 1), Kind("reddit_page", looks_like_page, parse_page, 1)),
    example="https://www.reddit.com/r/singularity/",
    cases=(
        Case("https://www.reddit.com/r/tides/comments/q1/slack/", (), {"error": "Blocked"}),
        Case(
            "file:reddit/old.html",
            (),
            {
                "title": "Slack water came early",
                "voices": {
                    "The ebb ran 20 minutes short": "rower",
                    "It was 25 by my watch.": "cox",
                    "by the harbour's table": "rower",
                },
                "parents": {"It was 25 by my watch.": "The ebb ran 20 minutes short"},
            },
        ),
        Case(
            "file:reddit/new.html",
            (),
            {
                "title": "Slack water came early",
                "voices": {
                    "The ebb ran 20 minutes short": "rower",
                    "It was 25 by my watch.": "cox",
                    "Both of you are late.": "bow",
                },
                "parents": {"Both of you are late.": "It was 25 by my watch."},
            },
        ),
    ),
)
