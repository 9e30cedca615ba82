"""What the second pass makes: the records of a comparison, which go and come with it and not with a document."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Column, Float, Integer, String, Table, Text

from corpus.store.schema.base import metadata

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
