"""An encoder that remembers the vectors of texts it has seen lately.

The relevance gate and the judge look at the same sentences and prototypes, and neither knows of the other. Handing both the
same remembering encoder makes each text cost one encoding. Invariant: what comes out equals what the wrapped encoder gives;
memory is bounded by `capacity` rows.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np

from corpus.protocols import Encoder, FloatMatrix

CAPACITY = 8192  # rows; 12 MB at 384 dimensions, more than the sentences of a three-hour transcript


class RememberingEncoder:
    """An `Encoder` in front of another one: the least recently used rows are forgotten first."""

    def __init__(self, encoder: Encoder, *, capacity: int = CAPACITY) -> None:
        self._encoder = encoder
        self._capacity = capacity
        self._rows: OrderedDict[str, FloatMatrix] = OrderedDict()

    @property
    def revision(self) -> str:
        """The revision of the wrapped encoder: the vectors are its own."""
        return self._encoder.revision

    @property
    def dim(self) -> int:
        """How long a vector is."""
        return self._encoder.dim

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """Encode texts, asking the wrapped encoder only for those not remembered, in one call.

        Returns:
            float32, shape (len(texts), dim), rows of length 1.
        """
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        unknown = [t for t in dict.fromkeys(texts) if t not in self._rows]
        fresh = dict(zip(unknown, self._encoder.encode(unknown), strict=True)) if unknown else {}
        rows = [fresh[t] if t in fresh else self._recall(t) for t in texts]
        self._rows.update(fresh)
        while len(self._rows) > self._capacity:
            self._rows.popitem(last=False)
        return np.stack(rows).astype(np.float32, copy=False)

    def _recall(self, text: str) -> FloatMatrix:
        self._rows.move_to_end(text)
        return self._rows[text]


def remembering(encoder: Encoder) -> RememberingEncoder:
    """The encoder itself if it remembers already, else one that does."""
    return encoder if isinstance(encoder, RememberingEncoder) else RememberingEncoder(encoder)
