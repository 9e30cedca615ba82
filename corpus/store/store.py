"""The store's one door.

Invariants: what a stage made of a document and the key that says so are written in one transaction, so a run that is
killed anywhere leaves either both or neither; every worded record passes the verbatim gate or goes to the rejects; a
comparison is written as its difference to the last one, so what did not change is not touched.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, func, select, text

from corpus.blobs import BlobStore
from corpus.findings import Camp, Crux, Forecast, Inconsistency, KeyPoint, Mutation, OpenQuestion
from corpus.records import (
    Attribution,
    Capture,
    Claim,
    Comparison,
    Document,
    Measure,
    Overlap,
    Passage,
    Position,
    Reject,
    Relation,
    Segment,
    Snapshot,
    Stance,
    SummarySentence,
    Vanished,
)
from corpus.store import schema
from corpus.store.choosing import Choice, chosen_ids
from corpus.store.engine import open_engine, writing
from corpus.store.gate import rejected, verbatim_fault
from corpus.store.ledger import Ledger, open_failures
from corpus.store.offers import Offers
from corpus.store.places import Answers, SourceStates
from corpus.store.relations import StoredRelations
from corpus.store.removal import Removal, drop_vectors
from corpus.store.tables import TABLE_OF, insert, read_all, set_key
from corpus.store.told import ToldChanges

Record = TypeVar("Record")
_Gated = TypeVar("_Gated", Claim, Stance, Passage, SummarySentence, Segment)
_Found = TypeVar("_Found", Forecast, OpenQuestion)

MARK_ON, MARK_OFF = "\ue000\ufdd0", "\ufdd1\ue000"  # no text holds these: two code points of each are not for exchange
_MARK = re.compile(f"({MARK_ON}|{MARK_OFF})")

COMPARED: dict[type[Any], str] = {
    Overlap: "overlaps",
    Attribution: "attributions",
    Measure: "measures",
    Relation: "relations",
    Position: "positions",
    Mutation: "mutations",
    Inconsistency: "inconsistencies",
    Camp: "camps",
    KeyPoint: "key_points",
    Crux: "cruxes",
    Forecast: "forecasts",
    OpenQuestion: "questions",
}
"""The kinds of record that make a comparison, each with its field there, in the order of the fields."""


class Store:
    """Records, blobs, ledger and full text of one workspace, under one folder.

    Args:
        folder: holds `corpus.sqlite` and `blobs/`; made if it is not there.
    Raises:
        ConfigError: the database is damaged or newer than this program.
        OperationalError: it is locked, or its disk is full or fails.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.engine = open_engine(folder / "corpus.sqlite")
        self.blobs = BlobStore(folder / "blobs")
        self.ledger = Ledger(self.engine)
        self.sources = SourceStates(self.engine)
        self.changes = ToldChanges(self.engine)
        self.removal = Removal(self.engine, self.blobs)
        self.answers = Answers(self.engine)
        self.offers = Offers(self.engine)
        self.relations = StoredRelations(self.engine)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def faults(self) -> list[str]:
        """What is wrong with the database file and its references, in SQLite's words; reads all of it."""
        with self._read() as connection:
            found = [str(line) for line in connection.scalars(text("PRAGMA integrity_check")) if line != "ok"]
            return found + [
                f"{row[0]} refers to {row[2]}, which is gone" for row in connection.execute(text("PRAGMA foreign_key_check"))
            ]

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            yield connection

    # -- first pass ---------------------------------------------------------------------------------------------------

    def put_parsed(
        self,
        capture: Capture,
        document: Document,
        segments: Sequence[Segment],
        passages: Sequence[Passage],
        *,
        key: str,
    ) -> list[Reject]:
        """Write what parsing made of a capture, in place of all that an earlier revision held; claims and the like go.

        Returns:
            What the verbatim gate turned away.
        """
        with writing(self.engine) as connection:
            known = connection.scalar(select(schema.captures.c.id).where(schema.captures.c.id == capture.id))
            if known is None:
                insert(connection, [capture])
            _remove_document(connection, document.id)
            insert(connection, [document])
            rejects: list[Reject] = []
            insert(connection, _gated(document, segments, rejects))
            kept = _gated(document, passages, rejects)
            insert(connection, kept)
            insert(connection, rejects)
            _index_words(connection, "passage", document.id, [(p.id, p.text) for p in kept])
            set_key(connection, "parse", document.id, key)
        return rejects

    def put_read(
        self,
        document: Document,
        claims: Sequence[Claim],
        stances: Sequence[Stance],
        summary: Sequence[SummarySentence],
        *,
        key: str,
    ) -> list[Reject]:
        """Write what reading made of a document, in place of what it made before.

        Returns:
            What the verbatim gate turned away.
        """
        with writing(self.engine) as connection:
            for table in (schema.claims, schema.stances, schema.summaries):
                connection.execute(delete(table).where(table.c.document == document.id))
            worded = {c.__name__.lower() for c in (Claim, Stance, SummarySentence)}
            gone = (schema.rejects.c.document == document.id) & schema.rejects.c.record_kind.in_(worded)
            connection.execute(delete(schema.rejects).where(gone))
            rejects: list[Reject] = []
            kept_claims = _gated(document, claims, rejects)
            kept_stances = _gated(document, stances, rejects)
            for records in (kept_claims, kept_stances, _gated(document, summary, rejects), rejects):
                insert(connection, records)
            _index_words(connection, "claim", document.id, [(c.id, c.evidence) for c in kept_claims])
            _index_words(connection, "stance", document.id, [(s.id, s.evidence) for s in kept_stances])
            set_key(connection, "read", document.id, key)
        return rejects

    def stage_keys(self, stage: str) -> dict[str, str]:
        """The key under which each subject was last worked on by this stage."""
        table = schema.stage_keys
        with self._read() as connection:
            rows = connection.execute(select(table.c.subject, table.c.key).where(table.c.stage == stage))
            return {row.subject: row.key for row in rows}

    # -- second pass --------------------------------------------------------------------------------------------------

    def put_comparison(
        self,
        comparison: Comparison,
        *,
        key: str,
        documents: Mapping[str, str] | None = None,
        texts: Collection[str] | None = None,
        stored: Comparison | None = None,
        gone: Collection[str] | None = None,
    ) -> dict[str, int]:
        """Write a comparison as its difference to the stored one; words that are not verbatim go to the rejects.

        Args:
            documents: the state of each document that was compared, kept as the keys of the stage "compared".
            texts: the hashes of all texts that a comparison of everything looked at: vectors of other texts go, unless the
                store holds them. None where only what changed was looked at.
            stored: what the store holds now, where that was read already and nobody else writes.
            gone: the ids of the relations that are no more, where `comparison` holds only those that are new or differ.
        Returns:
            Per kind of record, how many rows were written or removed.
        """
        touched: dict[str, int] = {}
        with writing(self.engine) as connection:
            for kind, name in COMPARED.items():
                records = getattr(comparison, name)
                if kind is Relation and gone is not None:
                    touched[name] = _replace(connection, kind, records, gone)
                    continue
                if kind in (Forecast, OpenQuestion):
                    records = _verbatim(connection, kind, records)
                known = read_all(connection, kind) if stored is None else getattr(stored, name)
                touched[name] = _write_difference(connection, kind, records, known)
            set_key(connection, "compare", "", key)
            connection.execute(delete(schema.stage_keys).where(schema.stage_keys.c.stage == "compared"))
            if documents:
                states = [{"stage": "compared", "subject": d, "key": k} for d, k in sorted(documents.items())]
                connection.execute(schema.stage_keys.insert(), states)
            if texts is not None:
                drop_vectors(connection, but_for=texts)
        return touched

    def comparison(self) -> Comparison:
        """The stored comparison."""
        with self._read() as connection:
            return _comparison(connection)

    # -- vectors and words --------------------------------------------------------------------------------------------

    def get_vectors(self, revision: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """Stored vectors (float32, little endian) of one encoder revision by the SHA-256 of their text."""
        found: dict[str, bytes] = {}
        table = schema.vectors
        with self._read() as connection:
            for at in range(0, len(hashes), 500):
                few = hashes[at : at + 500]
                rows = connection.execute(
                    select(table.c.hash, table.c.vector).where(table.c.revision == revision, table.c.hash.in_(few))
                )
                found.update({row.hash: row.vector for row in rows})
        return found

    def put_vectors(self, revision: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors; those it has are left alone."""
        if vectors:
            rows = [{"revision": revision, "hash": h, "vector": v} for h, v in sorted(vectors.items())]
            with writing(self.engine) as connection:
                connection.execute(schema.vectors.insert().prefix_with("OR IGNORE"), rows)

    def match(self, kind: str, fts_query: str, limit: int) -> list[tuple[str, float]]:
        """Ids of `kind` ("passage", "claim", "stance") whose words match, best first, with BM25 (higher is better)."""
        statement = text(
            "SELECT words.id, -bm25(words_fts) AS score FROM words_fts JOIN words ON words.rowid = words_fts.rowid "
            "WHERE words_fts MATCH :query AND words.kind = :kind ORDER BY score DESC, words.id LIMIT :limit"
        )
        with self._read() as connection:
            rows = connection.execute(statement, {"query": fts_query, "kind": kind, "limit": limit})
            return [(id_, float(score)) for id_, score in rows]

    def marks(self, kind: str, fts_query: str, ids: Iterable[str]) -> dict[str, list[tuple[int, int]]]:
        """Where the words of these records match: the spans in them, in order; ids that do not match are left out."""
        statement = text(
            "SELECT words.id, highlight(words_fts, 0, :on, :off) FROM words_fts JOIN words ON words.rowid = words_fts.rowid "
            "WHERE words_fts MATCH :query AND words_fts.rowid IN (SELECT rowid FROM words WHERE kind = :kind AND id = :id)"
        )
        found: dict[str, list[tuple[int, int]]] = {}
        with self._read() as connection:
            for id_ in dict.fromkeys(ids):
                asked = {"on": MARK_ON, "off": MARK_OFF, "query": fts_query, "kind": kind, "id": id_}
                found.update({i: _spans(marked) for i, marked in connection.execute(statement, asked)})
        return found

    # -- reading ------------------------------------------------------------------------------------------------------

    def all(self, kind: type[Record], **equal: object) -> tuple[Record, ...]:
        """All records of a kind, in reading order, whose fields equal those given."""
        table = TABLE_OF[kind]
        with self._read() as connection:
            return read_all(connection, kind, *(table.c[name] == value for name, value in equal.items()))

    def some(self, kind: type[Record], ids: Iterable[str]) -> dict[str, Record]:
        """The records of a kind with these ids, by id; ids that it does not hold are left out."""
        column, wanted = TABLE_OF[kind].c.id, sorted(set(ids))
        found: dict[str, Record] = {}
        with self._read() as connection:
            for at in range(0, len(wanted), 500):
                records: tuple[Any, ...] = read_all(connection, kind, column.in_(wanted[at : at + 500]))
                found |= {record.id: record for record in records}
        return found

    def ids(self, kind: type[Any]) -> list[str]:
        """The ids of all records of a kind, sorted."""
        column = TABLE_OF[kind].c.id
        with self._read() as connection:
            return list(connection.scalars(select(column).order_by(column)))

    def chosen(self, kind: type[Passage] | type[Claim] | type[Stance], choice: Choice) -> frozenset[str]:
        """The ids of the records of a kind that meet all conditions of a choice."""
        with self._read() as connection:
            return chosen_ids(connection, kind, choice)

    def count(self, kind: type[Any]) -> int:
        """How many records of a kind there are."""
        with self._read() as connection:
            return int(connection.scalar(select(func.count()).select_from(TABLE_OF[kind])) or 0)

    def compared(self) -> Snapshot:
        """What a comparison is brought up to date from: a snapshot without relations, summaries, rejects and failures."""
        with self.engine.connect() as connection, connection.begin():
            held = {name: () if kind is Relation else read_all(connection, kind) for kind, name in COMPARED.items()}
            return Snapshot(
                documents=read_all(connection, Document),
                segments=read_all(connection, Segment),
                claims=read_all(connection, Claim),
                stances=read_all(connection, Stance),
                summaries=(),
                comparison=Comparison(**held),
                rejects=(),
                failures=(),
                vanished=(),
            )

    def snapshot(self) -> Snapshot:
        """The whole corpus at this moment, read in one transaction."""
        with self.engine.connect() as connection, connection.begin():
            return Snapshot(
                documents=read_all(connection, Document),
                segments=read_all(connection, Segment),
                claims=read_all(connection, Claim),
                stances=read_all(connection, Stance),
                summaries=read_all(connection, SummarySentence),
                comparison=_comparison(connection),
                rejects=read_all(connection, Reject),
                failures=open_failures(connection),
                vanished=read_all(connection, Vanished),
            )

    def outline(self) -> Snapshot:
        """What changes are told about, read in one transaction: a snapshot without segments, stances and relations."""
        with self.engine.connect() as connection, connection.begin():
            empty = Comparison(*(() for _ in COMPARED))
            comparison = replace(
                empty,
                attributions=read_all(connection, Attribution),
                measures=read_all(connection, Measure),
                positions=read_all(connection, Position),
                forecasts=read_all(connection, Forecast),
            )
            return Snapshot(
                documents=read_all(connection, Document),
                segments=(),
                claims=read_all(connection, Claim),
                stances=(),
                summaries=(),
                comparison=comparison,
                rejects=(),
                failures=(),
                vanished=read_all(connection, Vanished),
            )


def _spans(marked: str) -> list[tuple[int, int]]:
    """The spans between marks, as offsets of the text without them."""
    spans: list[tuple[int, int]] = []
    at, start = 0, 0
    for piece in _MARK.split(marked):
        if piece == MARK_ON:
            start = at
        elif piece == MARK_OFF:
            spans.append((start, at))
        else:
            at += len(piece)
    return spans


def _comparison(connection: Connection) -> Comparison:
    return Comparison(*(read_all(connection, kind) for kind in COMPARED))


def _gated(document: Document, records: Sequence[_Gated], rejects: list[Reject]) -> list[_Gated]:
    """The records that are verbatim in the document; the others are added to `rejects`."""
    kept: list[_Gated] = []
    for record in records:
        fault = verbatim_fault(document, record)
        if fault is None:
            kept.append(record)
        else:
            rejects.append(rejected(document, record, fault))
    return kept


def _verbatim(connection: Connection, kind: type[_Found], records: Sequence[_Found]) -> list[_Found]:
    """The records whose words stand in their document; the others are written to the rejects."""
    wanted = sorted({r.document for r in records})
    documents: dict[str, Document] = {}
    for at in range(0, len(wanted), 500):
        few = read_all(connection, Document, schema.documents.c.id.in_(wanted[at : at + 500]))
        documents.update({d.id: d for d in few})
    kept: list[_Found] = []
    rejects: dict[str, Reject] = {}
    for record in records:
        document = documents.get(record.document)
        fault = verbatim_fault(document, record) if document else None
        if document and fault is None:
            kept.append(record)
        elif document and fault:
            reject = rejected(document, record, fault)
            rejects[reject.id] = reject
    connection.execute(delete(schema.rejects).where(schema.rejects.c.record_kind == kind.__name__.lower()))
    insert(connection, [rejects[i] for i in sorted(rejects)])
    return kept


def _remove_document(connection: Connection, document: str) -> None:
    connection.execute(delete(schema.words).where(schema.words.c.document == document))
    keys = schema.stage_keys
    # As what it was compared stays told until it is compared again: so it is known that it alone changed since.
    connection.execute(delete(keys).where(keys.c.subject == document, keys.c.stage != "compared"))
    connection.execute(delete(schema.documents).where(schema.documents.c.id == document))


def _index_words(connection: Connection, kind: str, document: str, texts: Sequence[tuple[str, str]]) -> None:
    words = schema.words
    connection.execute(delete(words).where(words.c.document == document, words.c.kind == kind))
    if texts:
        connection.execute(words.insert(), [{"kind": kind, "id": i, "document": document, "text": t} for i, t in texts])


def _replace(connection: Connection, kind: type[Any], fresh: Sequence[Any], gone: Collection[str]) -> int:
    """Remove records by id, and write others in place of those of their ids; returns how many were touched."""
    table, stale = TABLE_OF[kind], sorted({*gone, *(r.id for r in fresh)})
    for at in range(0, len(stale), 500):
        connection.execute(delete(table).where(table.c.id.in_(stale[at : at + 500])))
    insert(connection, fresh)
    return len(stale)


def _write_difference(connection: Connection, kind: type[Any], records: Sequence[Any], stored: Sequence[Any]) -> int:
    """Make the table hold these records, touching only rows that differ from those stored; returns how many were touched."""
    before = {r.id: r for r in stored}
    wanted = {r.id: r for r in records}
    gone = sorted(before.keys() - wanted.keys())
    fresh = [r for i, r in wanted.items() if (old := before.get(i)) is not r and old != r]
    return _replace(connection, kind, fresh, gone)
