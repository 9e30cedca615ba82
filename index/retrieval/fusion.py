"""One ranking from two: cosines of vectors and BM25 of words.

Plain reciprocal rank fusion (Cormack, Clarke and Büttcher 2009) throws the scores away and thereby loses what the better
side knew. Here the dense side counts by its cosine, which has the same meaning in every query, and the lexical side adds
to it (a convex combination, as Bruch, Gai and Ingber 2023 find best) by the share of the query that a text holds: its BM25
over what a text with every term of the query could get. A text that shares one common word with a long question is
therefore hardly lifted, whatever the other texts hold. Invariant: a text that words do not match keeps its score, so words
can only lift, and by at most the weight. Statements are asked for in their own words more often than passages are: on the
train queries of retrieval_perspectrum .3 is best, on 180 questions of our own that share no word with the passage that
answers each .1 more costs .02 of the first places.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PASSAGE_WEIGHT = 0.15  # of words, beside a cosine's 1
STATEMENT_WEIGHT = 0.3
SCORE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its id, its fused score, and its places from 1 in either ranking, None where that did not find it.

    `relevance` is the probability that it answers the question, where a judge has read both.
    """

    id: str
    score: float
    lexical_rank: int | None
    dense_rank: int | None
    relevance: float | None = None


def highest_bm25(n_terms: int, n_texts: int) -> float:
    """About the BM25 of a text that holds every one of `n_terms` rare terms once, among `n_texts` texts; above 0."""
    return max(n_terms, 1) * math.log(1 + max(n_texts, 1))


def fuse(
    lexical: Sequence[tuple[str, float]],
    dense: Sequence[tuple[str, float]],
    *,
    highest: float,
    weight: float = STATEMENT_WEIGHT,
    cosines: Mapping[str, float] | None = None,
) -> list[Hit]:
    """Fuse two rankings into one, best first, ties by id.

    Args:
        lexical: (id, BM25), best first; the sign does not matter (FTS5 gives negative scores, the best lowest).
        dense: (id, cosine), best first.
        highest: the BM25 that counts as holding the whole query, see `highest_bm25`.
        weight: how much holding the whole query counts.
        cosines: of ids that are in `lexical` only; where it lacks one, that id has no vector and counts as cosine 0.
    """
    cosine = {**(cosines or {}), **dict(dense)}
    dense_rank = {i: rank for rank, (i, _) in enumerate(dense, 1)}
    lexical_rank = {i: rank for rank, (i, _) in enumerate(lexical, 1)}
    lift = {i: weight * min(1.0, abs(bm25) / highest) for i, bm25 in lexical}
    hits = [
        Hit(i, round(cosine.get(i, 0.0) + lift.get(i, 0.0), SCORE_DIGITS), lexical_rank.get(i), dense_rank.get(i))
        for i in {**dense_rank, **lexical_rank}
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))
