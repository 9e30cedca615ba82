"""Sentence starts of captions: the cut of a window that its arcs and its scores of starts like best together.

Without punctuation a score of starts word by word is a weak sign. The parser knows more: no arc leaves a sentence, and a
sentence has one root. So the window is cut as a whole, by dynamic programming over all cuts (a semi-Markov model; Sarawagi
and Cohen 2004), in which a sentence earns the logarithm of the probability that all its heads lie in it and that exactly one
of its words is a root. Invariant: time is linear in the window times `LONGEST` squared, and the first word always starts a
sentence. The two weights were chosen on the development parts of EWT and GUM read as captions, where they add one point
(EWT) and three points (GUM) of F to what the best threshold reaches.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]

LONGEST = 90  # words of a sentence; longer ones are cut at their likeliest place
ARC_WEIGHT, ROOT_WEIGHT = 0.5, 0.3
OPEN_END = 0.5  # how much the arcs of the last sentence count, which the window may cut in two
FLOOR = 1e-4  # of a probability, so that one strange arc forbids nothing


def likeliest_starts(starts: Floats, arcs: Floats) -> NDArray[np.bool_]:
    """Which words start a sentence.

    Args:
        starts: (n,) log odds that a word starts a sentence.
        arcs: (n, n + 1) scores of each word's head, column 0 the root, column k + 1 word k.
    """
    n = len(starts)
    inside, one_root = _sentences(arcs)
    odds = starts.astype(np.float64)
    starting, going_on = -np.logaddexp(0.0, -odds), -np.logaddexp(0.0, odds)
    passed = np.concatenate([[0.0], np.cumsum(going_on)])
    starting[0] = 0.0
    worth = ARC_WEIGHT * inside + ROOT_WEIGHT * one_root
    best, back = np.full(n + 1, -np.inf), np.zeros(n + 1, dtype=np.int64)
    best[0] = 0.0
    for end in range(1, n + 1):
        begin = np.arange(max(0, end - LONGEST), end)
        length = end - 1 - begin
        kept = worth[begin, length] if end < n else OPEN_END * ARC_WEIGHT * inside[begin, length]
        totals = best[begin] + starting[begin] + passed[end] - passed[begin + 1] + kept
        chosen = int(totals.argmax())
        best[end], back[end] = totals[chosen], begin[chosen]
    opens = np.zeros(n, dtype=bool)
    at = n
    while at > 0:
        at = int(back[at])
        opens[at] = True
    return opens


def _sentences(arcs: Floats) -> tuple[Doubles, Doubles]:
    """Two logarithms of probabilities for the sentence of k + 1 words from word i on, both (n, LONGEST).

    First that all heads lie inside or are the root, then that exactly one of them is the root. Cells past the end are 0.
    """
    n = len(arcs)
    shares = np.exp(arcs.astype(np.float64) - arcs.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    root = np.clip(shares[:, 0], 1e-6, 1 - 1e-6)
    before = np.concatenate([np.zeros((n, 1)), np.cumsum(shares[:, 1:], axis=1)], axis=1)
    none, odds = (np.concatenate([[0.0], np.cumsum(values)]) for values in (np.log1p(-root), root / (1 - root)))
    inside, one_root = np.zeros((n, LONGEST)), np.zeros((n, LONGEST))
    for begin in range(n):
        end = min(n, begin + LONGEST)
        held = before[begin:end, begin + 1 : end + 1] - before[begin:end, begin : begin + 1] + shares[begin:end, :1]
        inside[begin, : end - begin] = np.triu(np.log(np.maximum(held, FLOOR))).sum(0)
        one_root[begin, : end - begin] = (
            none[begin + 1 : end + 1] - none[begin] + np.log(odds[begin + 1 : end + 1] - odds[begin])
        )
    return inside, one_root
