"""Removing documents for good: their records, captures, bytes and vectors, and a note that they are not wanted back.

Invariant: the note is written in the transaction that removes the records, so no run finds the one without the other. Bytes
that another capture is made of are kept, and the vectors of texts that the store still holds; other vectors go, and are made
again where they are needed. What was told about a removed document keeps no word of it, and `wipe` clears the pages of the
file in which its words once stood.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine, delete, select, text

from corpus.blobs import BlobStore
from corpus.ids import sha256_hex
from corpus.plain import to_plain
from corpus.store import schema
from corpus.store.engine import writing
from corpus.store.told import forget_words

_FEW = 500
_HASH = re.compile(r"\b[0-9a-f]{64}\b")


class Removal:
    """Removes documents from one store, and remembers which."""

    def __init__(self, engine: Engine, blobs: BlobStore) -> None:
        self.engine = engine
        self._blobs = blobs

    def unwanted(self) -> frozenset[str]:
        """The ids of documents that were removed and not taken in on purpose since."""
        with self.engine.connect() as connection:
            return frozenset(connection.scalars(select(schema.removed.c.document)))

    def want_again(self, documents: Iterable[str]) -> None:
        """Forget that these were removed."""
        table, wanted = schema.removed, sorted(set(documents))
        with writing(self.engine) as connection:
            for at in range(0, len(wanted), _FEW):
                connection.execute(delete(table).where(table.c.document.in_(wanted[at : at + _FEW])))

    def remove(self, documents: Iterable[str], now: datetime) -> int:
        """Remove documents with all that was made of them.

        Returns:
            How many there were of these.
        """
        wanted = sorted(set(documents))
        with writing(self.engine) as connection:
            gone: set[str] = set()
            found = [_remove_one(connection, document, now, gone) for document in wanted]
            orphans = sorted(gone - _needed(connection))
            for at in range(0, len(orphans), _FEW):
                few = orphans[at : at + _FEW]
                connection.execute(delete(schema.answers).where(schema.answers.c.blob.in_(few)))
            forget_words(connection, wanted)
            drop_vectors(connection)
        for blob in orphans:
            self._blobs.path(blob).unlink(missing_ok=True)
        return sum(found)

    def wipe(self) -> None:
        """Write the database anew, without pages in which removed words still stand; as slow as copying it."""
        with writing(self.engine) as connection:
            connection.execute(text("INSERT INTO words_fts(words_fts) VALUES ('optimize')"))
        raw = self.engine.raw_connection()
        try:
            raw.execute("VACUUM")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()


def _remove_one(connection: Connection, document: str, now: datetime, blobs: set[str]) -> bool:
    """Remove one document with its captures, whose hashes are added to `blobs`; whether there was one."""
    documents, captures, removed = schema.documents, schema.captures, schema.removed
    row = connection.execute(select(documents.c.source, documents.c.capture).where(documents.c.id == document)).first()
    if row is None:
        return False
    native = connection.scalar(select(captures.c.native_id).where(captures.c.id == row.capture))
    these = (captures.c.source == row.source) & (captures.c.native_id == native)
    for capture in connection.execute(select(captures).where(these)).mappings():
        blobs |= _hashes(capture["blob"], capture["headers"])
        addresses = {capture["url"], capture["final_url"], capture["location"]} - {None}
        answers = schema.answers
        blobs |= set(connection.scalars(select(answers.c.blob).where(answers.c.key.in_(addresses))))
        connection.execute(delete(answers).where(answers.c.key.in_(addresses)))
        connection.execute(delete(schema.failures).where(schema.failures.c.location.in_(addresses)))
    connection.execute(delete(schema.words).where(schema.words.c.document == document))
    keys = schema.stage_keys  # that it was compared stays told until the rest is compared: so it is known what alone changed
    connection.execute(delete(keys).where(keys.c.subject == document, keys.c.stage != "compared"))
    connection.execute(delete(documents).where(documents.c.id == document))
    connection.execute(delete(captures).where(these))
    for table in (schema.offers, schema.vanished, removed):
        connection.execute(delete(table).where(table.c.document == document))
    connection.execute(removed.insert().values(document=document, at=to_plain(now)))
    return True


def _hashes(blob: str, headers: Iterable[Sequence[str]]) -> set[str]:
    """The hashes of a capture's bytes and of those of its companions, which its headers name."""
    return {blob, *(found for header in headers for words in header for found in _HASH.findall(words))}


def _needed(connection: Connection) -> set[str]:
    """The hashes of all bytes that a capture is made of."""
    rows = connection.execute(select(schema.captures.c.blob, schema.captures.c.headers))
    return {found for row in rows for found in _hashes(row.blob, row.headers)}


def drop_vectors(connection: Connection, *, but_for: Collection[str] = ()) -> None:
    """Keep the vectors of texts that the store holds, and those with these hashes; drop the others."""
    live = set(but_for)
    live |= {sha256_hex(words.encode("utf-8", "replace")) for words in connection.scalars(select(schema.words.c.text))}
    table = schema.vectors
    gone = sorted(set(connection.scalars(select(table.c.hash))) - live)
    for at in range(0, len(gone), _FEW):
        connection.execute(delete(table).where(table.c.hash.in_(gone[at : at + _FEW])))
