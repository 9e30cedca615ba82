"""An encoder without a model for the tests of extract."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from corpus.protocols import FloatMatrix
from corpus.text import words_of


class WordEncoder:
    """Words hashed to columns: likeness is shared words. `asked` lists every text it encoded."""

    dim = 256

    def __init__(self, revision: str = "words-1") -> None:
        self.revision = revision
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        self.asked.extend(texts)
        rows = np.full((len(texts), self.dim), 1e-6, dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in words_of(text):
                row[int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % self.dim] += 1.0
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)
