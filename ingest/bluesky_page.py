"""A saved page of a Bluesky thread, as the web application lays it out.

Posts stand one after the other: what the opened post answers, that post, its answers. How deep an answer is the page does
not say, so answers stand in answer to the opened post. Invariant: each post is its writer's, a post shown inside another is
a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from corpus.errors import BadInput
from ingest.dates import read_date
from ingest.fragments import parse_html
from ingest.posts import Post, Quote, author_name, in_answer, parsed_posts, rejoined
from ingest.saved_pages import lines_of, words_of_element
from ingest.source import Source

if TYPE_CHECKING:
    from ingest.blocks import Parsed

SITE = "https://bsky.app"
_MARK = "postThreadItem-by-"
_POST = re.compile(r"/profile/([^/?#]+)/post/([a-z0-9]+)(/[a-z-]+)?")
_TEXT = "@data-testid='postText' or @data-word-wrap='1'"
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # set round names, for scripts from right to left
_DAY = re.compile(r"[A-Z][a-z]{2,8} \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8} \d{4}")


def looks_like_page(source: Source) -> bool:
    """Whether HTML is a saved page of a thread."""
    return not source.looks_like_json and "<" in source.head and f'data-testid="{_MARK}'.encode() in source.data


def parse_page(source: Source) -> Parsed:
    """The thread of a saved page, the writer's own answers to himself as one text.

    Raises:
        BadInput: no post in it has words.
    """
    root = parse_html(source.html)
    items = [] if root is None else root.xpath(f"//*[starts-with(@data-testid, '{_MARK}')]")
    read = [(item, post) for n, item in enumerate(items) if (post := _post(item, n)).body or post.quotes]
    if not read:
        raise BadInput(f"{source.name}: a page of Bluesky without posts", remedy="open the thread, wait, and save it again")
    posts = in_answer([p for _, p in read], opened=_opened([e for e, _ in read]))
    return parsed_posts(rejoined(posts), title=posts[0].body.split("\n")[0][:120])


def _opened(items: Sequence[Any]) -> int:
    """The place of the opened post: it alone leads to the lists of those who liked or repeated it."""
    for n, item in enumerate(items):
        if any(
            m and m.group(3) in ("/liked-by", "/reposted-by", "/quotes") for m in map(_POST.search, item.xpath(".//@href"))
        ):
            return n
    return 0


def _post(item: Any, nth: int) -> Post:
    handle = item.get("data-testid").removeprefix(_MARK)
    links = [m for m in map(_POST.search, item.xpath(".//@href")) if m and m.group(1).lower() == handle.lower()]
    key = links[0].group(2) if links else ""
    texts = [t for t in item.xpath(f".//*[{_TEXT}]") if not any(a.get("data-word-wrap") for a in t.iterancestors())]
    shown = [t for t in texts if _shown_by(t, item)]
    own = [t for t in texts if t not in shown]
    quotes = tuple(Quote(lines_of(t), author_name(_shown_by(t, item))) for t in shown)
    return Post(
        id=key or f"post {nth}",
        parent="",
        author=author_name(_display_name(item, handle) or handle),
        published=_date(item, key),
        body="\n".join(filter(None, map(lines_of, own))),
        url=f"{SITE}/profile/{handle}/post/{key}" if key else None,
        is_plain=True,
        quotes=quotes,
    )


def _shown_by(text: Any, item: Any) -> str:
    """The writer of the post inside the item's that a text belongs to, or nothing where it is the item's own."""
    for above in text.iterancestors():
        if above is item:
            return ""
        label = re.match(r"Post by (?:@)?(.+)", above.get("aria-label") or "")
        if label:
            names = [words_of_element(a) for a in above.xpath(".//a[starts-with(@href, '/profile/')]")]
            return next((n for n in names if n and not n.startswith("@")), label.group(1))
    return ""


def _display_name(item: Any, handle: str) -> str:
    """The name shown in the link to the writer's account, without the handle that may follow it."""
    for link in item.xpath(".//a[contains(@href, '/profile/')]"):
        if re.search(rf"/profile/{re.escape(handle)}/?$", link.get("href"), re.I):
            name = _DIRECTIONS.sub("", words_of_element(link)).partition("@")[0].strip()
            if name and name.lower() != handle.lower():
                return name
    return ""


def _date(item: Any, key: str) -> str | None:
    """The day of a post: of the link to itself, else one that stands alone below the opened post."""
    said = [
        given
        for link in item.xpath(f".//a[contains(@href, '/post/{key}')]")
        for given in (link.get("aria-label"), link.get("data-tooltip"), link.get("title"), words_of_element(link))
    ]
    said += [words_of_element(e) for e in item.xpath(".//*[not(*)]") if not e.xpath(f"ancestor-or-self::*[{_TEXT}]")]
    days = (_DAY.search(given) for given in said if given and len(given) < 60)
    return next((day for found in days if found and (day := read_date(found.group()))), None)
