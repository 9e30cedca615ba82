"""Vectors of single tokens: what an encoder says of each piece of a text, before it sums the text up in one vector.

Invariant: marks that a tokenizer adds (the start and the end of a text) are left out, so two texts are compared by what they
say. Token vectors are made when they are asked for and never kept: a passage's take a hundred times its vector's room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from corpus.protocols import FloatMatrix


@dataclass(frozen=True, slots=True)
class TokenVectors:
    """The tokens of a text in order: their `ids` in the vocabulary; `vectors`, float32, shape (tokens, dim), of length 1."""

    ids: tuple[int, ...]
    vectors: FloatMatrix


@runtime_checkable
class TokenEncoder(Protocol):
    """An encoder that also gives the vectors of single tokens."""

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """One for each text, or none at all where the model behind has no such vectors."""


def of_tokens(ids: Sequence[int], is_added: Sequence[int], vectors: FloatMatrix) -> TokenVectors:
    """Token vectors without those of added marks, each brought to length 1.

    Args:
        is_added: 1 for each token that the tokenizer added, else 0.
        vectors: shape (len(ids), dim).
    """
    said = [at for at, added in enumerate(is_added) if not added]
    rows = np.asarray(vectors, dtype=np.float32)[said]
    rows = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return TokenVectors(tuple(int(ids[at]) for at in said), rows)
