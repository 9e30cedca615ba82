"""X: saved pages and saved text only. X answers programs with a login, which is said and not worked around.

A saved page holds posts as its own markup (or as the page of a thread reader); a writer's own posts in a row are one text,
answers keep their writers, and a post shown inside another is a quotation. Text is read by `ingest.threads`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.errors import BadInput, Blocked
from corpus.names import AUTHOR
from corpus.text import squash
from ingest.dates import read_date
from ingest.fragments import parse_html
from ingest.posts import Post, Quote, author_name, in_answer, parsed_posts, rejoined
from ingest.saved_pages import lines_of
from ingest.source import Fetched, Kind, Source
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind

if TYPE_CHECKING:
    from ingest.blocks import Parsed
    from ingest.fetching.fetcher import Fetcher

_HOSTS = ("x.com", "www.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com", "mobile.x.com")
_STATUS = re.compile(r"/([A-Za-z0-9_]{1,20})/status(?:es)?/(\d+)")


def claims(url: str) -> int:
    """3 for addresses of X."""
    return 3 * (urlsplit(url).hostname in _HOSTS)


def item_of(url: str) -> Item | None:
    """The post that an address names, or the account."""
    if not claims(url):
        return None
    found = _STATUS.search(urlsplit(url).path)
    return Item("x", found.group(2) if found else urlsplit(url).path.strip("/"), url, parse_as="x")


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """Nothing: raises Blocked always."""
    raise _blocked(place.url)


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """Nothing: raises Blocked always."""
    raise _blocked(item.url)


def _blocked(url: str) -> Blocked:
    return Blocked(
        f"{url}: X shows posts only behind a login",
        remedy="save the page in a browser, or its text, and add the file",
        location=url,
        stage="fetch",
    )


def looks_like_page(source: Source) -> bool:
    """Whether HTML is a saved page of X or of a thread reader."""
    if "<" not in source.head or source.looks_like_json:
        return False
    return any(mark in source.data for mark in (b'data-testid="tweetText"', b'class="content-tweet'))


def parse_page(source: Source) -> Parsed:
    """The thread of a saved page."""
    root = parse_html(source.html)
    posts = [] if root is None else list(_tweets(root)) or list(_reader(root))
    if not posts:
        raise BadInput(f"{source.name}: a page of X without posts", remedy="open the thread, wait, and save it again")
    return parsed_posts(rejoined(in_answer(posts, opened=0)), title=posts[0].body.split("\n")[0][:120])


def _tweets(root: Any) -> Iterator[Post]:
    for n, article in enumerate(root.xpath('//article[@data-testid="tweet"]')):
        texts = article.xpath('.//*[@data-testid="tweetText"]')
        names = article.xpath('.//*[@data-testid="User-Name"]')
        links = [h for h in article.xpath(".//a[time]/@href | .//a[contains(@href, '/status/')]/@href") if _STATUS.search(h)]
        times = article.xpath(".//time/@datetime")
        if not texts:
            continue
        found = _STATUS.search(links[0]) if links else None
        quotes = tuple(Quote(lines_of(t), _name(names[i]) if i < len(names) else AUTHOR) for i, t in enumerate(texts) if i)
        yield Post(
            id=found.group(2) if found else f"post {n}",
            parent="",
            author=_name(names[0]) if names else AUTHOR,
            published=read_date(times[0]) if times else None,
            body=lines_of(texts[0]),
            url=f"https://x.com/{found.group(1)}/status/{found.group(2)}" if found else None,
            is_plain=True,
            quotes=quotes,
        )


def _reader(root: Any) -> Iterator[Post]:
    """The page of a thread reader: one writer's posts, one block each."""
    names = root.xpath('//*[@data-screenname]/@data-screenname | //meta[@name="author"]/@content')
    times = root.xpath("//*[@data-time]/@data-time | //time/@datetime")
    published = None
    if times:
        published = read_date(times[0])
    for n, block in enumerate(root.xpath('//*[contains(concat(" ", @class, " "), " content-tweet ")]')):
        words = lines_of(block)
        if words:
            yield Post(f"post {n}", "", author_name(names[0] if names else None), published, words, is_plain=True)


def _name(element: Any) -> str:
    """The handle in a post's head, which is the one name that stays; else the name shown."""
    text = squash(" ".join(element.itertext()))
    handle = re.search(r"@[A-Za-z0-9_]{1,20}", text)
    return handle.group() if handle else author_name(text[:60])


SOURCE = SourceKind(
    name="x",
    title="X",
    claims=claims,
    discover=discover,
    fetch=fetch,
    item_of=item_of,
    captures=(Kind("x", looks_like_page, parse_page, 2),),
    example="a saved page of a thread",
    cases=(
        Case("https://x.com/quay/status/99", (), {"error": "Blocked"}),
        Case(
            "file:x/thread.html",
            (),
            {
                "authors": ["@quay"],
                "published": "2026-05-04",
                "voices": {
                    "1/ The crane lifts 9 tonnes.": "@quay",
                    "2/ On a still day it lifts 10.": "@quay",
                    "Ours lifts 12.": "@bo",
                    "Cranes here are built for 8 tonnes and no more.": "@otto",
                },
                "roles": {"2/ On a still day": "body", "Ours lifts 12.": "comment", "Cranes here are built": "quote"},
                "parents": {"Ours lifts 12.": "1/ The crane lifts 9 tonnes."},
            },
        ),
    ),
)
