"""The best tree of a sentence from the scores of its arcs, with exactly one root.

Greedy first, since nearly all sentences come out as trees; else the algorithm of Chu and Liu (1965) and Edmonds (1967).
Invariant: the result is a tree whatever the scores are. Time is linear in the words for the greedy part and cubic in the
length of a sentence at worst, which the reader of windows bounds.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]
NO_ARC = -1e9
ONE_ROOT = 1e6  # taken off each arc from the root, so that the best tree uses one of them


def best_tree(scores: Floats) -> Ints:
    """Heads of the words of one sentence.

    Args:
        scores: (n, n + 1), row the word, column 0 the root, column k + 1 word k as its head.
    Returns:
        (n,): 0 for the root, else 1 + the head's place in the sentence.
    """
    n = len(scores)
    scores = scores.astype(np.float64)
    scores[np.arange(n), np.arange(n) + 1] = NO_ARC
    heads = scores.argmax(1)
    if int((heads == 0).sum()) == 1 and not _cycle(heads):
        return np.asarray(heads, dtype=np.int64)
    square = np.full((n + 1, n + 1), NO_ARC)  # [head, word]
    square[:, 1:] = scores.T
    square[0, 1:] -= ONE_ROOT
    return np.array(_edmonds(square)[1:], dtype=np.int64)


def _cycle(heads: Ints) -> list[int]:
    """The words (0-based) of one cycle, or nothing."""
    n = len(heads)
    state = [0] * n  # 0 unseen, else the walk that saw it
    up = (heads - 1).tolist()
    for start in range(n):
        walk, at = start + 1, start
        while at >= 0 and state[at] == 0:
            state[at] = walk
            at = up[at]
        if at >= 0 and state[at] == walk:
            cycle = [at]
            at = up[at]
            while at != cycle[0]:
                cycle.append(at)
                at = up[at]
            return cycle
    return []


def _edmonds(scores: NDArray[np.float64]) -> list[int]:
    """The heads of the maximum spanning arborescence from node 0; scores are [head, word]; node 0's head is 0."""
    n = len(scores)
    heads = scores.argmax(0)
    heads[0] = 0
    found = [c + 1 for c in _cycle(heads[1:])]
    if not found:
        return [int(h) for h in heads]
    cycle = np.array(found, dtype=np.int64)
    inside = np.zeros(n, dtype=bool)
    inside[cycle] = True
    outside = np.flatnonzero(~inside).astype(np.int64)
    kept = scores[heads[cycle], cycle]
    into = scores[np.ix_(outside, cycle)] - kept  # entering the cycle breaks the arc it keeps there
    entry, leave = into.argmax(1), scores[np.ix_(cycle, outside)].argmax(0)
    small = np.full((len(outside) + 1, len(outside) + 1), NO_ARC)
    small[:-1, :-1] = scores[np.ix_(outside, outside)]
    small[:-1, -1] = into.max(1)
    small[-1, :-1] = scores[np.ix_(cycle, outside)].max(0)
    small[:, 0] = NO_ARC
    contracted = _edmonds(small)
    result = [int(h) for h in heads]
    for k, node in enumerate(outside.tolist()):
        if node:
            head = contracted[k]
            result[node] = int(cycle[leave[k]]) if head == len(outside) else int(outside[head])
    source = contracted[-1]
    result[int(cycle[entry[source]])] = int(outside[source])
    return result
