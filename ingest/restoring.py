"""Captures as they were fetched, from the store: to parse them again with a newer parser, without the network."""

from __future__ import annotations

from corpus.blobs import BlobStore
from corpus.errors import SyntopicError
from corpus.records import Capture, Document
from ingest.kinds import recognise
from ingest.source import Fetched, companion_blobs
from ingest.sources.registry import source_kinds


def restore(capture: Capture, blobs: BlobStore) -> Fetched:
    """A capture with its bytes and those of its companions.

    Raises:
        SourceUnavailable: bytes are gone or damaged.
    """
    companions = tuple((name, blobs.get(blob)) for name, blob in companion_blobs(capture))
    return Fetched(capture, blobs.get(capture.blob), companions)


def format_of(document: Document, fetched: Fetched) -> str | None:
    """The format to name when a document's capture is parsed again, None where the content tells it by itself.

    A kind of source names its own formats, and so does a person who chose one; otherwise naming none keeps it open to a
    newer recogniser.
    """
    own = {k.name: {c.name for c in k.captures} for k in source_kinds()}
    if document.kind in own.get(document.source, ()):
        return document.kind
    try:
        told = recognise(fetched.data, document.location, companions=fetched.companions)
    except SyntopicError:
        return document.kind
    return None if told == document.kind else document.kind
