"""Old and odd ways to build a page, turned into plain ones before the article is looked for.

Tables that only lay a page out become blocks, text parted by empty line breaks becomes paragraphs, preformatted text too.
Invariant: no word is lost or moved; a table of figures stays a table.
"""

from __future__ import annotations

import re
from typing import Any

from corpus.text import squash

_LONG_CELL_CHARS = 400  # a cell of a table of figures is a line or two; an essay in a cell is longer
_TABLE_PARTS = frozenset("table tbody thead tfoot tr td th".split())
_BLOCKS = frozenset("p div table ul ol dl blockquote h1 h2 h3 h4 h5 h6 pre article section form".split())


def plain_shapes(tree: Any) -> None:
    """Turn layout tables, preformatted text and text parted by line breaks into blocks and paragraphs, in place."""
    _open_preformatted(tree)
    for table in list(tree.iter("table")):
        if _lays_out(table):
            _open_table(table)
    for font in list(tree.iter("font", "center")):
        font.tag = "div" if font.tag == "center" or any(c.tag in _BLOCKS for c in font) else "span"
    for element in list(tree.iter("blockquote", "div", "td", "p")):
        if _has_empty_lines(element):
            element.tag = "div" if element.tag == "p" else element.tag
            _paragraphs_at_breaks(element)


def _open_preformatted(tree: Any) -> None:
    """Paragraphs at the empty lines of `<pre>`; trafilatura would make a quotation of it."""
    from lxml import etree

    for pre in list(tree.iter("pre")):
        paragraphs = [p for p in re.split(r"\n\s*\n", "".join(pre.itertext())) if p.strip()]
        tail = pre.tail
        pre.clear()
        pre.tag = "div"
        pre.tail = tail
        for paragraph in paragraphs:
            etree.SubElement(pre, "p").text = squash(paragraph)


def _lays_out(table: Any) -> bool:
    """Whether a table lays a page out: one of its cells holds blocks, or an essay, and it has no heads of columns."""
    if next(_own(table, "th"), None) is not None:
        return False
    for cell in _own(table, "td"):
        holds_blocks = any(isinstance(e.tag, str) and e.tag in _BLOCKS and e.tag != "div" for e in cell.iterdescendants())
        text = len(squash("".join(cell.itertext())))
        if text >= _LONG_CELL_CHARS and (holds_blocks or next(cell.iter("br"), None) is not None):
            return True
        if text >= 4 * _LONG_CELL_CHARS:
            return True
    return False


def _own(table: Any, tag: str) -> Any:
    """The cells of a table that are not of a table inside it."""
    return (c for c in table.iter(tag) if next(c.iterancestors("table"), None) is table)


def _open_table(table: Any) -> None:
    for element in [table, *_parts_of(table)]:
        element.tag = "div"


def _parts_of(table: Any) -> list[Any]:
    return [
        e
        for e in table.iterdescendants()
        if isinstance(e.tag, str) and e.tag in _TABLE_PARTS - {"table"} and next(e.iterancestors("table"), None) is table
    ]


def _has_empty_lines(element: Any) -> bool:
    """Whether two line breaks follow each other among the element's own text."""
    return any(_is_break_after(child) for child in element.iter("br") if _holder(child) is element)


def _holder(child: Any) -> Any:
    at = child.getparent()
    while at is not None and at.tag in ("span", "b", "i", "em", "strong", "a", "u"):
        at = at.getparent()
    return at


def _is_break_after(br: Any) -> bool:
    following = br.getnext()
    return following is not None and following.tag == "br" and not (br.tail or "").strip()


def _paragraphs_at_breaks(element: Any) -> None:
    """Wrap what stands between empty lines into paragraphs; only inline content is taken in, blocks stay where they are."""
    from lxml import etree

    children = list(element)
    if any(isinstance(c.tag, str) and c.tag == "span" and next(c.iter("br"), None) is not None for c in children):
        for child in children:  # `<font>` round everything: its content is the element's own
            if child.tag == "span" and next(child.iter("br"), None) is not None:
                child.drop_tag()
        children = list(element)
    text, tail = element.text, element.tail
    attributes = dict(element.attrib)
    element.clear()
    element.tail = tail
    element.attrib.update(attributes)
    current = etree.SubElement(element, "p")
    current.text = text
    breaks = 0
    for child in children:
        if child.tag == "br" and not (child.tail or "").strip() and breaks == 0:
            breaks = 1
            continue
        if child.tag == "br":
            rest = child.tail
            if breaks or _is_empty(current):
                current = etree.SubElement(element, "p")
                current.text = rest
            else:
                _append_text(current, " " + (rest or ""))
            breaks = 0 if (rest or "").strip() else 1
            continue
        if breaks == 1:
            breaks = 0
            _append_text(current, " ")
        if isinstance(child.tag, str) and child.tag in _BLOCKS:
            rest, child.tail = child.tail, None
            element.append(child)
            current = etree.SubElement(element, "p")
            current.text = rest
        else:
            current.append(child)
    for paragraph in list(element):
        if paragraph.tag == "p" and _is_empty(paragraph):
            element.remove(paragraph)


def _is_empty(paragraph: Any) -> bool:
    return len(paragraph) == 0 and not (paragraph.text or "").strip()


def _append_text(paragraph: Any, text: str) -> None:
    if len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "") + text
    else:
        paragraph.text = (paragraph.text or "") + text
