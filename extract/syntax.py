"""Small questions to the tokens of a parsed `Doc` that several readers ask, answered in bounded time.

Invariant: nothing here walks a sentence; a token with very many children is asked for none of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

MAX_CHILDREN = 64  # a token with more heads a misparsed list


def children_of(token: Token) -> list[Token]:
    """The children of a token in order; none of one that heads a misparsed list."""
    return list(token.children) if token.n_lefts + token.n_rights <= MAX_CHILDREN else []


def has_feature(token: Token, name: str, value: str) -> bool:
    """Whether a token's morphology holds a feature of Universal Dependencies with a value: "Tense", "Past"."""
    return value in token.morph.get(name, [])
