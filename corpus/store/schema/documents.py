"""What the first pass makes: captures, documents, and what was read in a document, which goes with it."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Float, ForeignKey, Integer, String, Table, Text

from corpus.store.schema.base import metadata


def _of_document() -> Column[str]:
    return Column("document", String, ForeignKey("documents.id", ondelete="CASCADE"), nullable=False, index=True)


def _span() -> tuple[Column[int], Column[int]]:
    return Column("start", Integer, nullable=False), Column("end", Integer, nullable=False)


captures = Table(
    "captures",
    metadata,
    Column("id", String, primary_key=True),
    Column("source", String, nullable=False),
    Column("native_id", String, nullable=False),
    Column("location", String, nullable=False),
    Column("blob", String, nullable=False),
    Column("url", String),
    Column("final_url", String),
    Column("fetched_at", String, nullable=False),
    Column("status", Integer),
    Column("headers", JSON, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("id", String, primary_key=True),
    Column("source", String, nullable=False),
    Column("native_id", String, nullable=False),
    Column("location", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("url", String),
    Column("media_url", String),
    Column("title", String, nullable=False),
    Column("authors", JSON, nullable=False),
    Column("published", String),
    Column("language", String, nullable=False),
    Column("text", Text, nullable=False),
    Column("revision", String, nullable=False),
    Column("capture", String, ForeignKey("captures.id"), nullable=False),
    Column("parser", String, nullable=False),
    Column("links", JSON, nullable=False, server_default="[]"),
)

segments = Table(
    "segments",
    metadata,
    Column("id", String, primary_key=True),
    _of_document(),
    *_span(),
    Column("role", String, nullable=False),
    Column("voice", String, nullable=False),
    Column("parent", String),
    Column("time_start_s", Float),
    Column("time_end_s", Float),
    Column("published", String),
    Column("url", String),
    Column("pauses", JSON, nullable=False, server_default="[]"),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String, primary_key=True),
    _of_document(),
    Column("segment", String, nullable=False),
    *_span(),
    Column("text", Text, nullable=False),
    Column("role", String, nullable=False),
    Column("voice", String, nullable=False),
    Column("time_start_s", Float),
)

claims = Table(
    "claims",
    metadata,
    Column("id", String, primary_key=True),
    _of_document(),
    Column("segment", String, nullable=False),
    *_span(),
    Column("evidence", Text, nullable=False),
    Column("quantity", JSON, nullable=False),
    Column("kind", String, nullable=False),
    Column("measure_phrase", Text, nullable=False),
    Column("subject", Text),
    Column("scope", Text),
    Column("time", Text),
    Column("time_iso", String),
    Column("baseline", Text),
    Column("speaker", String, nullable=False),
    Column("attributed_to", String),
    Column("certainty", String, nullable=False),
    Column("role", String, nullable=False),
)

stances = Table(
    "stances",
    metadata,
    Column("id", String, primary_key=True),
    _of_document(),
    Column("segment", String, nullable=False),
    *_span(),
    Column("evidence", Text, nullable=False),
    Column("holder", String, nullable=False),
    Column("speaker", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("target", String, nullable=False),
    Column("label", String, nullable=False),
    Column("score", Float, nullable=False),
    Column("conditional", Boolean, nullable=False),
    Column("role", String, nullable=False),
    Column("date", String),
)

summaries = Table(
    "summaries",
    metadata,
    Column("id", String, primary_key=True),
    _of_document(),
    *_span(),
    Column("text", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("score", Float, nullable=False),
)

rejects = Table(
    "rejects",
    metadata,
    Column("id", String, primary_key=True),
    _of_document(),
    Column("record_kind", String, nullable=False),
    Column("payload", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
