"""What readers of saved pages of discussions share: finding elements by class, and a page whose comments stand below it.

Invariant: comments are taken out of a page before its own text is looked for, so that no comment becomes its author's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from corpus.errors import SyntopicError
from corpus.text import squash
from ingest.blocks import Parsed
from ingest.posts import Post, parsed_posts, with_answers
from ingest.source import Source


def has_class(name: str) -> str:
    """The XPath condition that an element carries this class.

    >>> has_class("post")
    "contains(concat(' ', normalize-space(@class), ' '), ' post ')"
    """
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def markup_of(element: Any) -> str:
    """An element's markup, without what follows it."""
    from lxml import etree

    return str(etree.tostring(element, encoding="unicode", method="html", with_tail=False))


def words_of_element(element: Any) -> str:
    """An element's text on one line."""
    return squash("".join(element.itertext()))


def lines_of(element: Any) -> str:
    """An element's text with its line breaks; pictures of emoji by their names."""
    parts: list[str] = [element.text or ""]
    for inner in element.iterdescendants():
        if isinstance(inner.tag, str):
            parts.append("\n" if inner.tag == "br" else inner.get("alt") or "" if inner.tag == "img" else inner.text or "")
        parts.append(inner.tail or "")
    return "\n".join(filter(None, (squash(line) for line in "".join(parts).split("\n"))))


def page_with_comments(source: Source, root: Any, holders: Sequence[Any], comments: Sequence[Post]) -> Parsed:
    """A page as any page is read, and the comments that were found in it, in answer to it.

    Args:
        root: the page; it is changed.
        holders: the elements that hold the comments and nothing of the page's own.
    """
    from lxml import etree

    from ingest.pages import parse_page

    for holder in holders:
        if holder.getparent() is not None:
            holder.drop_tree()
    rest = etree.tostring(root, encoding="utf-8", method="html")
    try:
        main = parse_page(Source(source.name, rest, url=source.url))
    except SyntopicError:
        if comments:  # and nothing else
            return parsed_posts(comments)
        raise
    return with_answers(main, comments) if comments else main
