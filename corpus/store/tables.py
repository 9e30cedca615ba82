"""Which record lies in which table, and rows to records and back.

To add a kind of record: its class in `corpus/records.py`, its table in `schema/`, one line in `TABLE_OF`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, delete, select

from corpus import changes, findings, records
from corpus.plain import field_names, from_values, to_plain
from corpus.store import schema

Record = TypeVar("Record")

TABLE_OF: dict[type[Any], Table] = {
    records.Capture: schema.captures,
    records.Document: schema.documents,
    records.Segment: schema.segments,
    records.Passage: schema.passages,
    records.Claim: schema.claims,
    records.Stance: schema.stances,
    records.SummarySentence: schema.summaries,
    records.Overlap: schema.overlaps,
    records.Attribution: schema.attributions,
    records.Measure: schema.measures,
    records.Relation: schema.relations,
    records.Position: schema.positions,
    findings.Mutation: schema.mutations,
    findings.Inconsistency: schema.inconsistencies,
    findings.Camp: schema.camps,
    findings.KeyPoint: schema.key_points,
    findings.Crux: schema.cruxes,
    findings.Forecast: schema.forecasts,
    findings.OpenQuestion: schema.questions,
    records.Reject: schema.rejects,
    records.Failure: schema.failures,
    records.SourceNight: schema.source_nights,
    records.Offer: schema.offers,
    records.Vanished: schema.vanished,
    changes.Change: schema.changes,
    changes.StateItem: schema.known_state,
    records.SourceState: schema.sources,
    records.StoredAnswer: schema.answers,
}

# The order in which records of a kind are read: by place where they have one, else by id; never by row number.
_PLACE = ("document", "start", "end", "id")


def rows_of(items: Iterable[object]) -> list[dict[str, Any]]:
    """Records as rows for an insert."""
    return [to_plain(item) for item in items]


def insert(connection: Connection, items: Sequence[object]) -> None:
    """Insert records of one kind; nothing for an empty sequence."""
    if items:
        connection.execute(TABLE_OF[type(items[0])].insert(), rows_of(items))


def read_all(connection: Connection, kind: type[Record], *where: Any) -> tuple[Record, ...]:
    """All records of a kind that meet the conditions, in reading order."""
    table = TABLE_OF[kind]
    order = [table.c[name] for name in _PLACE if name in table.c]
    columns = [table.c[name] for name in field_names(kind)]
    return from_values(kind, connection.execute(select(*columns).where(*where).order_by(*order)))


def set_key(connection: Connection, stage: str, subject: str, key: str) -> None:
    """Remember under which key a stage last worked on a subject."""
    table = schema.stage_keys
    connection.execute(delete(table).where(table.c.stage == stage, table.c.subject == subject))
    connection.execute(table.insert().values(stage=stage, subject=subject, key=key))
