"""A query answered from words and vectors together, or with nothing where nothing fits.

Invariant: the answer depends on the query and on what is held, not on the order in which it came in; what is held only on
one side is found by that side; whatever the query puts in quotation marks stands in every text that is found. Nothing is
better than ten bad hits: see `relevance_floor`. To change how candidates are scored: `surroundings` and `fusion`; a model
that reads query and text together comes after this, in `rerank`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Protocol

from corpus.errors import ConfigError
from corpus.protocols import Encoder, FloatMatrix, VectorStore
from index.retrieval.asking import towards_positions
from index.retrieval.fusion import PASSAGE_WEIGHT, STATEMENT_WEIGHT, Hit, fuse, highest_bm25
from index.retrieval.query import Query, parse_query
from index.retrieval.surroundings import Surroundings

MIN_DEPTH = 200  # candidates taken from each side; 4 k where that is more
POSITION = "stance"  # the kind of record that answers a question by taking a side
STATEMENTS = frozenset({"claim", POSITION})  # kinds of record that are sentences, of about one length
ALL = 10_000_000  # as many as there may be
# The relevance floor, in cosines of all-MiniLM-L6-v2: 95 of 100 queries about something else than the corpus stay below it
# (cranfield's queries to perspectrum's sentences). The best of many cosines grows with the logarithm of their number: .253
# among 200 texts, .359 among 11,112. Another encoder has another scale: give `search` its own floor.
FLOOR_OF_200 = 0.25
FLOOR_PER_E_FOLD = 0.027
MIN_COSINE = 0.2  # of a single hit that no word of the query supports; 95 of 100 relevant sentences of perspectrum lie above


class Mode(StrEnum):
    """Which side of search answers."""

    HYBRID = "hybrid"
    LEXICAL = "lexical"
    DENSE = "dense"


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
    mode: Mode = Mode.HYBRID,
    min_best_cosine: float | None = None,
    min_cosine: float = MIN_COSINE,
) -> list[Hit]:
    """The best k records for a query, best first, ties by id.

    Args:
        query: anything a user types; what stands in quotation marks has to stand in every record that is found.
        among: the ids to search, or None for all.
        kind: which records `lexical` is to search; `vectors` must hold vectors of the same.
        mode: hybrid, or dense, which asks the words for nothing but the phrases; for words alone see `search_words`.
        min_best_cosine: nothing is found where no vector is this near, no text holds all the words of the query and it has
            no phrase; None is the `relevance_floor`.
        min_cosine: what is further and matches no word is left out.
    Raises:
        ConfigError: the query holds no letter and no digit.
    """
    asked = _parsed(query)
    allowed = _holding_phrases(asked, lexical, kind, among)
    if allowed is not None and not allowed:
        return []
    depth = max(MIN_DEPTH, 4 * k)
    row = encoder.encode([query])
    if kind == POSITION:
        row = towards_positions(row, revision=encoder.revision)
    first = vectors.search(row, depth, among=allowed)[0]
    best_cosine = first[0][1] if first else 0.0
    words = _match(lexical, kind, asked.any_of(), depth, allowed) if mode is Mode.HYBRID else []
    floor = relevance_floor(len(vectors)) if min_best_cosine is None else min_best_cosine
    if not asked.phrases and best_cosine < floor and not _holds_all(asked, lexical, kind, words, allowed):
        return []

    def near(cosines: Mapping[str, float]) -> list[str]:
        return [i for i, cosine in cosines.items() if cosine >= min_cosine or asked.phrases]

    around = Surroundings(vectors, row, best=best_cosine, are_even=kind in STATEMENTS)

    def fused(asking: FloatMatrix, ids: list[str]) -> list[Hit]:
        """What either side found, by words and by the weighed cosine; what only words found has its cosine but no rank."""
        others = around.weigh(asking, sorted({i for i, _ in words} - set(ids)))
        weight = STATEMENT_WEIGHT if kind in STATEMENTS else PASSAGE_WEIGHT
        highest = highest_bm25(asked.n_terms, len(vectors))
        return fuse(words, around.weigh(asking, sorted(ids)), highest=highest, weight=weight, cosines=dict(others))

    wider = around.expand([hit.id for hit in fused(row, near(dict(first))) if hit.dense_rank])
    found = frozenset(i for i, _ in vectors.search(wider, depth, among=allowed)[0])
    return fused(wider, near(dict(vectors.search(row, len(found), among=found)[0])))[:k]


def search_words(
    query: str, *, k: int, lexical: LexicalSearch, n_texts: int, among: frozenset[str] | None = None, kind: str = "passage"
) -> list[Hit]:
    """The best k records for a query by their words alone: no vector and no model is asked.

    Args:
        n_texts: how many records of the kind there are.
    Raises:
        ConfigError: the query holds no letter and no digit.
    """
    asked = _parsed(query)
    allowed = _holding_phrases(asked, lexical, kind, among)
    words = _match(lexical, kind, asked.any_of(), k, allowed)
    return fuse(words, [], highest=highest_bm25(asked.n_terms, n_texts), weight=1.0)


def relevance_floor(n_texts: int) -> float:
    """The cosine that the best of `n_texts` texts has to reach before a query counts as being about them."""
    return FLOOR_OF_200 + FLOOR_PER_E_FOLD * math.log(max(n_texts, 200) / 200)


def _parsed(query: str) -> Query:
    asked = parse_query(query)
    if not asked.n_terms:
        raise ConfigError("the query holds no word", remedy="give some words of what you look for, or a question")
    return asked


def _holding_phrases(asked: Query, lexical: LexicalSearch, kind: str, among: frozenset[str] | None) -> frozenset[str] | None:
    """The ids allowed whose texts hold every phrase of the query; None for all."""
    if not asked.phrases:
        return among
    holding = frozenset(i for i, _ in lexical.match(kind, asked.all_phrases(), ALL))
    return holding if among is None else holding & among


def _holds_all(
    asked: Query,
    lexical: LexicalSearch,
    kind: str,
    words: Sequence[tuple[str, float]],
    among: frozenset[str] | None,
) -> bool:
    """Whether an allowed text holds every term of the query; `words` are those that hold some."""
    return bool(words) and bool(_match(lexical, kind, asked.all_of(), 1, among))


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
