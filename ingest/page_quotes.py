"""Block quotations that the search for a page's article lost: where little text is found, it comes back as bare paragraphs.

Invariant: no word is added, left out or moved; only where a paragraph ends and what it is may change.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from corpus.records import Role
from corpus.text import squash
from ingest.blocks import Block
from ingest.fragments import Piece, fragment_pieces
from ingest.quoted import QUOTED


def with_lost_quotes(blocks: Sequence[Block], tree: Any) -> list[Block]:
    """The blocks with one that holds a whole article cut into its paragraphs, and quoted paragraphs labelled as such.

    Args:
        tree: the page that the blocks were found in.
    """
    if not any(isinstance(e.tag, str) for e in tree.iter("blockquote")):
        return list(blocks)
    done: list[Block] = []
    for block in blocks:
        done += _paragraphs(block, tree) if block.role is Role.BODY and len(blocks) <= 3 else [block]
    pieces = _pieces(next(tree.iter("body"), tree))
    said = {_key(p.text) for p in pieces if p.role is Role.BODY}
    quoted = {_key(p.text) for p in pieces if p.role is Role.QUOTE} - said
    return [replace(b, role=Role.QUOTE, voice=QUOTED) if b.role is Role.BODY and _key(b.text) in quoted else b for b in done]


def _paragraphs(block: Block, tree: Any) -> list[Block]:
    """A block as the paragraphs of the element whose words it is, or as it was where there is no such element."""
    wanted = _key(block.text)
    for element in tree.iter("article", "main", "div", "section", "body"):
        if _key("".join(element.itertext())) == wanted:
            return [replace(block, text=p.text, role=p.role) for p in _pieces(element)]
    return [block]


def _pieces(element: Any) -> list[Piece]:
    from lxml import etree

    return fragment_pieces(etree.tostring(element, encoding="unicode", method="html", with_tail=False), body=Role.BODY)


def _key(text: str) -> str:
    return squash(text).replace(" ", "")
