"""Noun chunks for Universal Dependencies; spaCy's own expect its older labels and find next to nothing in a UD tree.

A chunk is a nominal with the modifiers that stand before it without a gap (determiners, adjectives, numbers, compounds,
possessors) and the further words of its name; prepositions, clauses and what follows the noun stay outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "SYM"})
BEFORE = frozenset(
    {"det", "amod", "nummod", "compound", "nmod:poss", "nmod:desc", "nmod:unmarked", "det:predet", "flat", "advmod"}
)
NAME_PARTS = frozenset({"flat", "flat:name", "fixed", "goeswith"})
NO_HEADS = frozenset(
    {
        "compound",
        "det",
        "det:predet",
        "amod",
        "nummod",
        "case",
        "cc",
        "mark",
        "punct",
        "expl",
        "nmod:desc",
        "nmod:poss",
        "discourse",
    }
)


def _left(token: Token) -> int:
    at = token.i
    for child in reversed([c for c in token.lefts if not c.is_space]):
        if child.dep_ not in BEFORE and not (child.dep_ == "punct" and child.text in "-–\"“'"):
            break
        if child.right_edge.i + 1 < at and not all(t.is_space for t in token.doc[child.right_edge.i + 1 : at]):
            break
        at = child.left_edge.i if child.dep_ != "punct" else child.i
    while at < token.i and (token.doc[at].is_punct or (token.doc[at].dep_ == "advmod" and token.doc[at].head == token)):
        at += 1
    return at


def _right(token: Token) -> int:
    at = token.i
    for child in token.rights:
        if child.dep_ not in NAME_PARTS or child.left_edge.i != at + 1:
            break
        at = child.right_edge.i
    return at


def noun_chunks(doclike: Doc | Span) -> Iterator[tuple[int, int, int]]:
    """Start, end and label of each chunk, in order, none inside another.

    Raises:
        ValueError: the document was not parsed.
    """
    from spacy.errors import Errors

    doc = doclike.doc
    if not doc.has_annotation("DEP"):
        raise ValueError(Errors.E029)
    label = doc.vocab.strings.add("NP")
    done = -1
    for token in doclike:
        if token.pos_ not in NOMINAL or token.dep_ in NO_HEADS or token.dep_ in NAME_PARTS:
            continue
        start, end = _left(token), _right(token)
        if start > done:
            yield start, end + 1, label
            done = end
