"""Clusters of claims that measure the same thing, from scored pairs, without chains.

Pairs are taken from the surest down; two clusters are joined where the mean score between their members is high enough
(average linkage), so that one claim that resembles two measures does not weld them. Of large clusters the first few rows
stand for all, which bounds the work per join; rows sorted by hashes are a fair sample, and one that a new member seldom
changes. Invariant: the result does not depend on the order of the rows beyond the caller's sorting of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Protocol

import numpy as np
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


class Scored(Protocol):
    """Rows, any two of which can be scored."""

    def __len__(self) -> int: ...

    def scores(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """How likely each pair of rows is to measure the same thing, in 0..1."""


def cluster(
    table: Scored,
    pairs: Pairs,
    scores: FloatArray,
    *,
    join_score: float = JOIN_SCORE,
    among: Sequence[int] | None = None,
) -> list[list[int]]:
    """Rows grouped by measure; each group sorted, groups by their first row.

    Args:
        pairs: candidate pairs, shape (n, 2).
        scores: one score a pair, in 0..1.
        among: the rows to group, all that pairs lead to from them among them; default: all rows.
    """
    of = list(range(len(table)))  # the cluster of each row
    members = {i: [i] for i in (of if among is None else among)}
    sample = {i: [i] for i in members}
    known = dict(zip(map(tuple, pairs.tolist()), scores.tolist(), strict=True))
    _score_components(table, pairs[scores >= join_score], known)
    refused: set[tuple[int, int, int, int]] = set()
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -np.round(scores, 6))) if len(pairs) else np.zeros(0, dtype=np.int64)
    for k in order:
        if scores[k] < join_score:
            break
        a, b = sorted((of[int(pairs[k, 0])], of[int(pairs[k, 1])]))
        attempt = (a, len(members.get(a, ())), b, len(members.get(b, ())))
        if a == b or attempt in refused:
            continue
        if _linkage(table, sample[a], sample[b], known) < join_score:
            refused.add(attempt)
            continue
        small, large = sorted((a, b), key=lambda c: (len(members[c]), -c))
        members[large].extend(members[small])
        sample[large] = sorted(sample[large] + sample.pop(small))[:SAMPLE]
        for row in members.pop(small):
            of[row] = large
    return sorted(sorted(m) for m in members.values())


def _score_components(table: Scored, edges: Pairs, known: dict[tuple[int, int], float]) -> None:
    """Score all pairs inside small groups of rows that edges connect, in few calls; no join reaches across such groups."""
    count, group_of = connected_components(csr_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), [len(table)] * 2))
    order = np.argsort(group_of, kind="stable")
    asked: list[tuple[int, int]] = []
    for rows in np.split(order, np.searchsorted(group_of[order], np.arange(1, count))):
        if 2 < len(rows) <= COMPONENT:
            asked.extend(p for p in combinations(sorted(rows.tolist()), 2) if p not in known)
    for at in range(0, len(asked), _BATCH):
        batch = np.array(asked[at : at + _BATCH], dtype=np.int64)
        known.update(zip(asked[at : at + _BATCH], table.scores(batch[:, 0], batch[:, 1]).tolist(), strict=True))


def _linkage(table: Scored, one: list[int], other: list[int], known: dict[tuple[int, int], float]) -> float:
    """The mean score between two clusters' rows; pairs that were no candidates are scored now."""
    asked = [(min(i, j), max(i, j)) for i in one for j in other]
    missing = [p for p in asked if p not in known]
    if missing:
        rows = np.array(missing, dtype=np.int64)
        known.update(zip(missing, table.scores(rows[:, 0], rows[:, 1]).tolist(), strict=True))
    return sum(known[p] for p in asked) / len(asked)
