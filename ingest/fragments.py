"""Small pieces of HTML (a comment's body) to paragraphs, each told apart as prose, quotation, table row or code.

Used where the markup is known to be content alone: forum captures. Whole pages go through `pages`, which finds the article
first. Invariant: no script, style or comment ever becomes text; depth never recurses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from corpus.records import Role
from corpus.text import squash
from ingest.anchors import Anchors, Link, placed
from ingest.markup import clean_markup

_BLOCK = frozenset(
    "address article aside blockquote body dd details div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul br".split()
)
_SKIP = frozenset("script style noscript template svg math iframe object head".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())


@dataclass(frozen=True, slots=True)
class Piece:
    """One paragraph of a fragment, what it is, and its links: start and end in `text`, and the address as it is written."""

    text: str
    role: Role
    links: tuple[Link, ...] = ()


def fragment_pieces(markup: str, *, body: Role) -> list[Piece]:
    """The paragraphs of an HTML fragment in order; what is not a quotation, table or heading gets the role `body`."""
    if "<" not in markup and "&" not in markup:
        return [Piece(text, body) for text in map(squash, markup.split("\n")) if text]
    root = parse_html(f"<div>{markup}</div>")
    if root is None:
        return []
    clean_markup(root)
    return list(_pieces(root, body))


def parse_html(markup: str | bytes) -> Any | None:
    """The root element of some HTML, or None where there is nothing."""
    from lxml import etree, html

    parser = html.HTMLParser(
        huge_tree=False, remove_comments=True, remove_pis=True, encoding=None if isinstance(markup, str) else "utf-8"
    )
    try:
        return html.document_fromstring(markup, parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def words_in(found: Any) -> str:
    """The words of an element, or of an attribute's value."""
    return squash(found if isinstance(found, str) else "".join(found.itertext()))


def first_words(found: Iterable[Any]) -> str:
    """The first words among elements and attributes, as an XPath finds them; "" where there are none."""
    return next((words for words in map(words_in, found) if words), "")


def _pieces(root: Any, body: Role) -> Iterator[Piece]:
    """Walk the tree by events, without recursion, and cut at the borders of block elements."""
    from lxml import etree

    held: list[str] = []
    anchors = Anchors()

    def hold(words: str) -> None:
        held.append(words)
        anchors.add(words)

    quotes = cells = skipped = 0
    heading = False

    def flush() -> Iterator[Piece]:
        text = squash("".join(held))
        held.clear()
        links = anchors.take()
        if text.strip("| "):
            role = Role.QUOTE if quotes else Role.TABLE if cells else Role.HEADLINE if heading else body
            yield Piece(text, role, placed(text, links))

    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _SKIP:
                skipped += 1
            if skipped:
                continue
            if tag in _BLOCK and not (cells and tag in ("td", "th", "p", "br", "div")):
                yield from flush()
            elif cells and tag in ("td", "th") and held:
                hold(" | ")
            elif cells and tag in ("p", "br", "div"):
                hold(" ")
            quotes += tag == "blockquote"
            cells += tag == "tr"
            heading = heading or tag in _HEADINGS
            if tag == "a":
                anchors.open(element.get("href") or "")
            hold(element.text or "")
            continue
        if tag in _SKIP:
            skipped -= 1
        elif not skipped:
            if tag in _BLOCK and not (cells and tag in ("td", "th", "p", "br", "div")):
                yield from flush()
            quotes -= tag == "blockquote"
            cells -= tag == "tr"
            heading = heading and tag not in _HEADINGS
            if tag == "a":
                anchors.close()
        if not skipped:
            hold(element.tail or "")
    yield from flush()
