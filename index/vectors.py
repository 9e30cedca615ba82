"""Vector stores: one of plain arrays, and one in files that are mapped into memory.

Invariant: both give the same answer to the same question, to the last digit: what is found is scored in double precision,
rounded to `SCORE_DIGITS`, and ties go to the smaller id, so no order of insertion, batch or processor shows. Only an index
of more than `EXACT_UP_TO` vectors may miss a neighbour, because codes propose what is scored.
To add an engine: a class that passes `tests/conformance/test_conformance_vectors.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.protocols import FloatMatrix
from index.vector_files import EXACT_UP_TO, empty_generation, ids_of, open_generation, write_generation

SCORE_DIGITS = 6  # digits of a score: float32 products of unit vectors agree to about 1e-7 on every processor
CANDIDATES = (
    1000  # proposed by codes for one query; recall of the ten nearest is above .99, also where vectors lie like noise
)
CANDIDATES_PER_HIT = 4
_FILTERED_DEPTH = 8  # times as many where only some may be found
_EDGE = 1e-5  # a score in single precision may be off by this much
_CHUNK = 256  # queries scored at once by the exact store: bounds memory at 2 MiB per 1,000 vectors
_SAVE_CHUNK = 20_000  # vectors copied at once: 30 MiB

Rows = npt.NDArray[np.int64]


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

    def vectors_of(self, ids: Sequence[str]) -> FloatMatrix:
        """The vectors of ids, shape (len(ids), dim), in their order; zeros for an id that it does not hold."""
        zeros = np.zeros(self.dim, dtype=np.float32)
        return np.array([self._held.get(i, zeros) for i in ids], dtype=np.float32).reshape(len(ids), self.dim)

    def sample(self, n: int) -> FloatMatrix:
        """At most n of the vectors that it holds, evenly spread over the sorted ids; all of them where there are no more."""
        names = sorted(self._held)
        return self.vectors_of([names[place] for place in _spread(len(names), n)])


class MappedVectorStore:
    """A `VectorStore` in files that are mapped into memory; exact, but for candidates from codes where it is large.

    What is saved lies in the files, row by row in the order of the ids; what was added or removed since lies beside it in
    memory until it is saved.

    Args:
        dim: how long a vector is.
        revision: the encoder's revision; an index of another is refused by `open`.
        exact_up_to: a saved index of more vectors gets codes, see `index.codes`.
    """

    def __init__(self, dim: int, *, revision: str, exact_up_to: int = EXACT_UP_TO) -> None:
        self.dim = dim
        self.revision = revision
        self.exact_up_to = exact_up_to
        self._saved = empty_generation(dim)
        self._gone: set[int] = set()
        self._fresh: dict[str, FloatMatrix] = {}

    @classmethod
    def open(cls, folder: Path, *, dim: int, revision: str) -> MappedVectorStore:
        """Open a saved index, mapped into memory.

        Raises:
            EncoderMismatch: the index was made with another encoder.
            BadInput: there is none, or it is damaged; the remedy says how to rebuild.
        """
        store = cls(dim, revision=revision)
        store._saved = open_generation(folder, dim=dim, revision=revision)
        return store

    def save(self, folder: Path) -> None:
        """Write the index beside the one in the folder, then point to it; a reader sees the old or the new one whole."""
        rows = {name: row for row, name in enumerate(self._saved_ids()) if row not in self._gone}
        ids = sorted([*rows, *self._fresh])

        def chunks() -> Iterator[FloatMatrix]:
            for start in range(0, len(ids), _SAVE_CHUNK):
                some = ids[start : start + _SAVE_CHUNK]
                yield np.stack([self._fresh[i] if i in self._fresh else self._saved.vectors[rows[i]] for i in some])

        write_generation(folder, ids, chunks(), dim=self.dim, revision=self.revision, exact_up_to=self.exact_up_to)

    @property
    def ids_sha256(self) -> str:
        """The hash of the sorted ids it holds: tells whether an index fits the records it was made from."""
        kept = [name for row, name in enumerate(self._saved_ids()) if row not in self._gone]
        return ids_of(sorted([*kept, *self._fresh]))

    def __len__(self) -> int:
        """How many vectors it holds."""
        return len(self._saved.ids) - len(self._gone) + len(self._fresh)

    def __contains__(self, name: str) -> bool:
        """Whether it holds a vector of this id."""
        return name in self._fresh or len(self._rows_of([name])) > 0

    def add(self, ids: Sequence[str], vectors: FloatMatrix) -> None:
        """Add or replace vectors; `vectors` has shape (len(ids), dim)."""
        _check_shape(ids, vectors, self.dim)
        self._gone.update(self._rows_of(ids).tolist())
        self._fresh.update(zip(ids, vectors.astype(np.float32), strict=True))

    def remove(self, ids: Iterable[str]) -> None:
        """Forget vectors; an id it does not hold is ignored."""
        names = list(ids)
        self._gone.update(self._rows_of(names).tolist())
        for name in names:
            self._fresh.pop(name, None)

    def search(self, query: FloatMatrix, k: int, *, among: frozenset[str] | None = None) -> list[list[tuple[str, float]]]:
        """The nearest k ids for each row of `query` (shape (n, dim)), best first, ties by id; of `among` if given."""
        if k <= 0:
            return [[] for _ in query]
        names = sorted(self._fresh if among is None else among & self._fresh.keys())
        fresh = np.vstack([self._fresh[n] for n in names]) if names else np.empty((0, self.dim), dtype=np.float32)
        allowed = None if among is None else self._rows_of(among)
        return [self._nearest(np.asarray(row, dtype=np.float32), k, allowed, names, fresh) for row in query]

    def vectors_of(self, ids: Sequence[str]) -> FloatMatrix:
        """The vectors of ids, shape (len(ids), dim), in their order; zeros for an id that it does not hold."""
        out = np.zeros((len(ids), self.dim), dtype=np.float32)
        rows = self._rows_of(ids)
        row_of = dict(zip((i.decode() for i in self._saved.ids[rows].tolist()), rows.tolist(), strict=True))
        places = [place for place, i in enumerate(ids) if i in row_of]
        out[places] = self._saved.vectors[[row_of[ids[place]] for place in places]]
        for place, i in enumerate(ids):
            if i in self._fresh:
                out[place] = self._fresh[i]
        return out

    def sample(self, n: int) -> FloatMatrix:
        """At most n of the vectors that it holds, evenly spread over the sorted ids; all of them where there are no more."""
        if self._fresh or self._gone:
            kept = [name for row, name in enumerate(self._saved_ids()) if row not in self._gone]
            names = sorted([*kept, *self._fresh])
            return self.vectors_of([names[place] for place in _spread(len(names), n)])
        return np.array(self._saved.vectors[_spread(len(self), n)])

    def _nearest(
        self, query: FloatMatrix, k: int, allowed: Rows | None, names: Sequence[str], fresh: FloatMatrix
    ) -> list[tuple[str, float]]:
        """The best k for one vector among the saved rows allowed (None: all) and the fresh vectors given by name."""
        rows = self._candidates(query, k, allowed)
        saved = self._saved.vectors[rows]
        ids = [i.decode() for i in self._saved.ids[rows].tolist()] + list(names)
        scores = _scores(query[None, :], np.concatenate([saved, fresh]))[0].tolist()
        return sorted(zip(ids, scores, strict=True), key=lambda hit: (-hit[1], hit[0]))[:k]

    def _candidates(self, query: FloatMatrix, k: int, allowed: Rows | None) -> Rows:
        """Rows of the saved vectors that hold all of the best k, or nearly all of them where codes proposed them."""
        codes = self._saved.codes
        if codes is not None and (allowed is None or len(allowed) > self.exact_up_to):
            wanted = max(CANDIDATES, CANDIDATES_PER_HIT * k)
            rows = codes.nearest(query, wanted if allowed is None else wanted * _FILTERED_DEPTH)
            rows = rows if allowed is None else rows[np.isin(rows, allowed, assume_unique=True)]
            if self._gone:
                rows = rows[~np.isin(rows, np.fromiter(self._gone, dtype=np.int64))]
            if len(rows) >= k:
                return np.sort(rows)
        return self._best_rows(query, k, allowed)

    def _best_rows(self, query: FloatMatrix, k: int, allowed: Rows | None) -> Rows:
        """The rows whose score is among the best k, or equals the k-th as far as single precision tells."""
        vectors = self._saved.vectors
        if allowed is None:
            scores = vectors @ query
        else:
            parts = [vectors[allowed[at : at + _SAVE_CHUNK]] @ query for at in range(0, len(allowed), _SAVE_CHUNK)]
            scores = np.concatenate(parts) if parts else np.empty(0, dtype=np.float32)
        if allowed is None and self._gone:
            scores[np.fromiter(self._gone, dtype=np.int64)] = -np.inf
        if k < len(scores):
            edge = np.partition(scores, len(scores) - k)[len(scores) - k]
            found = np.flatnonzero((scores >= edge - _EDGE) & (scores > -np.inf))
        else:
            found = np.flatnonzero(scores > -np.inf)
        return found if allowed is None else allowed[found]

    def _rows_of(self, names: Collection[str]) -> Rows:
        """The rows of the saved ids that are held of these, sorted."""
        ids = self._saved.ids
        if not len(ids) or not names:
            return np.empty(0, dtype=np.int64)
        width = ids.dtype.itemsize
        wanted = np.array(sorted(e for n in names if len(e := n.encode("utf-8", "replace")) <= width), dtype=ids.dtype)
        places = np.searchsorted(ids, wanted)
        places = places[places < len(ids)]
        rows = np.unique(places[ids[places] == wanted[: len(places)]])
        if self._gone:
            rows = rows[~np.isin(rows, np.fromiter(self._gone, dtype=np.int64))]
        return rows.astype(np.int64)

    def _saved_ids(self) -> Iterator[str]:
        return (i.decode() for i in self._saved.ids.tolist())


def _spread(held: int, n: int) -> list[int]:
    """At most n places of `held`, evenly spread."""
    return np.linspace(0, held - 1, min(n, held)).astype(np.int64).tolist() if held and n > 0 else []


def _scores(query: FloatMatrix, matrix: FloatMatrix) -> npt.NDArray[np.float64]:
    """Inner products in double precision, rounded so that they are equal on every processor; -0.0 is 0.0."""
    product: npt.NDArray[np.float64] = query.astype(np.float64) @ matrix.astype(np.float64).T
    return np.round(product, SCORE_DIGITS) + 0.0


def _check_shape(ids: Sequence[str], vectors: FloatMatrix, dim: int) -> None:
    if vectors.shape != (len(ids), dim):
        raise ValueError(f"{len(ids)} ids of dimension {dim} need vectors of shape {(len(ids), dim)}, not {vectors.shape}")
