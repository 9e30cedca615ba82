"""Which pairs of claims are worth scoring: near in meaning, or sharing a rare figure; never all pairs of a large corpus.

Up to `EXACT_MOST` rows of a family the nearest neighbours are exact, and lists of an earlier night are brought up to date:
only rows that are new, or that lost a neighbour, are held against all others. Beyond, they come from a forest of
random-projection trees (Dasgupta and Freund 2008), whose cost grows as n log n, made anew each time. Invariant: the pairs
depend on the rows as a sequence (the caller sorts them) and on the fixed seed of the forest, never on what was known before:
vectors are rounded to whole numbers so small that every product of two is exact, in whatever batch it is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.protocols import FloatMatrix
from index.comparison.pairs import PairTable

Pairs = npt.NDArray[np.int64]  # shape (n, 2), first column the less
Grid = npt.NDArray[np.int16]  # unit vectors in steps of 1 / `_STEPS`

# Few measures have more than a dozen claims in other words; more neighbours cost time and join hardly a cluster more.
NEIGHBOURS = 16
# Rows of one family compared exactly: 12,000² products take some five seconds on one core.
EXACT_MOST = 12_000
_STEPS = (
    2047  # the product of two unit vectors in such steps stays below 2^24, up to which float32 adds whole numbers exactly
)
_BLOCK = 512
_NOBODY = -2.0  # in the place of the cosine of a row with itself, or where there is no neighbour
_NONE = np.iinfo(np.int64).min
_ROUGH = np.iinfo(np.int32).min  # in the place of a product: the list may have missed a row
_RANK = 1 << 22  # more rows than there will be: equal products are told apart by the lesser row
_TREES = 8  # each adds about a tenth of the neighbours that the others missed
_LEAF = 64
_SEED = 20260604
_FIGURE_WINDOW = 8  # claims that share a rare figure are paired with this many that follow in the order of rows
_RARE = 0.8


@dataclass(frozen=True, slots=True)
class Nearest:
    """For each row its nearest rows, in no order: their numbers, -1 where there are fewer, and their products in steps."""

    rows: npt.NDArray[np.int32]
    products: npt.NDArray[np.int32]

    @classmethod
    def unknown(cls, count: int) -> Nearest:
        """Nothing known of any row."""
        shape = (count, NEIGHBOURS)
        return cls(np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.int32))


def candidate_pairs(table: PairTable) -> Pairs:
    """Pairs of rows within one family of units, sorted, each once."""
    frames = table.frames
    found = nearest_in_families([f.family for f in frames], on_grid(table.texts + table.focuses))
    figures = same_figure_pairs([f.unit for f in frames], [f.value for f in frames], [f.rarity for f in frames])
    return np.unique(np.concatenate([pairs_of(found), figures]), axis=0)


def on_grid(vectors: FloatMatrix) -> Grid:
    """Vectors made as long as 1 and rounded to steps."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(np.rint(vectors / np.where(lengths > 0, lengths, 1.0) * _STEPS), dtype=np.int16)


def nearest_in_families(
    families: Sequence[str],
    vectors: Grid,
    *,
    known: Nearest | None = None,
    is_new: npt.NDArray[np.bool_] | None = None,
) -> Nearest:
    """For each row its nearest rows of the same family.

    Args:
        known: what was found before for the rows that are not new; -1 in place of a row that is gone.
    """
    found = Nearest.unknown(len(families))
    of_family: dict[str, list[int]] = {}
    for row, family in enumerate(families):
        of_family.setdefault(family, []).append(row)
    for members in of_family.values():
        rows = np.array(members, dtype=np.int64)
        if len(rows) < 2:
            continue
        if len(rows) > EXACT_MOST:
            local = _nearest_in_forest(vectors[rows])
        elif known is None or is_new is None:
            local = _nearest(vectors[rows], Nearest.unknown(len(rows)), np.ones(len(rows), dtype=bool))
        else:
            at = np.full(len(families), -1, dtype=np.int32)
            at[rows] = np.arange(len(rows), dtype=np.int32)
            before = known.rows[rows]
            before = np.where(before >= 0, at[before], -1).astype(np.int32)
            local = _nearest(vectors[rows], Nearest(before, known.products[rows]), is_new[rows])
        found.rows[rows] = np.where(local.rows >= 0, rows[local.rows], -1)
        found.products[rows] = local.products
    return found


