"""A saved page of a Substack post: the post as any page is read, each comment under its writer, below the one round it.

The page of a post is an article's; only its comments need the marks of the site: their class, the label "Comment by NAME"
and the number in their anchor. Invariant: a comment never becomes the author's, one that was removed says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from corpus.errors import BadInput
from ingest.dates import read_date
from ingest.fragments import parse_html
from ingest.posts import Post, author_name
from ingest.saved_pages import markup_of, page_with_comments, words_of_element
from ingest.source import Source

if TYPE_CHECKING:
    from ingest.blocks import Parsed

_LABEL = "Comment by "
_SITE = re.compile(rb"substack(?:cdn)?\.com")
_NUMBER = re.compile(r"(?:^comment-|/comment/)(\d+)")
_GONE = re.compile(r"(?i)comment (?:deleted|removed)\.?")


def looks_like_page(source: Source) -> bool:
    """Whether HTML is a saved page of a post with comments."""
    if source.looks_like_json or "<" not in source.head or b"comment-body" not in source.data:
        return False
    return bool(_SITE.search(source.data))


def parse_page(source: Source) -> Parsed:
    """A saved page.

    Raises:
        BadInput: no text is found in it.
        Blocked: it only stands in the way of a page.
    """
    root = parse_html(source.html)
    if root is None:
        raise BadInput(f"{source.name}: HTML that cannot be read", remedy="save the page again, or its text")
    nodes = _nodes(root)
    comments = list(_comments(nodes))
    tops = [node for node in nodes if not any(above in nodes for above in node.iterancestors())]
    return page_with_comments(source, root, tops, comments)


def _nodes(root: Any) -> dict[Any, list[Any]]:
    """Each comment's element in the order of the page, with what is its own: answers stand inside it, beside that."""
    nodes: dict[Any, list[Any]] = {}
    belongs: dict[Any, Any] = {}
    labelled: set[Any] = set()
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        node = belongs.get(element.getparent())
        if (_has_label(element) and (node is None or node in labelled)) or "comment" in (element.get("class") or "").split():
            node = element
        if _has_label(element):
            labelled.add(node)
        if node is not None:
            belongs[element] = node
            nodes.setdefault(node, []).append(element)
    return nodes


def _has_label(element: Any) -> bool:
    return element.get("role") == "article" and (element.get("aria-label") or "").startswith(_LABEL)


def _comments(nodes: dict[Any, list[Any]]) -> Iterator[Post]:
    natives: dict[Any, str] = {}
    for n, (node, own) in enumerate(nodes.items()):
        natives[node] = next((m for m in map(_number, own) if m), f"comment {n}")
        above = next((a for a in node.iterancestors() if a in natives), None)
        body = next((e for e in own if "comment-body" in (e.get("class") or "").split()), None)
        if body is not None and not _GONE.fullmatch(words_of_element(body)):
            yield Post(
                id=natives[node],
                parent=natives[above] if above is not None else "post",
                author=author_name(_author(own)),
                published=_date(own),
                body=markup_of(body),
            )


def _number(element: Any) -> str:
    found = _NUMBER.search(element.get("id") or "") or _NUMBER.search(element.get("href") or "")
    return found.group(1) if found else ""


def _author(own: list[Any]) -> str:
    labels = [label for e in own if (label := e.get("aria-label") or "").startswith(_LABEL)]
    if labels:
        return str(labels[0].removeprefix(_LABEL))
    named = [e for e in own if "commenter-name" in (e.get("class") or "").split()]
    named += [e for e in own if e.tag == "a" and re.search(r"/profile/\d|/@\w", e.get("href") or "")]
    return next((t for t in map(words_of_element, named) if t), "")


def _date(own: list[Any]) -> str | None:
    times = [e.get("datetime") for e in own if e.tag == "time" and e.get("datetime")]
    links = [e for e in own if e.tag == "a" and "/comment/" in (e.get("href") or "")]
    times += [
        given for e in links for given in (e.get("title"), words_of_element(e)) if given and re.search(r"\d{4}", given)
    ]
    return next((day for day in map(read_date, times) if day), None)
