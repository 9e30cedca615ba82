"""A question turned towards the positions that answer it, before they are looked for.

Who asks whether X should be done looks for "X would cost lives" and "people want X"; a sentence encoder finds first what
repeats the question. A linear map of the question's vector, learnt on claims and the perspectives on them
(`training/asking/fit.py`; the card is `index/models/CARD.md`), moves it towards what answers such questions; the vectors of
texts stay as they are, so the index does not change. Invariant: the map is that of one encoder's revision, and questions of
any other stay as they are.
To ship another: run the recipe and paste its hash.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from corpus.protocols import FloatMatrix
from index.encoder import DEFAULT_NAME, shipped_revision
from index.shipped import shipped_matrix

MAP_FILE = Path(__file__).parents[1] / "models" / "asking.npy"
MAP_SHA256 = "6a215e9d451c4b7883da1bb11f5250a0c5609ef30b87db5b4d02f6c153ce3d0c"


def towards_positions(question: FloatMatrix, *, revision: str) -> FloatMatrix:
    """The vector with which positions are looked for.

    Args:
        question: shape (1, dim), of length 1.
        revision: of the encoder that made it.
    Returns:
        Shape (1, dim), of length 1; the question itself where the map is of another encoder.
    Raises:
        ConfigError: the map is missing or not the one that is shipped.
    """
    if revision != shipped_revision(DEFAULT_NAME):
        return question
    moved = question @ _map()
    return (moved / max(float(np.linalg.norm(moved)), 1e-12)).astype(np.float32)


@cache
def _map() -> FloatMatrix:
    """The map for row vectors, shape (dim, dim)."""
    return shipped_matrix(MAP_FILE, MAP_SHA256)
