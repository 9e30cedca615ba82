"""Paragraphs and quotations that the search for an article lost: where it finds little text, it gives all of it as one.

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

MOST_BLOCKS = 3  # what came back as one has at most a heading and a line beside it


def with_lost_structure(blocks: Sequence[Block], tree: Any) -> list[Block]:
    """The blocks with one that holds a whole article cut into its paragraphs, and quoted paragraphs labelled as such.

    Args:
        tree: the page that the blocks were found in.
    """
    done: list[Block] = []
    for block in blocks:
        done += _paragraphs(block, tree) if block.role is Role.BODY and len(blocks) <= MOST_BLOCKS else [block]
    if next(tree.iter("blockquote"), None) is None:
        return done
    pieces = _pieces(next(tree.iter("body"), tree))
    said = {_key(p.text) for p in pieces if p.role is Role.BODY}
    quoted = {_key(p.text) for p in pieces if p.role is Role.QUOTE} - said
    return [replace(b, role=Role.QUOTE, voice=QUOTED) if b.role is Role.BODY and _key(b.text) in quoted else b for b in done]


def with_links(blocks: Sequence[Block], tree: Any) -> list[Block]:
    """The blocks with the links of the paragraphs of the page that have the same words, in order."""
    if next(tree.iter("a"), None) is None:
        return list(blocks)
    linked: dict[str, list[Piece]] = {}
    for piece in _pieces(next(tree.iter("body"), tree)):
        linked.setdefault(_key(piece.text), []).append(piece)
    done: list[Block] = []
    for block in blocks:
        same = linked.get(_key(block.text))
        found = same.pop(0) if same else None
        done.append(replace(block, text=found.text, links=found.links) if found is not None and found.links else block)
    return done


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
