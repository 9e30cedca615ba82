"""Vector stores: an exact one of plain arrays, and FAISS, which keeps its index in files and maps them into memory.

Invariant: both give the same answer to the same question, to the last digit: what an engine finds is scored again in double
precision, rounded to `SCORE_DIGITS`, and ties go to the smaller id, so no order of insertion, batch or processor shows.
To add an engine: a class that passes `tests/conformance/test_conformance_vectors.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from corpus.protocols import FloatMatrix
from index.vector_files import ids_of, open_generation, write_generation

if TYPE_CHECKING:
    import faiss

SCORE_DIGITS = 6  # digits of a score: float32 products of unit vectors agree to about 1e-7 on every processor
_SPARE = 8  # candidates asked for beyond k, so that ties at the edge are seen
_EDGE = 1e-5  # an engine's score may be off by this much
_CHUNK = 256  # queries scored at once by the exact store: bounds memory at 2 MiB per 1,000 vectors


class ExactVectorStore:
    """A `VectorStore` of plain arrays: for small sets and as the measure of the others."""

    def __init__(self, dim: int) -> None:
        self.dim = dim
        self._held: dict[str, FloatMatrix] = {}

    def __len__(self) -> int:
        """How many vectors it holds."""
        return len(self._held)

    def add(self, ids: Sequence[str], vectors: FloatMatrix) -> None:
        """Add or replace vectors; `vectors` has shape (len(ids), dim)."""
        _check_shape(ids, vectors, self.dim)
        self._held.update(zip(ids, vectors.astype(np.float32), strict=True))

    def remove(self, ids: Iterable[str]) -> None:
        """Forget vectors; an id it does not hold is ignored."""
        for i in ids:
            self._held.pop(i, None)

    def search(self, query: FloatMatrix, k: int, *, among: frozenset[str] | None = None) -> list[list[tuple[str, float]]]:
        """The nearest k ids for each row of `query` (shape (n, dim)), best first, ties by id; of `among` if given."""
        names = sorted(self._held if among is None else among & self._held.keys())
        if not names or k <= 0:
            return [[] for _ in query]
        matrix = np.vstack([self._held[n] for n in names])
        found: list[list[tuple[str, float]]] = []
        for start in range(0, len(query), _CHUNK):
            scores = _scores(query[start : start + _CHUNK], matrix)
            order = np.argsort(-scores, axis=1, kind="stable")[:, :k]  # names are sorted, so stable order breaks ties by id
            found += [[(names[j], float(row[j])) for j in best] for row, best in zip(scores, order, strict=True)]
        return found


class FaissVectorStore:
    """A `VectorStore` on FAISS, exact by inner product, that can be saved to a folder and opened from it.

    Args:
        dim: how long a vector is.
        revision: the encoder's revision; an index of another is refused by `open`.
    """

    def __init__(self, dim: int, *, revision: str) -> None:
        self.dim = dim
        self.revision = revision
        self._index: faiss.Index = _new_index(dim)
        self._names: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._next = 0
        self._is_mapped = False

    @classmethod
    def open(cls, folder: Path, *, dim: int, revision: str) -> FaissVectorStore:
        """Open a saved index, mapped into memory; the first change copies it.

        Raises:
            EncoderMismatch: the index was made with another encoder.
            BadInput: there is none, or it is damaged; the remedy says how to rebuild.
        """
        store = cls(dim, revision=revision)
        store._index, names = open_generation(folder, dim=dim, revision=revision)
        store._names = dict(enumerate(names))
        store._numbers = {name: number for number, name in enumerate(names)}
        store._next = len(names)
        store._is_mapped = True
        return store

    def save(self, folder: Path) -> None:
        """Write the index beside the one in the folder, then point to it; a reader sees the old or the new one whole."""
        names = sorted(self._numbers)
        fresh = _new_index(self.dim)
        if names:
            fresh.add_with_ids(self._vectors(names), np.arange(len(names), dtype=np.int64))
        write_generation(folder, fresh, names, dim=self.dim, revision=self.revision)

    @property
    def ids_sha256(self) -> str:
        """The hash of the sorted ids it holds: tells whether an index fits the records it was made from."""
        return ids_of(sorted(self._numbers))

    def __len__(self) -> int:
        """How many vectors it holds."""
        return len(self._numbers)

    def __contains__(self, name: str) -> bool:
        """Whether it holds a vector of this id."""
        return name in self._numbers

    def add(self, ids: Sequence[str], vectors: FloatMatrix) -> None:
        """Add or replace vectors; `vectors` has shape (len(ids), dim)."""
        _check_shape(ids, vectors, self.dim)
        if not ids:
            return
        self.remove(ids)
        self._own()
        last = {name: row for row, name in enumerate(ids)}  # of an id given twice the last vector counts
        numbers = np.arange(self._next, self._next + len(last), dtype=np.int64)
        self._index.add_with_ids(np.ascontiguousarray(vectors[list(last.values())], dtype=np.float32), numbers)
        for name, number in zip(last, numbers.tolist(), strict=True):
            self._names[number] = name
            self._numbers[name] = number
        self._next += len(last)

    def remove(self, ids: Iterable[str]) -> None:
        """Forget vectors; an id it does not hold is ignored."""
        numbers = [self._numbers[i] for i in dict.fromkeys(ids) if i in self._numbers]
        if not numbers:
            return
        self._own()
        self._index.remove_ids(np.array(numbers, dtype=np.int64))  # type: ignore[arg-type]
        for number in numbers:
            del self._numbers[self._names.pop(number)]

    def search(self, query: FloatMatrix, k: int, *, among: frozenset[str] | None = None) -> list[list[tuple[str, float]]]:
        """The nearest k ids for each row of `query` (shape (n, dim)), best first, ties by id; of `among` if given."""
        import faiss

        allowed = None if among is None else sorted(self._numbers[i] for i in among if i in self._numbers)
        n_held = len(self) if allowed is None else len(allowed)
        if not n_held or k <= 0 or not len(query):
            return [[] for _ in query]
        rows = np.ascontiguousarray(query, dtype=np.float32)
        params = None
        if allowed is not None:
            params = faiss.SearchParameters(sel=faiss.IDSelectorBatch(np.array(allowed, dtype=np.int64)))  # type: ignore[call-arg]
        found = [self._nearest(scores, numbers) for scores, numbers in zip(*self._ask(rows, k, n_held, params), strict=True)]
        return [self._rescore(row, names)[:k] for row, names in zip(rows, found, strict=True)]

    def _ask(
        self, rows: FloatMatrix, k: int, n_held: int, params: faiss.SearchParameters | None
    ) -> tuple[FloatMatrix, npt.NDArray[np.int64]]:
        """Ask FAISS for so many that no row's k-th place is tied with one that was not fetched."""
        wanted = min(k + _SPARE, n_held)
        while True:
            scores, numbers = self._index.search(rows, wanted, params=params)
            if wanted == n_held or bool((scores[:, wanted - 1] < scores[:, k - 1] - _EDGE).all()):
                return scores, numbers
            wanted = min(wanted * 4, n_held)

    def _nearest(self, scores: FloatMatrix, numbers: npt.NDArray[np.int64]) -> list[str]:
        return [self._names[n] for n in numbers.tolist() if n >= 0]

    def _rescore(self, row: FloatMatrix, names: Sequence[str]) -> list[tuple[str, float]]:
        scores = _scores(row[None, :], self._vectors(names))[0]
        return sorted(zip(names, scores.tolist(), strict=True), key=lambda hit: (-hit[1], hit[0]))

    def _vectors(self, names: Sequence[str]) -> FloatMatrix:
        numbers = np.array([self._numbers[name] for name in names], dtype=np.int64)
        out: FloatMatrix = self._index.reconstruct_batch(numbers)
        return out

    def _own(self) -> None:
        """Copy a mapped index into memory before the first change."""
        if self._is_mapped:
            names = list(self._numbers)
            fresh = _new_index(self.dim)
            if names:
                fresh.add_with_ids(self._vectors(names), np.array([self._numbers[n] for n in names], dtype=np.int64))
            self._index = fresh
            self._is_mapped = False


def _new_index(dim: int) -> faiss.IndexIDMap2:
    import faiss

    return faiss.IndexIDMap2(faiss.IndexFlatIP(dim))


def _scores(query: FloatMatrix, matrix: FloatMatrix) -> npt.NDArray[np.float64]:
    """Inner products in double precision, rounded so that they are equal on every processor; -0.0 is 0.0."""
    product: npt.NDArray[np.float64] = query.astype(np.float64) @ matrix.astype(np.float64).T
    return np.round(product, SCORE_DIGITS) + 0.0


def _check_shape(ids: Sequence[str], vectors: FloatMatrix, dim: int) -> None:
    if vectors.shape != (len(ids), dim):
        raise ValueError(f"{len(ids)} ids of dimension {dim} need vectors of shape {(len(ids), dim)}, not {vectors.shape}")
