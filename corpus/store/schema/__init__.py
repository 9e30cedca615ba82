"""The tables of the store, one per record, beside the ledgers of runs, stage keys, vectors and the full-text index.

To change a table: in the module of its kind, in `corpus/records.py`, and in a new file under `migrations/versions/`; a test
compares the two. Tuples and nested records lie in JSON columns. `words` feeds the FTS5 table `words_fts` through triggers,
which the first migration makes.
"""

from corpus.store.schema.base import metadata
from corpus.store.schema.comparison import (
    attributions,
    camps,
    cruxes,
    forecasts,
    inconsistencies,
    key_points,
    measures,
    mutations,
    overlaps,
    positions,
    questions,
    relations,
)
from corpus.store.schema.documents import captures, claims, documents, passages, rejects, segments, stances, summaries
from corpus.store.schema.ledgers import (
    answers,
    changes,
    failures,
    known_state,
    offers,
    removed,
    runs,
    source_nights,
    sources,
    stage_keys,
    vanished,
)
from corpus.store.schema.search import vectors, words

__all__ = [
    "answers",
    "attributions",
    "camps",
    "captures",
    "changes",
    "claims",
    "cruxes",
    "documents",
    "failures",
    "forecasts",
    "inconsistencies",
    "key_points",
    "known_state",
    "measures",
    "metadata",
    "mutations",
    "offers",
    "overlaps",
    "passages",
    "positions",
    "questions",
    "rejects",
    "relations",
    "removed",
    "runs",
    "segments",
    "source_nights",
    "sources",
    "stage_keys",
    "stances",
    "summaries",
    "vanished",
    "vectors",
    "words",
]
