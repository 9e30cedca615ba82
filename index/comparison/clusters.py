"""Clusters of claims that measure the same thing, from scored pairs, without chains.

Pairs are taken from the surest down; two clusters are joined where the mean score between their members is high enough
(average linkage), so that one claim that resembles two measures does not weld them. Of large clusters the first few rows
stand for all, which bounds the work per join; rows sorted by hashes are a fair sample, and one that a new member seldom
changes. Invariant: the result does not depend on the order of the rows beyond the caller's sorting of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from index.comparison.neighbours import Pairs
from index.comparison.pairs import FloatArray, IntArray

# Mean score between two clusters from which they are one measure. On the labelled claims .3 to .4 are a little better (see
# training/measures/README.md), but a wrong join makes a false conflict, and a corpus has more things to confuse.
JOIN_SCORE = 0.5
COMPONENT = 64  # rows of a connected group whose pairs are all scored beforehand
_BATCH = 100_000
SAMPLE = 8  # members of a cluster that are compared when it may be joined; 16 changes no cluster of the labelled claims

BoolArray = npt.NDArray[np.bool_]


class Scored(Protocol):
    """Rows, any two of which can be scored."""

    def __len__(self) -> int: ...

    def scores(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """How likely each pair of rows is to measure the same thing, in 0..1."""


@dataclass(frozen=True, slots=True)
class Clusters:
    """Rows grouped by measure, each group sorted, groups by their first row; the pairs of rows that joined two groups."""

    groups: list[list[int]]
    joins: Pairs


def cluster(
    table: Scored,
    pairs: Pairs,
    scores: FloatArray,
    *,
    join_score: float = JOIN_SCORE,
    among: Sequence[int] | None = None,
    known: dict[int, float] | None = None,
    sure: BoolArray | None = None,
) -> Clusters:
    """Group rows by measure.

    Args:
        pairs: candidate pairs, shape (n, 2).
        scores: one score a pair, in 0..1.
        among: the rows to group, all that pairs lead to from them among them; default: all rows.
        known: scores of further pairs, as the table would tell them: by the lesser row times the number of rows plus the
            other. Holds afterwards also those that were asked for.
        sure: which pairs are known to join their rows' groups when it is their turn, so that no score is asked; default:
            none.
    """
    count = len(table)
    sure = np.zeros(len(pairs), dtype=bool) if sure is None else sure
    of = list(range(count))  # the cluster of each row
    members = {i: [i] for i in (of if among is None else among)}
    sample = {i: [i] for i in members}
    held = _Scores(table, {} if known is None else known)
    held.add(pairs, scores)
    _score_components(held, pairs[(scores >= join_score) & ~sure], count)
    refused: set[tuple[int, int, int, int]] = set()
    joins: list[tuple[int, int]] = []
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -np.round(scores, 6))) if len(pairs) else np.zeros(0, dtype=np.int64)
    order = order[scores[order] >= join_score]
    for (i, j), is_sure in zip(pairs[order].tolist(), sure[order].tolist(), strict=True):
        a, b = of[i], of[j]
        if a == b:
            continue
        if a > b:
            a, b = b, a
        if not is_sure:
            attempt = (a, len(members[a]), b, len(members[b]))
            if attempt in refused:
                continue
            if held.linkage(sample[a], sample[b]) < join_score:
                refused.add(attempt)
                continue
        joins.append((i, j))
        small, large = (a, b) if len(members[a]) < len(members[b]) else (b, a)
        members[large].extend(members[small])
        sample[large] = sorted(sample[large] + sample.pop(small))[:SAMPLE]
        for row in members.pop(small):
            of[row] = large
    return Clusters(sorted(sorted(m) for m in members.values()), np.array(joins, dtype=np.int64).reshape(-1, 2))


def cluster_again(
    table: Scored,
    edges: Pairs,
    scores: FloatArray,
    *,
    home: IntArray,
    moved: IntArray,
    joined: BoolArray,
    known: Callable[[BoolArray, BoolArray], dict[int, float]],
) -> Clusters:
    """The clusters that may be others than they were, and those around them; all others are as they were.

    Clusters that moved are made again together with those that an edge leads to from them. These join each other no more
    than before, and come to be as before, since nothing about them changed; where one joins a cluster that is made again,
    it is made again itself, with what lies around it, until none does.

    Args:
        edges: all pairs that score at least `JOIN_SCORE`, shape (n, 2), with their scores.
        home: by row the number of its cluster before, in any numbering; new rows have numbers of their own. A kept row's is
            the same in the order of rows as before.
        moved: the clusters to make again, see `moved_clusters`.
        joined: by edge whether it joined two groups before.
        known: scores of pairs of rows as `cluster` takes them: of those of which one is among the first rows, and both are
            among the second.
    """
    is_again = np.zeros(int(max(home.max(initial=-1), moved.max(initial=-1))) + 1, dtype=bool)
    is_again[moved] = True
    ends, held = home[edges], dict[int, float]()
    newly = is_again[home]
    while True:
        again: BoolArray = np.asarray(is_again[ends].any(axis=1))
        is_around = is_again.copy()
        is_around[ends[again]] = True
        asked = is_around[home]
        inside = again | (joined & is_around[ends[:, 0]] & (ends[:, 0] == ends[:, 1]))
        held |= known(newly, asked)
        found = cluster(
            table,
            edges[inside],
            scores[inside],
            among=np.flatnonzero(asked).tolist(),
            known=held,
            sure=np.logical_not(again[inside]),
        )
        met = [rows for rows in found.groups if 0 < np.count_nonzero(is_again[home[rows]]) < len(rows)]
        if not met:
            return found
        was = is_again[home]
        for rows in met:
            is_again[home[rows]] = True
        newly = is_again[home] & ~was


def moved_clusters(home: IntArray, edges: Pairs, *, before: Pairs, home_before: IntArray, now: IntArray) -> IntArray:
    """The clusters to make again where rows and edges came and went.

    Those of new rows, and those inside which an edge came or went, which it does with each row that goes; of two that an
    edge came between, one. An edge that went between two clusters joined nothing while it was there.

    Args:
        home: by row the number of its cluster before; new rows have numbers of their own, above all others.
        edges: those of now.
        before: those of then, rows numbered as they were then.
        home_before: by row of then the number of its cluster.
        now: by row of then its number now, -1 for one that is gone.
    """
    count = len(home)
    is_new = home > home_before.max(initial=-1)
    was, still = home_before[before], now[before]
    kept = (still >= 0).all(axis=1)
    codes, codes_before = edges[:, 0] * count + edges[:, 1], still[kept, 0] * count + still[kept, 1]
    is_lost = np.ones(len(before), dtype=bool)
    is_lost[kept] = ~np.isin(codes_before, codes, assume_unique=True)
    lost_inside = was[is_lost & (was[:, 0] == was[:, 1]), 0]
    gained = edges[~np.isin(codes, codes_before, assume_unique=True)]
    gained = gained[~is_new[gained].any(axis=1)]
    return np.unique(np.concatenate([home[is_new], lost_inside, home[gained[:, 0]]]))


class _Scores:
    """Scores of pairs of rows; what is not known yet is asked of the table."""

    def __init__(self, table: Scored, known: dict[int, float]) -> None:
        self._table, self._count, self._known = table, len(table), known

    def __contains__(self, pair: tuple[int, int]) -> bool:
        return pair[0] * self._count + pair[1] in self._known

    def add(self, pairs: Pairs, scores: FloatArray) -> None:
        """Take in the scores of pairs, the lesser row of each first."""
        codes = pairs[:, 0] * self._count + pairs[:, 1]
        self._known.update(zip(codes.tolist(), scores.tolist(), strict=True))

    def ask(self, pairs: Pairs) -> None:
        """Have pairs scored by the table."""
        self.add(pairs, self._table.scores(pairs[:, 0], pairs[:, 1]))

    def linkage(self, one: list[int], other: list[int]) -> float:
        """The mean score between two clusters' rows; pairs that were no candidates are scored now."""
        known, count = self._known, self._count
        asked = [i * count + j if i < j else j * count + i for i in one for j in other]
        try:
            return sum([known[code] for code in asked]) / len(asked)
        except KeyError:
            missing = np.array([code for code in asked if code not in known], dtype=np.int64)
            self.ask(np.column_stack([missing // count, missing % count]))
            return sum([known[code] for code in asked]) / len(asked)


def _score_components(held: _Scores, edges: Pairs, count: int) -> None:
    """Score all pairs inside small groups of rows that edges connect, in few calls; no join reaches across such groups."""
    groups, group_of = connected_components(csr_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), (count, count)))
    order = np.argsort(group_of, kind="stable")
    sizes = np.bincount(group_of, minlength=groups)
    asked: list[tuple[int, int]] = []
    ends = np.cumsum(sizes)
    for group in np.flatnonzero((sizes > 2) & (sizes <= COMPONENT)).tolist():
        rows = order[ends[group] - sizes[group] : ends[group]]
        asked.extend(p for p in combinations(rows.tolist(), 2) if p not in held)
    for at in range(0, len(asked), _BATCH):
        held.ask(np.array(asked[at : at + _BATCH], dtype=np.int64))
