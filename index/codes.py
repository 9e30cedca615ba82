"""Short codes of many vectors, by which FAISS finds candidates for an exact look.

Product quantisation with four bits for each pair of dimensions, scanned in registers (Jégou, Douze and Schmid 2011; André,
Kermarrec and Le Scouarnec 2017): every code is looked at, so there is no list that a neighbour could hide in, and recall
hardly depends on how the vectors lie. Invariant: codes only propose; whoever asks scores the candidates by their vectors.
One sixteenth of the size of the vectors; `benchmarks/bench_vectors.py` prints time and recall over a million.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus.protocols import FloatMatrix

if TYPE_CHECKING:
    import faiss

DIMS_PER_CODE = 2  # with 4, a third of the candidates of a thousand are lost where vectors lie like noise
BITS = 4
TRAINING_ROWS = 20_000  # evenly spread over the vectors
_CHUNK = 50_000


class Codes:
    """Codes of the rows of a matrix, searched by inner product."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: FloatMatrix) -> Codes | None:
        """Code each row of a matrix of shape (n, dim); None for a dimension that does not split into `DIMS_PER_CODE`."""
        import faiss

        n, dim = vectors.shape
        if dim % DIMS_PER_CODE:
            return None
        index = faiss.IndexPQFastScan(dim, dim // DIMS_PER_CODE, BITS, faiss.METRIC_INNER_PRODUCT)
        step = -(-n // TRAINING_ROWS)
        index.train(np.ascontiguousarray(vectors[::step]))
        for start in range(0, n, _CHUNK):
            index.add(np.ascontiguousarray(vectors[start : start + _CHUNK]))
        return cls(index)

    @classmethod
    def open(cls, path: Path) -> Codes:
        """Read what `save` wrote."""
        import faiss

        return cls(faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the codes to a file."""
        import faiss

        faiss.write_index(self._index, str(path))

    def __len__(self) -> int:
        """How many rows are coded."""
        return int(self._index.ntotal)

    def nearest(self, query: FloatMatrix, n: int) -> npt.NDArray[np.int64]:
        """The numbers of about the nearest n rows to one vector of shape (dim,), in no order that means anything."""
        _, numbers = self._index.search(np.ascontiguousarray(query[None, :], dtype=np.float32), min(n, len(self)))
        found: npt.NDArray[np.int64] = numbers[0]
        return found[found >= 0]
