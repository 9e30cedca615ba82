"""Search: a user's words matched by FTS5 and by vectors, fused so that neither side loses what it found."""

from index.retrieval.fusion import Hit, fuse
from index.retrieval.query import fts_query, fts_query_of_all
from index.retrieval.search import LexicalSearch, search

__all__ = ["Hit", "LexicalSearch", "fts_query", "fts_query_of_all", "fuse", "search"]
