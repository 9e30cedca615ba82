"""The tables of the store, one per record, beside the run ledger, stage keys, vectors and the full-text index.

To change a table: here, in `corpus/records.py`, and in a new file under `migrations/versions/`; a test compares the two.
Tuples and nested records lie in JSON columns. `words` feeds the FTS5 table `words_fts` through triggers (see `fts.py`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData()


def _of_document(*, primary: bool = False) -> Column[str]:
    return Column(
        "document",
        String,
        ForeignKey("documents.id", ondelete="CASCADE"),
        primary_key=primary,
        nullable=False,
        index=not primary,
    )


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

overlaps = Table(
    "overlaps",
    metadata,
    Column("id", String, primary_key=True),
    Column("a", String, nullable=False, index=True),
    Column("a_start", Integer, nullable=False),
    Column("a_end", Integer, nullable=False),
    Column("b", String, nullable=False, index=True),
    Column("b_start", Integer, nullable=False),
    Column("b_end", Integer, nullable=False),
    Column("containment_a", Float, nullable=False),
    Column("containment_b", Float, nullable=False),
    Column("earlier", String),
)

attributions = Table(
    "attributions",
    metadata,
    Column("id", String, primary_key=True),
    Column("record", String, nullable=False, index=True),
    Column("document", String, nullable=False),
    Column("speaker", String, nullable=False),
    Column("attributed_to", String),
    Column("overlap", String, nullable=False),
    Column("reason", Text, nullable=False),
)

measures = Table(
    "measures",
    metadata,
    Column("id", String, primary_key=True),
    Column("label", Text, nullable=False),
    Column("claims", JSON, nullable=False),
    Column("groups", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("origin", String),
    Column("origins", JSON, nullable=False),
    Column("independent_origins", Integer, nullable=False),
    Column("chain", JSON, nullable=False),
    Column("verdict", String, nullable=False),
    Column("made_from", String, nullable=False),
)

relations = Table(
    "relations",
    metadata,
    Column("id", String, primary_key=True),
    Column("a", String, nullable=False, index=True),
    Column("b", String, nullable=False, index=True),
    Column("relation", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("measure", String, nullable=False, index=True),
    Column("made_from", String, nullable=False),
)

positions = Table(
    "positions",
    metadata,
    Column("id", String, primary_key=True),
    Column("topic", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("target", String, nullable=False),
    Column("label", String, nullable=False),
    Column("stances", JSON, nullable=False),
    Column("first", String),
    Column("last", String),
    Column("made_from", String, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("first_hand", JSON, nullable=False),
    Column("chain", JSON, nullable=False),
)

mutations = Table(
    "mutations",
    metadata,
    Column("id", String, primary_key=True),
    Column("measure", String, nullable=False, index=True),
    Column("a", String, nullable=False),
    Column("b", String, nullable=False),
    Column("origin", String),
    Column("kind", String, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_from", String, nullable=False),
)

inconsistencies = Table(
    "inconsistencies",
    metadata,
    Column("id", String, primary_key=True),
    Column("document", String, nullable=False, index=True),
    Column("measure", String, nullable=False),
    Column("a", String, nullable=False),
    Column("b", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_from", String, nullable=False),
)

camps = Table(
    "camps",
    metadata,
    Column("id", String, primary_key=True),
    Column("topic", String, nullable=False),
    Column("target", String, nullable=False),
    Column("label", String, nullable=False),
    Column("positions", JSON, nullable=False),
    Column("holders", JSON, nullable=False),
    Column("strongest", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("origins", JSON, nullable=False),
    Column("independent_origins", Integer, nullable=False),
    Column("made_from", String, nullable=False),
)

key_points = Table(
    "key_points",
    metadata,
    Column("id", String, primary_key=True),
    Column("topic", String, nullable=False),
    Column("target", String, nullable=False),
    Column("label", String, nullable=False),
    Column("stance", String, nullable=False),
    Column("supporters", JSON, nullable=False),
    Column("opponents", JSON, nullable=False),
    Column("holders", JSON, nullable=False),
    Column("opposing", JSON, nullable=False),
    Column("sources", JSON, nullable=False),
    Column("made_from", String, nullable=False),
)

cruxes = Table(
    "cruxes",
    metadata,
    Column("id", String, primary_key=True),
    Column("topic", String, nullable=False),
    Column("target", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("measure", String),
    Column("term", Text),
    Column("supporting", JSON, nullable=False),
    Column("opposing", JSON, nullable=False),
    Column("claims", JSON, nullable=False),
    Column("stances", JSON, nullable=False),
    Column("reason", Text, nullable=False),
    Column("made_from", String, nullable=False),
)


def _found_words() -> tuple[Column[Any], ...]:
    """The words of a document that the comparison found; they go and come with the comparison, not with the document."""
    return (
        Column("document", String, nullable=False, index=True),
        Column("segment", String, nullable=False),
        Column("start", Integer, nullable=False),
        Column("end", Integer, nullable=False),
        Column("evidence", Text, nullable=False),
        Column("holder", String, nullable=False),
        Column("speaker", String, nullable=False),
    )


forecasts = Table(
    "forecasts",
    metadata,
    Column("id", String, primary_key=True),
    *_found_words(),
    Column("likelihood", Float),
    Column("likelihood_high", Float),
    Column("likelihood_words", Text),
    Column("by", Text),
    Column("by_iso", String),
    Column("said", String),
    Column("claim", String),
    Column("measure", String),
    Column("topic", String),
    Column("target", String),
    Column("made_from", String, nullable=False),
)

questions = Table(
    "questions",
    metadata,
    Column("id", String, primary_key=True),
    *_found_words(),
    Column("measure", String),
    Column("topic", String),
    Column("target", String),
    Column("made_from", String, nullable=False),
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

runs = Table(
    "runs",
    metadata,
    Column("id", String, primary_key=True),
    Column("command", String, nullable=False),
    Column("started_at", String, nullable=False),
    Column("finished_at", String),
    Column("status", String, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("nth", Integer, nullable=False),
    Column("seconds", JSON, nullable=False),
)

source_nights = Table(
    "source_nights",
    metadata,
    Column("source", String, primary_key=True),
    Column("run", String, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("brought", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("is_answering", Boolean, nullable=False),
)

removed = Table(
    "removed",
    metadata,
    Column("document", String, primary_key=True),
    Column("at", String, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("nth", Integer, nullable=False),
    Column("before", JSON, nullable=False),
    Column("after", JSON, nullable=False),
    Column("run", String, ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", String, nullable=False, index=True),
)

known_state = Table(
    "known_state",
    metadata,
    Column("id", String, primary_key=True),
    Column("subject", String, nullable=False),
    Column("told", JSON, nullable=False),
)

offers = Table(
    "offers",
    metadata,
    Column("source", String, primary_key=True),
    Column("document", String, primary_key=True, index=True),
    Column("item", JSON, nullable=False),
    Column("asked_at", String, nullable=False),
)

vanished = Table(
    "vanished",
    metadata,
    Column("document", String, primary_key=True),
    Column("why", String, nullable=False),
    Column("source", String, nullable=False),
    Column("since", String, nullable=False),
)

failures = Table(
    "failures",
    metadata,
    Column("id", String, primary_key=True),
    Column("run", String, ForeignKey("runs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("stage", String, nullable=False),
    Column("source", String, nullable=False),
    Column("location", String, nullable=False),
    Column("error", String, nullable=False),
    Column("message", Text, nullable=False),
    Column("remedy", Text, nullable=False),
    Column("resolved", String),
)

sources = Table(
    "sources",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("url", String, nullable=False),
    Column("why", Text, nullable=False),
    Column("origin", String, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("cursor", JSON, nullable=False),
    Column("verified_at", String),
    Column("attempted_at", String),
    Column("succeeded_at", String),
    Column("items", Integer, nullable=False),
    Column("failures_in_row", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("remedy", Text, nullable=False),
)

answers = Table(
    "answers",
    metadata,
    Column("key", String, primary_key=True),
    Column("final_url", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", JSON, nullable=False),
    Column("blob", String, nullable=False),
    Column("fetched_at", String, nullable=False),
    Column("checked_at", String, nullable=False),
)

stage_keys = Table(
    "stage_keys",
    metadata,
    Column("stage", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("key", String, nullable=False),
)

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
