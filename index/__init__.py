"""Passages and claims to vectors, search, overlaps, and the comparison of what documents say.

Invariant: importing this package imports no numpy, torch or FAISS; a name is loaded from its module when it is first asked
for. To export a name: a line in `_HOME` and the same name under `TYPE_CHECKING`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.attribution import revise_attributions
    from index.changes import differences, is_due, state_of
    from index.comparison.compare import compare_corpus, renew_comparison
    from index.comparison.memory import Memory
    from index.embedding import CachingEncoder, MemoryVectorCache, VectorCache, embed_missing
    from index.encoder import load_encoder
    from index.overlap import ShingleOverlap
    from index.passages import split_passages
    from index.query_encoder import exported_from, open_query_encoder
    from index.retrieval import Hit, LexicalSearch, Mode, fts_query, fuse, parse_query, search, search_words
    from index.vectors import ExactVectorStore, MappedVectorStore

_HOME = {
    "CachingEncoder": "embedding",
    "ExactVectorStore": "vectors",
    "MappedVectorStore": "vectors",
    "Hit": "retrieval",
    "LexicalSearch": "retrieval",
    "Memory": "comparison.memory",
    "MemoryVectorCache": "embedding",
    "Mode": "retrieval",
    "ShingleOverlap": "overlap",
    "VectorCache": "embedding",
    "compare_corpus": "comparison.compare",
    "differences": "changes",
    "embed_missing": "embedding",
    "exported_from": "query_encoder",
    "fts_query": "retrieval",
    "fuse": "retrieval",
    "is_due": "changes",
    "load_encoder": "encoder",
    "open_query_encoder": "query_encoder",
    "parse_query": "retrieval",
    "renew_comparison": "comparison.compare",
    "revise_attributions": "attribution",
    "search": "retrieval",
    "search_words": "retrieval",
    "split_passages": "passages",
    "state_of": "changes",
}

__all__ = [
    "CachingEncoder",
    "ExactVectorStore",
    "Hit",
    "LexicalSearch",
    "MappedVectorStore",
    "Memory",
    "MemoryVectorCache",
    "Mode",
    "ShingleOverlap",
    "VectorCache",
    "compare_corpus",
    "differences",
    "embed_missing",
    "exported_from",
    "fts_query",
    "fuse",
    "is_due",
    "load_encoder",
    "open_query_encoder",
    "parse_query",
    "renew_comparison",
    "revise_attributions",
    "search",
    "search_words",
    "split_passages",
    "state_of",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'index' has no attribute {name!r}")
    return getattr(import_module(f"index.{_HOME[name]}"), name)
