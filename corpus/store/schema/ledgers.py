"""What runs remember: what they did and what failed, what they told, what places offered and answered."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Integer, String, Table, Text

from corpus.store.schema.base import metadata

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

stage_keys = Table(
    "stage_keys",
    metadata,
    Column("stage", String, primary_key=True),
    Column("subject", String, primary_key=True),
    Column("key", String, nullable=False),
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

removed = Table(
    "removed",
    metadata,
    Column("document", String, primary_key=True),
    Column("at", String, nullable=False),
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

source_nights = Table(
    "source_nights",
    metadata,
    Column("source", String, primary_key=True),
    Column("run", String, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("brought", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("is_answering", Boolean, nullable=False),
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
