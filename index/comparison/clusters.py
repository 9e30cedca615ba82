"""Clusters of claims that measure the same thing, from scored pairs, without chains.

Pairs are taken from the surest down; two clusters are joined where the mean score between their members is high enough
(average linkage), so that one claim that resembles two measures does not weld them. Of large clusters a fixed sample of
members stands for all, which bounds the work per join. Invariant: the result does not depend on the order of the rows
beyond the caller's sorting of them.
"""

from __future__ import annotations

import numpy as np

from index.comparison.neighbours import Pairs
from index.comparison.pairs import FloatArray, PairTable

# Mean score between two clusters from which they are one measure. On the labelled claims .3 to .4 are a little better (see
# training/measures/README.md), but a wrong join makes a false conflict, and a corpus has more things to confuse.
JOIN_SCORE = 0.5
SAMPLE = 8  # members of a cluster that are compared when it may be joined; 16 changes no cluster of the labelled claims


def cluster(table: PairTable, pairs: Pairs, scores: FloatArray, *, join_score: float = JOIN_SCORE) -> list[list[int]]:
    """Rows grouped by measure; each group sorted, groups by their first row.

    Args:
        pairs: candidate pairs, shape (n, 2).
        scores: one score a pair, in 0..1.
    """
    of = list(range(len(table)))  # the cluster of each row
    members = {i: [i] for i in of}
    known = {(int(i), int(j)): float(s) for (i, j), s in zip(pairs, scores, strict=True)}
    refused: set[tuple[int, int, int, int]] = set()
    order = np.lexsort((pairs[:, 1], pairs[:, 0], -np.round(scores, 6))) if len(pairs) else np.zeros(0, dtype=np.int64)
    for k in order:
        if scores[k] < join_score:
            break
        a, b = sorted((of[int(pairs[k, 0])], of[int(pairs[k, 1])]))
        attempt = (a, len(members.get(a, ())), b, len(members.get(b, ())))
        if a == b or attempt in refused:
            continue
        if _linkage(table, members[a], members[b], known) < join_score:
            refused.add(attempt)
            continue
        small, large = sorted((a, b), key=lambda c: (len(members[c]), -c))
        members[large].extend(members[small])
        for row in members.pop(small):
            of[row] = large
    return sorted(sorted(m) for m in members.values())


def _linkage(table: PairTable, one: list[int], other: list[int], known: dict[tuple[int, int], float]) -> float:
    """The mean score between (samples of) two clusters; pairs that were no candidates are scored now."""
    asked = [(min(i, j), max(i, j)) for i in _sample(one) for j in _sample(other)]
    missing = [p for p in asked if p not in known]
    if missing:
        rows = np.array(missing, dtype=np.int64)
        known.update(zip(missing, table.scores(rows[:, 0], rows[:, 1]).tolist(), strict=True))
    return sum(known[p] for p in asked) / len(asked)


def _sample(rows: list[int]) -> list[int]:
    if len(rows) <= SAMPLE:
        return rows
    step = len(rows) / SAMPLE
    return [rows[int(i * step)] for i in range(SAMPLE)]
