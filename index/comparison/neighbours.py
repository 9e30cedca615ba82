"""Which pairs of claims are worth scoring: near in meaning, or sharing a rare figure; never all pairs of a large corpus.

Up to `EXACT_MOST` rows the nearest neighbours are exact, by blocks of a matrix product; beyond, they come from a forest of
random-projection trees (Dasgupta and Freund 2008), whose cost grows as n log n. Invariant: the pairs depend on the rows as a
set (the caller sorts them), and on the fixed seed of the forest.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from corpus.protocols import FloatMatrix
from index.comparison.pairs import PairTable

Pairs = npt.NDArray[np.int64]  # shape (n, 2), first column the less

# Few measures have more than a dozen claims in other words; more neighbours cost time and join hardly a cluster more.
NEIGHBOURS = 16
EXACT_MOST = 4096  # rows of one family compared exactly: 4096² products take a fifth of a second on one core
_BLOCK = 1024
_NOBODY = -2.0  # in the place of the cosine of a row with itself, or where there is no neighbour
_TREES = 8  # each adds about a tenth of the neighbours that the others missed
_LEAF = 64
_SEED = 20260604
_FIGURE_WINDOW = 8  # claims that share a rare figure are paired with this many that follow in the order of ids
_RARE = 0.8


def candidate_pairs(table: PairTable) -> Pairs:
    """Pairs of rows within one family of units, sorted, each once."""
    found = [np.zeros((0, 2), dtype=np.int64)]
    families: dict[str, list[int]] = {}
    for i, frame in enumerate(table.frames):
        families.setdefault(frame.family, []).append(i)
    joined = _unit_rows(table.texts + table.focuses)
    for _, members in sorted(families.items()):
        rows = np.array(members, dtype=np.int64)
        if len(rows) > 1:
            found.append(rows[nearest_pairs(joined[rows])])
    found.append(_same_figure_pairs(table))
    pairs = np.concatenate(found)
    pairs = np.sort(pairs, axis=1)
    return np.unique(pairs, axis=0)


def nearest_pairs(vectors: FloatMatrix) -> Pairs:
    """Pairs of rows of which one is among the nearest of the other."""
    if len(vectors) <= EXACT_MOST:
        return _nearest_within(vectors, np.arange(len(vectors), dtype=np.int64))
    count = len(vectors)
    nearest = np.full((count, NEIGHBOURS), -1, dtype=np.int64)
    cosines = np.full((count, NEIGHBOURS), _NOBODY, dtype=np.float32)
    for tree in _forest(count, vectors):
        more = np.full((count, NEIGHBOURS), -1, dtype=np.int64)
        more_cosines = np.full((count, NEIGHBOURS), _NOBODY, dtype=np.float32)
        for leaf in tree:
            ids, near = _nearest_in_leaf(vectors, leaf)
            more[leaf, : ids.shape[1]], more_cosines[leaf, : ids.shape[1]] = ids, near
        nearest, cosines = _nearest_of_both(np.hstack([nearest, more]), np.hstack([cosines, more_cosines]))
    rows, columns = np.nonzero(nearest >= 0)
    pairs = np.column_stack([rows.astype(np.int64), nearest[rows, columns]])
    return np.unique(np.sort(pairs, axis=1), axis=0)


def _nearest_in_leaf(vectors: FloatMatrix, leaf: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], FloatMatrix]:
    """For each row of a leaf its nearest rows there, nearest first, and their cosines."""
    here = vectors[leaf]
    cosines = np.round(here @ here.T, 5)
    np.fill_diagonal(cosines, _NOBODY)
    order = np.argsort(-cosines, axis=1, kind="stable")[:, : min(NEIGHBOURS, len(leaf) - 1)]
    return leaf[order], np.take_along_axis(cosines, order, axis=1)


def _nearest_of_both(
    ids: npt.NDArray[np.int64], cosines: FloatMatrix
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """The `NEIGHBOURS` nearest of each row's candidates, each candidate once: trees add nearer rows, not more rows."""
    order = np.argsort(ids, axis=1, kind="stable")
    ids, cosines = np.take_along_axis(ids, order, axis=1), np.take_along_axis(cosines, order, axis=1)
    again = np.zeros(ids.shape, dtype=bool)
    again[:, 1:] = ids[:, 1:] == ids[:, :-1]
    ids, cosines = np.where(again, -1, ids), np.where(again, np.float32(_NOBODY), cosines)
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :NEIGHBOURS]
    return np.take_along_axis(ids, order, axis=1), np.take_along_axis(cosines, order, axis=1)


def _nearest_within(vectors: FloatMatrix, rows: npt.NDArray[np.int64]) -> Pairs:
    k = min(NEIGHBOURS, len(rows) - 1)
    if k <= 0:
        return np.zeros((0, 2), dtype=np.int64)
    here = vectors[rows]
    out: list[Pairs] = []
    for start in range(0, len(rows), _BLOCK):
        block = here[start : start + _BLOCK] @ here.T
        block = np.round(block, 5)  # so that the last bits of a product never decide between two neighbours
        block[np.arange(len(block)), start + np.arange(len(block))] = _NOBODY
        nearest = np.argsort(-block, axis=1, kind="stable")[:, :k] if len(rows) <= _LEAF * 2 else _top(block, k)
        left = np.repeat(rows[start : start + len(block)], k)
        out.append(np.column_stack([left, rows[nearest.ravel()]]))
    return np.unique(np.sort(np.concatenate(out), axis=1), axis=0)


def _top(block: FloatMatrix, k: int) -> npt.NDArray[np.int64]:
    """The k greatest columns of each row; of equal ones the first."""
    order = block.astype(np.float64) - np.arange(block.shape[1]) * 1e-12
    return np.asarray(np.argpartition(-order, k - 1, axis=1)[:, :k], dtype=np.int64)


def _forest(count: int, vectors: FloatMatrix) -> Iterator[list[npt.NDArray[np.int64]]]:
    """The leaves of each tree, which cuts the rows by the median along random directions until they are few."""
    random = np.random.default_rng(_SEED)
    for _ in range(_TREES):
        leaves: list[npt.NDArray[np.int64]] = []
        stack = [np.arange(count, dtype=np.int64)]
        while stack:
            rows = stack.pop()
            if len(rows) <= _LEAF:
                leaves.append(np.sort(rows))
                continue
            direction = np.asarray(random.standard_normal((vectors.shape[1],)), dtype=np.float32)
            order = np.argsort(np.round(vectors[rows] @ direction, 5), kind="stable")
            half = len(rows) // 2
            stack.append(np.sort(rows[order[half:]]))
            stack.append(np.sort(rows[order[:half]]))
        yield leaves


def _same_figure_pairs(table: PairTable) -> Pairs:
    buckets: dict[tuple[str, float], list[int]] = {}
    for i, frame in enumerate(table.frames):
        if frame.rarity >= _RARE and np.isfinite(frame.value):
            buckets.setdefault((frame.unit, float(f"{frame.value:.4g}")), []).append(i)
    pairs = [
        (i, j)
        for _, rows in sorted(buckets.items())
        for at, i in enumerate(rows)
        for j in rows[at + 1 : at + 1 + _FIGURE_WINDOW]
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _unit_rows(vectors: FloatMatrix) -> FloatMatrix:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)
