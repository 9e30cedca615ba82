"""A saved page of a Mastodon thread, of the web application or as the server alone lays it out.

The opened post stands between what it answers and its answers, in a look of its own; an answer opens by mentioning whom it
answers, and so is put under the newest earlier post of that account. Invariant: each post is its writer's, a post shown
inside another is a quotation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.errors import BadInput
from corpus.records import Role
from ingest.dates import read_date
from ingest.fragments import fragment_pieces, parse_html
from ingest.posts import Post, Quote, author_name, in_answer, parsed_posts, rejoined
from ingest.saved_pages import has_class, lines_of, markup_of, words_of_element
from ingest.source import Source

if TYPE_CHECKING:
    from ingest.blocks import Parsed

_OPENED = has_class("detailed-status")
_STATUS = f"({_OPENED} or {has_class('status')})"
_MARKS = re.compile(rb'class="[^"]*(?:\bdetailed-status\b|\bstatus__content__text\b)')
_NUMBER = re.compile(r"/(\d{6,25})/?$")


def looks_like_page(source: Source) -> bool:
    """Whether HTML is a saved page of a thread or of a list of posts."""
    return not source.looks_like_json and "<" in source.head and bool(_MARKS.search(source.data))


def parse_page(source: Source) -> Parsed:
    """The thread of a saved page, the writer's own answers to himself as one text.

    Raises:
        BadInput: no post in it has words.
    """
    root = parse_html(source.html)
    items = [] if root is None else root.xpath(f"//*[{_STATUS} and not(ancestor::*[{_STATUS}])]")
    read = [(item, post) for n, item in enumerate(items) if (post := _post(item, n)).body]
    if not read:
        raise BadInput(f"{source.name}: a page of Mastodon without posts", remedy="open the thread, wait, and save it again")
    opened = next((n for n, (item, _) in enumerate(read) if item.xpath(f"self::*[{_OPENED}]")), 0)
    posts = in_answer(_under_mentioned(read, after=opened), opened=opened)
    title = next((p.text for p in fragment_pieces(posts[0].body, body=Role.BODY)), "")[:120]
    return parsed_posts(rejoined(posts), title=title)


def _under_mentioned(read: Sequence[tuple[Any, Post]], *, after: int) -> list[Post]:
    """The posts, those behind the opened one in answer to the account that they mention first."""
    accounts = [_account(item) for item, _ in read]
    done: list[Post] = []
    for n, (item, post) in enumerate(read):
        mentioned = _mentioned(item) if n > after else ""
        before = [p.id for p, account in zip(done, accounts, strict=False) if mentioned and account == mentioned]
        done.append(replace(post, parent=before[-1]) if before else post)
    return done


def _own(item: Any, condition: str) -> list[Any]:
    """What carries a class in a post, without what stands in a post shown inside it."""
    return [e for e in item.xpath(f".//*[{condition}]") if next(iter(e.xpath(f"ancestor::*[{_STATUS}]")[-1:]), item) is item]


def _post(item: Any, nth: int) -> Post:
    bodies = _content(item)
    warnings = _own(item, f"{has_class('status__content__spoiler-text')} or {has_class('p-summary')}")
    warning = next((w for w in map(words_of_element, warnings) if w), "")
    url = next((h for h in (e.get("href") for e in _times(item)) if h and h.startswith("http")), None)
    number = _NUMBER.search(urlsplit(url).path) if url else None
    shown = item.xpath(f".//*[{_STATUS} and not({_OPENED})]")
    quotes = tuple(Quote(lines_of(body), author_name(_name(inner))) for inner in shown for body in _content(inner)[:1])
    return Post(
        id=item.get("data-id") or (number.group(1) if number else f"post {nth}"),
        parent="",
        author=author_name(_name(item)),
        published=_date(item),
        body=(f"<p>{warning}</p>" if warning else "") + "".join(markup_of(b) for b in bodies[:1]),
        url=url,
        quotes=quotes,
    )


def _content(item: Any) -> list[Any]:
    return _own(item, has_class("status__content__text")) or _own(
        item, f"{has_class('e-content')} or {has_class('status__content')}"
    )


def _times(item: Any) -> list[Any]:
    links = " or ".join(map(has_class, ("detailed-status__datetime", "status__relative-time", "u-url")))
    return [e for e in _own(item, links) if e.tag == "a"]


def _date(item: Any) -> str | None:
    times = [e.get("datetime") for e in _own(item, "self::time or self::data")] + [
        e.get("value") for e in _own(item, "self::data")
    ]
    times += [given for link in _times(item) for given in (link.get("title"), words_of_element(link))]
    return next((day for day in map(read_date, filter(None, times)) if day), None)


def _names(item: Any) -> list[Any]:
    return _own(item, has_class("display-name"))[:1]


def _name(item: Any) -> str:
    """The name that a post shows, else its account."""
    for names in _names(item):
        shown = names.xpath(f".//*[{has_class('display-name__html')} or {has_class('p-name')}]")
        if shown and words_of_element(shown[0]):
            return words_of_element(shown[0])
    return _account(item)


def _account(item: Any) -> str:
    for names in _names(item):
        found = re.search(r"@([\w.-]+)", words_of_element(names))
        if found:
            return found.group(1).lower()
    return ""


def _mentioned(item: Any) -> str:
    """The account that a post mentions before it says anything, without its host."""
    for body in _content(item)[:1]:
        for link in body.xpath(f".//a[{has_class('mention')} and not({has_class('hashtag')})]")[:1]:
            name = words_of_element(link)
            if words_of_element(body).startswith(name):
                return name.removeprefix("@").split("@")[0].lower()
    return ""
