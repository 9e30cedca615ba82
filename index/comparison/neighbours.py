"""Which pairs of claims are worth scoring: near in meaning, or sharing a rare figure; never all pairs of a large corpus.

Up to `EXACT_MOST` rows of a family the nearest neighbours are exact, and lists of an earlier night are brought up to date:
only rows that are new, or that lost a neighbour, are held against all others. Beyond, they come from `windows`, whose cost
grows as n log n. Invariant: the pairs depend on the rows as a sequence (the caller sorts them) and on fixed seeds, never on
what was known before: vectors are rounded to whole numbers so small that every product of two is exact, in whatever batch it
is made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from corpus.protocols import FloatMatrix
from index.comparison.pairs import PairTable
from index.comparison.windows import (
    NEIGHBOURS,
    NONE,
    Before,
    Codes,
    Grid,
    Nearest,
    codes_of,
    nearest_in_windows,
    put_lists,
    ranked,
    ranked_lists,
)

Pairs = npt.NDArray[np.int64]  # shape (n, 2), first column the less

# Rows of one family compared exactly: 12,000² products take some five seconds on one core.
EXACT_MOST = 12_000
_STEPS = (
    2047  # the product of two unit vectors in such steps stays below 2^24, up to which float32 adds whole numbers exactly
)
_BLOCK = 512
_FIGURE_WINDOW = 8  # claims that share a rare figure are paired with this many that follow in the order of rows
_RARE = 0.8


@dataclass(frozen=True, slots=True)
class Known:
    """What was found of the rows as they were: their families and codes, their numbers now (-1: gone), their nearest rows.

    `nearest` holds for each row of then the numbers of then.
    """

    families: Sequence[str]
    codes: Codes
    now: npt.NDArray[np.int64]
    nearest: Nearest


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
    families: Sequence[str], vectors: Grid, *, codes: Codes | None = None, known: Known | None = None
) -> Nearest:
    """For each row its nearest rows of the same family.

    Args:
        codes: the `codes_of` the vectors, made here where they are not given.
        known: what was found before of the rows that are still there.
    """
    codes = codes_of(vectors) if codes is None else codes
    found = Nearest.unknown(len(families))
    was = _by_family(known.families) if known is not None else {}
    for family, rows in _by_family(families).items():
        if len(rows) < 2:
            continue
        is_large, old = len(rows) > EXACT_MOST, was.get(family, np.zeros(0, dtype=np.int64))
        before = None
        if known is not None and is_large == (len(old) > EXACT_MOST):
            before = _before(known, old, rows, len(families))
        local = nearest_in_windows(vectors[rows], codes[rows], before) if is_large else _nearest(vectors[rows], before)
        found.rows[rows] = np.where(local.rows >= 0, rows[local.rows], -1)
        found.products[rows] = local.products
    return found


def _by_family(families: Sequence[str]) -> dict[str, npt.NDArray[np.int64]]:
    of_family: dict[str, list[int]] = {}
    for row, family in enumerate(families):
        of_family.setdefault(family, []).append(row)
    return {family: np.array(rows, dtype=np.int64) for family, rows in of_family.items()}


def _before(known: Known, old: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], count: int) -> Before:
    """What is known of a family, rows numbered by their places in it now; `old` are its rows of then."""
    place = np.full(count + 1, -1, dtype=np.int64)  # the last stands for rows that are gone
    place[rows] = np.arange(len(rows))
    now = place[known.now[old]]
    kept = now >= 0
    found = Nearest.unknown(len(rows))
    held = known.nearest.rows[old[kept]]
    found.rows[now[kept]] = np.where(held >= 0, place[known.now[held]], -1)
    found.products[now[kept]] = known.nearest.products[old[kept]]
    return Before(known.codes[old], now, found)


def pairs_of(found: Nearest) -> Pairs:
    """Pairs of rows of which one is among the nearest of the other, sorted, each once."""
    one, place = np.nonzero(found.rows >= 0)
    other = found.rows[one, place].astype(np.int64)
    count = max(len(found.rows), 1)
    codes = distinct(np.minimum(one, other) * count + np.maximum(one, other))
    return np.column_stack([codes // count, codes % count])


def distinct(codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Numbers sorted, each once; quicker than by hashing them."""
    codes = np.sort(codes)
    is_first = np.ones(len(codes), dtype=bool)
    is_first[1:] = codes[1:] != codes[:-1]
    return codes[is_first]


def nearest_pairs(vectors: FloatMatrix) -> Pairs:
    """Pairs of rows, all of one family, of which one is among the nearest of the other."""
    return pairs_of(nearest_in_families([""] * len(vectors), on_grid(vectors)))


def _nearest(vectors: Grid, before: Before | None) -> Nearest:
    """Exact lists: made anew for rows that are new or lost a neighbour, the others held against the new rows alone."""
    count = len(vectors)
    most = min(NEIGHBOURS, count - 1)
    found = Nearest.unknown(count) if before is None else Nearest(before.found.rows.copy(), before.found.products.copy())
    is_new = np.ones(count, dtype=bool)
    if before is not None:
        is_new[before.now[before.now >= 0]] = False
    is_stale = is_new | ((found.rows >= 0).sum(axis=1) < min(NEIGHBOURS, int((~is_new).sum()) - 1))
    if int(is_new.sum()) > count // 2:
        is_stale[:] = True
    numbers = vectors.astype(np.float32)
    stale, new = np.flatnonzero(is_stale), np.flatnonzero(is_new)
    everybody = np.arange(count)
    for at in range(0, len(stale), _BLOCK):
        mine = stale[at : at + _BLOCK]
        lists = ranked(numbers[mine] @ numbers.T, everybody)
        lists[np.arange(len(mine)), mine] = NONE
        put_lists(found, mine, _greatest(lists, most))
    others = np.flatnonzero(~is_stale)
    for at in range(0, len(others) if len(new) else 0, _BLOCK):
        mine = others[at : at + _BLOCK]
        held = ranked_lists(Nearest(found.rows[mine], found.products[mine]))
        lists = np.hstack([held, ranked(numbers[mine] @ numbers[new].T, new)])
        put_lists(found, mine, _greatest(lists, most))
    return found


def _greatest(lists: npt.NDArray[np.int64], most: int) -> npt.NDArray[np.int64]:
    """The `most` greatest numbers of each line."""
    width = lists.shape[1]
    return np.partition(lists, width - most, axis=1)[:, width - most :] if width > most else lists


@lru_cache(maxsize=100_000)
def _four_digits(value: float) -> float:
    return float(f"{value:.4g}")


def same_figure_pairs(units: Sequence[str], values: Sequence[float], rarities: Sequence[float]) -> Pairs:
    """Pairs of rows that give the same rare number of the same unit, each with the few that follow it."""
    buckets: dict[tuple[str, float], list[int]] = {}
    for row, (unit, value, rarity) in enumerate(zip(units, values, rarities, strict=True)):
        if rarity >= _RARE and np.isfinite(value):
            buckets.setdefault((unit, _four_digits(value)), []).append(row)
    pairs = [
        (i, j)
        for _, rows in sorted(buckets.items())
        for at, i in enumerate(rows)
        for j in rows[at + 1 : at + 1 + _FIGURE_WINDOW]
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
