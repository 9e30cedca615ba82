"""A query answered from words and vectors together, or with nothing where nothing fits.

Invariant: the answer depends on the query and on what is held, not on the order in which it came in; what is held only on
one side is found by that side. Nothing is better than ten bad hits: see `relevance_floor`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol

from corpus.errors import ConfigError
from corpus.protocols import Encoder, VectorStore
from index.retrieval.fusion import Hit, fuse, highest_bm25
from index.retrieval.query import count_terms, fts_query, fts_query_of_all

MIN_DEPTH = 200  # candidates taken from each side; 4 k where that is more
# The relevance floor, in cosines of all-MiniLM-L6-v2: 95 of 100 queries about something else than the corpus stay below it
# (cranfield's queries to perspectrum's sentences). The best of many cosines grows with the logarithm of their number: .253
# among 200 texts, .359 among 11,112. Another encoder has another scale: give `search` its own floor.
FLOOR_OF_200 = 0.25
FLOOR_PER_E_FOLD = 0.027
MIN_COSINE = 0.2  # of a single hit that no word of the query supports; 95 of 100 relevant sentences of perspectrum lie above


class LexicalSearch(Protocol):
    """Finds records by their words."""

    def match(self, kind: str, fts_query: str, limit: int) -> Sequence[tuple[str, float]]:
        """The (id, BM25) of records of a kind that an FTS5 expression matches, best first, ties by id."""


def search(
    query: str,
    *,
    k: int,
    lexical: LexicalSearch,
    vectors: VectorStore,
    encoder: Encoder,
    among: frozenset[str] | None = None,
    kind: str = "passage",
    min_best_cosine: float | None = None,
    min_cosine: float = MIN_COSINE,
) -> list[Hit]:
    """The best k records for a query, best first, ties by id.

    Args:
        query: anything a user types; text in quotation marks is matched as a phrase.
        among: the ids to search, or None for all.
        kind: which records `lexical` is to search; `vectors` must hold vectors of the same.
        min_best_cosine: nothing is found where no vector is this near and no text holds all the words of the query; None is
            the `relevance_floor`.
        min_cosine: what is further and matches no word is left out.
    Raises:
        ConfigError: the query holds no letter and no digit.
    """
    expression = fts_query(query)
    if not expression:
        raise ConfigError("the query holds no word", remedy="give some words of what you look for, or a question")
    depth = max(MIN_DEPTH, 4 * k)
    row = encoder.encode([query])
    dense = vectors.search(row, depth, among=among)[0]
    words = _match(lexical, kind, expression, depth, among)
    best = dense[0][1] if dense else 0.0
    floor = relevance_floor(len(vectors)) if min_best_cosine is None else min_best_cosine
    if best < floor and not _match(lexical, kind, fts_query_of_all(query), 1, among):
        return []
    missing = frozenset(i for i, _ in words) - {i for i, _ in dense}
    cosines = dict(vectors.search(row, len(missing), among=missing)[0]) if missing else {}
    matched = {i for i, _ in words}
    near = [(i, cosine) for i, cosine in dense if cosine >= min_cosine or i in matched]
    return fuse(words, near, highest=highest_bm25(count_terms(query), len(vectors)), cosines=cosines)[:k]


def relevance_floor(n_texts: int) -> float:
    """The cosine that the best of `n_texts` texts has to reach before a query counts as being about them."""
    return FLOOR_OF_200 + FLOOR_PER_E_FOLD * math.log(max(n_texts, 200) / 200)


def _match(
    lexical: LexicalSearch, kind: str, expression: str, limit: int, among: frozenset[str] | None
) -> list[tuple[str, float]]:
    """The best `limit` matches among the ids given; asks for more until enough of them are allowed or there are no more."""
    wanted = limit
    while True:
        found = lexical.match(kind, expression, wanted)
        allowed = [(i, float(score)) for i, score in found if among is None or i in among]
        if among is None or len(allowed) >= limit or len(found) < wanted:
            return allowed[:limit]
        wanted *= 8
