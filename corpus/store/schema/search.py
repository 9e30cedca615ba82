"""What is looked up by words: their vectors, by hash, and the words behind the full-text index."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, String, Table, Text

from corpus.store.schema.base import metadata

vectors = Table(
    "vectors",
    metadata,
    Column("revision", String, primary_key=True),
    Column("hash", String, primary_key=True),
    Column("vector", LargeBinary, nullable=False),
)

words = Table(
    "words",
    metadata,
    Column("rowid", Integer, primary_key=True, autoincrement=True),
    Column("kind", String, nullable=False),
    Column("id", String, nullable=False),
    Column("document", String, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Index("words_by_id", "kind", "id"),
)