def pairs_of(found: Nearest) -> Pairs:
    """Pairs of rows of which one is among the nearest of the other, sorted, each once."""
    one, place = np.nonzero(found.rows >= 0)
    other = found.rows[one, place].astype(np.int64)
    count = max(len(found.rows), 1)
    codes = np.unique(np.minimum(one, other) * count + np.maximum(one, other))
    return np.column_stack([codes // count, codes % count])


def nearest_pairs(vectors: FloatMatrix) -> Pairs:
    """Pairs of rows, all of one family, of which one is among the nearest of the other."""
    return pairs_of(nearest_in_families([""] * len(vectors), on_grid(vectors)))


def _nearest(vectors: Grid, known: Nearest, is_new: npt.NDArray[np.bool_]) -> Nearest:
    """Exact lists: made anew for rows that are new or lost a neighbour, the others held against the new rows alone."""
    count, kept = len(vectors), int((~is_new).sum())
    most = min(NEIGHBOURS, count - 1)
    held = (known.rows >= 0).sum(axis=1)
    is_stale = is_new | (held < min(NEIGHBOURS, kept - 1)) | (known.products == _ROUGH).any(axis=1)
    if int(is_new.sum()) > count // 2:
        is_stale[:] = True
    numbers = vectors.astype(np.float32)
    found = Nearest(known.rows.copy(), known.products.copy())
    stale, new = np.flatnonzero(is_stale), np.flatnonzero(is_new)
    everybody = np.arange(count)
    for at in range(0, len(stale), _BLOCK):
        mine = stale[at : at + _BLOCK]
        ranked = _ranked(numbers[mine] @ numbers.T, everybody)
        ranked[np.arange(len(mine)), mine] = _NONE
        _take_best(found, mine, ranked, most)
    others = np.flatnonzero(~is_stale)
    for at in range(0, len(others) if len(new) else 0, _BLOCK):
        mine = others[at : at + _BLOCK]
        ranked = _ranked(numbers[mine] @ numbers[new].T, new)
        before = known.products[mine].astype(np.int64) * _RANK - known.rows[mine]
        before[known.rows[mine] < 0] = _NONE
        _take_best(found, mine, np.hstack([before, ranked]), most)
    return found


def _ranked(products: FloatMatrix, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Products and rows as one number each: the greater product is greater, of equal ones the lesser row's."""
    return np.asarray(np.rint(products), dtype=np.int64) * _RANK - rows


def _take_best(found: Nearest, mine: npt.NDArray[np.int64], ranked: npt.NDArray[np.int64], most: int) -> None:
    """Enter the `most` greatest of each line of ranked rows."""
    width = ranked.shape[1]
    if width > most:
        ranked = np.partition(ranked, width - most, axis=1)[:, width - most :]
    is_there = ranked != _NONE
    products = -(-ranked // _RANK)  # rounded up: the row that was taken off is less than `_RANK`
    rows = products * _RANK - ranked
    found.rows[mine], found.products[mine] = -1, 0
    found.rows[mine, : ranked.shape[1]] = np.where(is_there, rows, -1)
    found.products[mine, : ranked.shape[1]] = np.where(is_there, products, 0)


def _nearest_in_forest(grid: Grid) -> Nearest:
    """Nearest rows, of which the trees may miss some."""
    count, vectors = len(grid), np.asarray(grid / _STEPS, dtype=np.float32)
    nearest = np.full((count, NEIGHBOURS), -1, dtype=np.int64)
    cosines = np.full((count, NEIGHBOURS), _NOBODY, dtype=np.float32)
    for tree in _forest(count, vectors):
        more = np.full((count, NEIGHBOURS), -1, dtype=np.int64)
        more_cosines = np.full((count, NEIGHBOURS), _NOBODY, dtype=np.float32)
        for leaf in tree:
            ids, near = _nearest_in_leaf(vectors, leaf)
            more[leaf, : ids.shape[1]], more_cosines[leaf, : ids.shape[1]] = ids, near
        nearest, cosines = _nearest_of_both(np.hstack([nearest, more]), np.hstack([cosines, more_cosines]))
    return Nearest(nearest.astype(np.int32), np.full(nearest.shape, _ROUGH, dtype=np.int32))


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


def same_figure_pairs(units: Sequence[str], values: Sequence[float], rarities: Sequence[float]) -> Pairs:
    """Pairs of rows that give the same rare number of the same unit, each with the few that follow it."""
    buckets: dict[tuple[str, float], list[int]] = {}
    for row, (unit, value, rarity) in enumerate(zip(units, values, rarities, strict=True)):
        if rarity >= _RARE and np.isfinite(value):
            buckets.setdefault((unit, float(f"{value:.4g}")), []).append(row)
    pairs = [
        (i, j)
        for _, rows in sorted(buckets.items())
        for at, i in enumerate(rows)
        for j in rows[at + 1 : at + 1 + _FIGURE_WINDOW]
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
