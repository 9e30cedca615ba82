"""Search: a user's words matched by FTS5 and by vectors, fused so that neither side loses what it found."""

from index.retrieval.fusion import Hit, fuse
from index.retrieval.query import Query, fts_query, fts_query_of_all, parse_query
from index.retrieval.rerank import RERANKED, rerank
from index.retrieval.search import LexicalSearch, Mode, search, search_words
from index.retrieval.tokens import TOKENS_OF, weigh_tokens

__all__ = [
    "RERANKED",
    "TOKENS_OF",
    "Hit",
    "LexicalSearch",
    "Mode",
    "Query",
    "fts_query",
    "fts_query_of_all",
    "fuse",
    "parse_query",
    "rerank",
    "search",
    "search_words",
    "weigh_tokens",
]
