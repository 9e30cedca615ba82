"""The work of the first pass on one item, as plain functions that any process can run, and the keys of the stages.

A key is the hash of the stage's code version, its configuration, its models' revisions and its input: the same key means
the same result.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import ingest
from corpus.errors import SyntopicError
from corpus.ids import stable_hash
from corpus.protocols import PairJudge
from corpus.records import Capture, Claim, Document, Passage, Segment, Stance, SummarySentence
from corpus.topic import TopicPack
from ingest import Fetched
from syntopic.versions import code_version

if TYPE_CHECKING:
    from extract.reader import Reader

NAMES = ("parse", "read", "compare", "embed")


@dataclass(frozen=True, slots=True)
class Parsed:
    """What parsing made of one capture, with the key it was made under."""

    fetched: Fetched
    document: Document
    segments: tuple[Segment, ...]
    passages: tuple[Passage, ...]
    key: str
    shortfall: SyntopicError | None = None


@dataclass(frozen=True, slots=True)
class ReaderSettings:
    """All that decides how documents are read; it can be sent to another process and used as a key of a cache."""

    english: str
    encoder: str
    topics: tuple[TopicPack, ...]
    judge: str = "syntopic"
    stance_threshold: float = 0.55


@dataclass(frozen=True, slots=True)
class ReadTask:
    """One document to be read."""

    document: Document
    segments: tuple[Segment, ...]
    settings: ReaderSettings


ReadResult = tuple[tuple[Claim, ...], tuple[Stance, ...], tuple[SummarySentence, ...]]


def parse_key(capture: Capture, kind: str | None) -> str:
    """The key of parsing a capture, as the kind given or as the one recognised."""
    return stable_hash("parse", code_version("parse"), capture.id, kind)


def parse(item: tuple[Fetched, str | None]) -> Parsed | SyntopicError:
    """Parse one capture and cut it into passages; an expected failure is returned, a bug propagates."""
    from index import split_passages

    fetched, kind = item
    try:
        read = ingest.read_capture(fetched, kind=kind)
    except SyntopicError as error:
        return error
    passages = split_passages(read.document, read.segments)
    key = parse_key(fetched.capture, kind)
    return Parsed(fetched, read.document, read.segments, passages, key, read.shortfall)


def read(task: ReadTask) -> ReadResult | SyntopicError:
    """Read one document; an expected failure is returned, a bug propagates."""
    try:
        return _reader(task.settings).read(task.document, task.segments)
    except SyntopicError as error:
        return error


def load_judge(name: str) -> PairJudge | None:
    """The judge that the setting extract.judge names; None for the one that needs no training.

    Raises:
        ConfigError: no such classifier can be loaded.
    """
    if name == "prototypes":
        return None
    if name == "syntopic":
        from extract.judging import has_shipped_model, load_pair_model

        return load_pair_model() if has_shipped_model() else None
    from index.cross_encoder import load_cross_encoder

    return load_cross_encoder(name)


@lru_cache(maxsize=2)
def _reader(settings: ReaderSettings) -> Reader:
    """The reader for these settings; made once in each process."""
    import extract
    import index

    encoder = index.load_encoder(settings.encoder)
    nlp = extract.load_english(settings.english)
    judge = load_judge(settings.judge)
    return extract.build_reader(nlp, settings.topics, encoder, judge, sure=settings.stance_threshold)
