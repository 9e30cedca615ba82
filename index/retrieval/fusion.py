"""One ranking from two: cosines of vectors and BM25 of words.

Plain reciprocal rank fusion (Cormack, Clarke and Büttcher 2009) throws the scores away and thereby loses what the better
side knew. Here the dense side counts by its cosine, which has the same meaning in every query, and the lexical side adds
to it by its share of the best BM25 of the query (a convex combination, as Bruch, Gai and Ingber 2023 find best) and by its
reciprocal rank. Invariant: a text that words do not match keeps its cosine, so words can only lift, and by at most
`BM25_WEIGHT + RANK_WEIGHT`. The constants were chosen on the train queries of retrieval_perspectrum, where they give nDCG@10
.579 and R@100 .737 (dense alone .562 and .734; weighted reciprocal rank .568 and .739); `benchmarks/bench_search.py`
prints the dev figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

BM25_WEIGHT = 0.15  # .10 to .20 differ by under .002 nDCG@10 on either benchmark; above .3 words drown meaning
RANK_WEIGHT = 0.06
RANK_CONSTANT = 10  # k of reciprocal rank; the paper's 60 flattens the top ten, which is what a reader sees
SCORE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: its id, its fused score, and its places from 1 in either ranking, None where that did not find it."""

    id: str
    score: float
    lexical_rank: int | None
    dense_rank: int | None


def fuse(
    lexical: Sequence[tuple[str, float]], dense: Sequence[tuple[str, float]], *, cosines: Mapping[str, float] | None = None
) -> list[Hit]:
    """Fuse two rankings into one, best first, ties by id.

    Args:
        lexical: (id, BM25), best first; the sign does not matter (FTS5 gives negative scores, the best lowest).
        dense: (id, cosine), best first.
        cosines: of ids that are in `lexical` only; where it lacks one, that id has no vector and counts as cosine 0.
    """
    cosine = {**(cosines or {}), **dict(dense)}
    dense_rank = {i: rank for rank, (i, _) in enumerate(dense, 1)}
    lexical_rank = {i: rank for rank, (i, _) in enumerate(lexical, 1)}
    best = max((abs(bm25) for _, bm25 in lexical), default=0.0) or 1.0
    lift = {
        i: BM25_WEIGHT * abs(bm25) / best + RANK_WEIGHT * (RANK_CONSTANT + 1) / (RANK_CONSTANT + lexical_rank[i])
        for i, bm25 in lexical
    }
    hits = [
        Hit(i, round(cosine.get(i, 0.0) + lift.get(i, 0.0), SCORE_DIGITS), lexical_rank.get(i), dense_rank.get(i))
        for i in {**dense_rank, **lexical_rank}
    ]
    return sorted(hits, key=lambda hit: (-hit.score, hit.id))
