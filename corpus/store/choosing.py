"""Which records a search may find: conditions on source, voice, place, date, holder, measure and stance, answered in SQL.

Invariant: no record is read whole, whatever the size of the corpus; a condition that is None keeps everything. Conditions on
claims and stances hold for a passage, too, where it shares words with one that meets them. To add a condition: a field of
`Choice`, and its part in `_Chooser`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, Table, func, select

from corpus.names import AUTHOR, is_same_name
from corpus.records import Claim, Passage, Stance
from corpus.store import schema
from corpus.store.tables import TABLE_OF

_AT_ONCE = 500  # values in one statement


@dataclass(frozen=True, slots=True)
class Choice:
    """Conditions that all have to hold; None is no condition.

    `source` stands in a document's path, address or title; `voice` names an author or a voice; `source_kind` is the kind of
    a document, `role` of a stretch of it. `since` and `until` are ISO dates of any precision; a less precise date of a
    document meets them where it may. `holder` is who is credited with a claim, or else speaks it, or who takes a stance;
    `measure` an id or words of a label; `target` a proposition, `label` the side taken on it.
    """

    source: str | None = None
    voice: str | None = None
    role: str | None = None
    source_kind: str | None = None
    since: str | None = None
    until: str | None = None
    holder: str | None = None
    measure: str | None = None
    target: str | None = None
    label: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether everything may be found."""
        return all(getattr(self, field.name) is None for field in fields(self))


def chosen_ids(connection: Connection, kind: type[Passage] | type[Claim] | type[Stance], choice: Choice) -> frozenset[str]:
    """The ids of the records of a kind that meet all conditions."""
    chooser = _Chooser(connection, kind, choice)
    sets = [part() for part in chooser.parts()]
    return frozenset.intersection(*sets) if sets else frozenset(connection.scalars(select(chooser.table.c.id)))


class _Chooser:
    """The ids that each part of a choice allows."""

    def __init__(self, connection: Connection, kind: type[Any], choice: Choice) -> None:
        self.connection = connection
        self.kind = kind
        self.choice = choice
        self.table: Table = TABLE_OF[kind]

    def parts(self) -> Iterator[Callable[[], frozenset[str]]]:
        """What has to be asked for this choice."""
        c = self.choice
        if c.source is not None or c.source_kind is not None:
            yield self._of_documents
        if c.voice is not None:
            yield self._of_voice
        if c.role is not None or c.since is not None or c.until is not None:
            yield self._of_place
        if c.holder is not None:
            yield self._of_holder
        if c.measure is not None:
            yield self._of_measure
        if c.target is not None or c.label is not None:
            yield self._of_stance

    def _of_documents(self) -> frozenset[str]:
        d, wanted = schema.documents.c, (self.choice.source or "").lower()
        rows = self.connection.execute(select(d.id, d.location, d.url, d.title, d.kind))
        kind = self.choice.source_kind
        documents = [
            row.id
            for row in rows
            if any(wanted in (text or "").lower() for text in (row.location, row.url, row.title))
            and (kind is None or row.kind == kind)
        ]
        return self._where_in(self.table.c.document, documents)

    def _of_voice(self) -> frozenset[str]:
        """Records in a voice of this name, and those in the voice of an author who is called so."""
        wanted, s, d = self.choice.voice or "", schema.segments.c, schema.documents.c
        voices = [v for v in self.connection.scalars(select(s.voice).distinct()) if is_same_name(wanted, v)]
        rows = self.connection.execute(select(d.id, d.authors))
        documents = [row.id for row in rows if any(is_same_name(wanted, name) for name in row.authors)]
        spoken: set[str] = set()
        for some in _batches(voices):
            spoken.update(self.connection.scalars(self._with_segment().where(s.voice.in_(some))))
        for some in _batches(documents):
            chosen = self._with_segment().where(s.voice == AUTHOR, self.table.c.document.in_(some))
            spoken.update(self.connection.scalars(chosen))
        return frozenset(spoken)

    def _of_place(self) -> frozenset[str]:
        c, statement = self.choice, self._with_segment()
        if c.role is not None:
            statement = statement.where(self.table.c.role == c.role)
        if c.since is not None or c.until is not None:
            documents = schema.documents.c
            statement = statement.join(schema.documents, documents.id == self.table.c.document)
            date = func.coalesce(schema.segments.c.published, documents.published)
            if c.since is not None:
                statement = statement.where(date >= func.substr(c.since, 1, func.length(date)))
            if c.until is not None:
                statement = statement.where(func.substr(date, 1, len(c.until)) <= c.until)
        return frozenset(self.connection.scalars(statement))

    def _of_holder(self) -> frozenset[str]:
        wanted, c, s, a = self.choice.holder or "", schema.claims.c, schema.stances.c, schema.attributions.c
        revised = {
            row.record: row
            for row in self.connection.execute(select(a.record, a.speaker, a.attributed_to).order_by(a.id.desc()))
        }
        held: list[str] = []
        for row in self.connection.execute(select(c.id, c.speaker, c.attributed_to)):
            told = revised.get(row.id, row)
            if is_same_name(wanted, told.attributed_to or told.speaker):
                held.append(row.id)
        claims = self._overlapping(schema.claims, held)
        rows = self.connection.execute(select(s.id, s.holder))
        named = [r.id for r in rows if is_same_name(wanted, (r.id in revised and revised[r.id].attributed_to) or r.holder)]
        stances = self._overlapping(schema.stances, named)
        if self.kind is Claim:
            return claims
        return stances if self.kind is Stance else claims | stances

    def _of_measure(self) -> frozenset[str]:
        wanted, m = self.choice.measure or "", schema.measures.c
        rows = self.connection.execute(select(m.id, m.label, m.claims))
        claims = [i for row in rows if row.id == wanted or wanted.lower() in row.label.lower() for i in row.claims]
        return self._overlapping(schema.claims, claims)

    def _of_stance(self) -> frozenset[str]:
        s, statement = schema.stances.c, select(schema.stances.c.id)
        if self.choice.target is not None:
            statement = statement.where(s.target == self.choice.target)
        if self.choice.label is not None:
            statement = statement.where(s.label == self.choice.label)
        return self._overlapping(schema.stances, self.connection.scalars(statement))

    def _overlapping(self, other: Table, ids: Iterable[str]) -> frozenset[str]:
        """The records that are these, or share words with them."""
        if other is self.table:
            return frozenset(ids)
        mine, found = self.table.c, set[str]()
        same = (mine.document == other.c.document) & (mine.start < other.c.end) & (mine.end > other.c.start)
        for some in _batches(ids):
            statement = select(mine.id).join(other, same).where(other.c.id.in_(some))
            found.update(self.connection.scalars(statement))
        return frozenset(found)

    def _with_segment(self) -> Any:
        return select(self.table.c.id).join(schema.segments, schema.segments.c.id == self.table.c.segment)

    def _where_in(self, column: Any, values: Iterable[str]) -> frozenset[str]:
        found: set[str] = set()
        for some in _batches(values):
            found.update(self.connection.scalars(select(self.table.c.id).where(column.in_(some))))
        return frozenset(found)


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    unique = sorted(set(values))
    for at in range(0, len(unique), _AT_ONCE):
        yield unique[at : at + _AT_ONCE]
