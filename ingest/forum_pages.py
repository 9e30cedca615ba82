"""Saved pages of forum software: Discourse, XenForo, phpBB, vBulletin, and Hacker News. One post, one writer.

Each look says where its posts, their writers, words and times stand; a site's own colours change none of that. Invariant: a
post stands under its writer, in the order of the page; a quotation in it is that of whoever wrote the quoted words. To add a
look: an entry in `_LOOKS`, and a page of it among the tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from corpus.errors import BadInput
from ingest.blocks import Parsed
from ingest.dates import epoch_date, read_date
from ingest.fragments import first_words, parse_html, words_in
from ingest.posts import Post, author_name, parsed_posts
from ingest.saved_pages import has_class
from ingest.source import Source

MIN_POSTS = 2


@dataclass(frozen=True, slots=True)
class _Look:
    """Where things stand: `mark` in the bytes of the page, the rest as XPath, all but `posts` below a post."""

    mark: bytes
    posts: str
    author: str
    body: str
    date: str = ".//time/@datetime"
    depth: str = ""


_LOOKS = (
    _Look(b"message--post", f"//article[{has_class('message--post')}]", "./@data-author", f".//*[{has_class('bbWrapper')}]"),
    _Look(
        b"crawler-post",
        f"//*[{has_class('crawler-post')}]",
        ".//*[@itemprop='author']//*[@itemprop='name']",
        f".//*[@itemprop='text'] | .//div[{has_class('post')}]",
    ),
    _Look(
        b"cooked",
        "//article[@data-post-id]",
        f".//*[{has_class('names')}]//a",
        f".//*[{has_class('cooked')}]",
        ".//*[@data-time]/@data-time",
    ),
    _Look(
        b"postbody",
        f"//div[{has_class('post')} and .//*[{has_class('postbody')}]]",
        f".//*[{has_class('username')} or {has_class('username-coloured')}]",
        f".//div[{has_class('content')}]",
        f".//time/@datetime | .//p[{has_class('author')}]",
    ),
    _Look(
        b"post_message_",
        "//*[(self::table or self::li or self::div) and starts-with(@id, 'post') and .//*[starts-with(@id, 'post_message_')]"
        " and not(.//*[starts-with(@id, 'post') and .//*[starts-with(@id, 'post_message_')]])]",
        f".//*[{has_class('bigusername')} or {has_class('username')}]",
        ".//*[starts-with(@id, 'post_message_')]",
        f".//*[{has_class('date')} or {has_class('postdate')}]",
    ),
    _Look(
        b"comtr",
        f"//tr[{has_class('athing')} and {has_class('comtr')}]",
        f".//a[{has_class('hnuser')}]",
        f".//*[{has_class('commtext')}]",
        f".//*[{has_class('age')}]/@title",
        f".//td[{has_class('ind')}]/@indent",
    ),
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]")
_SAID = re.compile(r"(?i)\s*(?:said|wrote|says|writes|posted)?\s*:?\s*[↑⤴]?\s*$")


def looks_like_forum_page(source: Source) -> bool:
    """Whether HTML holds several posts of a known forum's software."""
    if source.looks_like_json or "<" not in source.head:
        return False
    return any(look.mark in source.data for look in _LOOKS) and len(_posts_of(source)) >= MIN_POSTS


def parse_forum_page(source: Source) -> Parsed:
    """Read a thread: each post under its writer.

    Raises:
        BadInput: no post is found in it.
    """
    posts = _posts_of(source)
    if not posts:
        raise BadInput(f"{source.name}: a forum's page without posts", remedy="open the thread, wait, and save it again")
    return parsed_posts(posts)


def _posts_of(source: Source) -> list[Post]:
    root = parse_html(source.html)
    if root is None:
        return []
    for look in _LOOKS:
        if look.mark in source.data:
            posts = list(_posts(root, look))
            if posts:
                return _under_title(root, posts, look)
    return []


def _under_title(root: Any, posts: list[Post], look: _Look) -> list[Post]:
    """The posts in answer to the first one, or, where a page has a tree of comments, to what it is about."""
    if not look.depth:
        first = replace(posts[0], title=_title(root), is_comment=False)
        return [first, *(replace(post, parent=first.id) for post in posts[1:])]
    about = root.xpath(f"//table[{has_class('fatitem')}]")
    body = about[0].xpath(f".//*[{has_class('toptext')}]") if about else []
    writers = about[0].xpath(look.author) if about else []
    story = Post(
        "story",
        "",
        author_name(first_words(writers)),
        _date(about[0].xpath(look.date)) if about else None,
        _markup(body[0]) if body else "",
        title=_title(root),
        is_comment=False,
    )
    return [story, *(post if post.parent else replace(post, parent="story") for post in posts)]


def _posts(root: Any, look: _Look) -> Iterator[Post]:
    above: list[tuple[int, str]] = []
    for n, element in enumerate(root.xpath(look.posts)):
        bodies = element.xpath(look.body)
        if not bodies:
            continue
        native = element.get("id") or element.get("data-post-id") or f"post {n}"
        parent = ""
        if look.depth:
            depth = int((element.xpath(look.depth) or ["0"])[0] or 0)
            while above and above[-1][0] >= depth:
                above.pop()
            parent = above[-1][1] if above else ""
            above.append((depth, native))
        yield Post(
            id=native,
            parent=parent,
            author=author_name(first_words(element.xpath(look.author))),
            published=_date(element.xpath(look.date)),
            body=_markup(bodies[0]),
        )


def _date(found: list[Any]) -> str | None:
    for value in found:
        text = words_in(value)
        if text.isdecimal() and len(text) == 13:
            return epoch_date(int(text) / 1000)
        after = text.rpartition("»")[2].strip()
        day = read_date(after[:10] if _ISO.match(after) else after)
        if day:
            return day
    return None


def _markup(body: Any) -> str:
    """A post's markup, the names over its quotations said in front of them."""
    from lxml import etree

    copy = deepcopy(body)
    copy.tail = None
    for quote in list(copy.iter("blockquote")):
        title = next((e for e in quote.iter("cite", "div") if e.tag == "cite" or _is_title(e)), None)
        if title is None:
            aside = next((a for a in quote.iterancestors("aside", "div") if a.get("data-username")), None)
            title = next((e for e in aside.iter("div") if _is_title(e)), None) if aside is not None else None
        name = quote.get("data-quote") or ("" if title is None else _SAID.sub("", words_in(title)))
        if title is not None:
            title.drop_tree()
        if name and quote.getparent() is not None:
            said = etree.Element("p")
            said.text = f"{name} wrote:"
            quote.addprevious(said)
    return str(etree.tostring(copy, encoding="unicode", method="html"))


def _is_title(element: Any) -> bool:
    names = (element.get("class") or "").split()
    return bool({"bbCodeBlock-title", "title", "quote_container_header"} & set(names))


def _title(root: Any) -> str:
    for path in (
        f"//*[{has_class('titleline')}]/a",
        f"//h1[{has_class('p-title-value')}]",
        f"//*[{has_class('topic-title')} or @id='topic-title']",
        "//h1",
        "//title",
    ):
        found = first_words(root.xpath(path))
        if found:
            return found
    return ""
