"""The records that the stages exchange: frozen, slotted, and free of behaviour.

Invariant: every record that carries words carries the offsets of those words in `Document.text` of its document, so that
the verbatim gate (`corpus.store.gate`) can check it on every write. Offsets are in characters (Python indices), half open.
Datetimes are aware and UTC. To add a field: here, in `store/schema/`, and in a migration.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from corpus.findings import Camp, Crux, Forecast, Inconsistency, KeyPoint, Mutation, OpenQuestion
from corpus.vocabulary import (
    Absence as Absence,
)
from corpus.vocabulary import (
    Certainty as Certainty,
)
from corpus.vocabulary import (
    Kind as Kind,
)
from corpus.vocabulary import (
    Label as Label,
)
from corpus.vocabulary import (
    Modifier as Modifier,
)
from corpus.vocabulary import (
    RelationKind as RelationKind,
)
from corpus.vocabulary import (
    Role as Role,
)
from corpus.vocabulary import (
    Verdict as Verdict,
)


@dataclass(frozen=True, slots=True)
class Capture:
    """One fetch, byte for byte.

    `blob` is the SHA-256 of the bytes; `source` names the kind of source ("file", "web", "sample"); `native_id` is the
    name the source itself has for the thing (an absolute path, a URL). `location` is the path or URL as the user gave it.
    """

    id: str
    source: str
    native_id: str
    location: str
    blob: str
    url: str | None
    final_url: str | None
    fetched_at: datetime
    status: int | None
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What a capture says.

    `published` is an ISO 8601 date of the precision the document gives ("2026", "2026-06", "2026-06-04"), or None.
    `author` voices are named in segments; `authors` are the names the document gives for its writers.
    `media_url` opens the video or audio that a transcript belongs to; `time_start_s` of a segment can be appended to it.
    `links` are the hyperlinks of its text to other pages: start and end of the linked words, and the absolute address.
    """

    id: str
    source: str
    native_id: str
    location: str
    kind: str
    url: str | None
    media_url: str | None
    title: str
    authors: tuple[str, ...]
    published: str | None
    language: str
    text: str
    revision: str
    capture: str
    parser: str
    links: tuple[tuple[int, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of one voice in `Document.text`.

    `voice` is the name that the document gives; without one "author" for its writer, "host" for a transcript's speaker,
    "parent comment" for the writer of an answered comment. `parent` is the segment it answers. Media times are in seconds.
    `url` is a deep link to the segment where the source has one. `pauses` are silences inside a transcript's segment: the
    offset in `Document.text` of the word after each, and its length in seconds.
    """

    id: str
    document: str
    start: int
    end: int
    role: Role
    voice: str
    parent: str | None
    time_start_s: float | None
    time_end_s: float | None
    published: str | None
    url: str | None
    pauses: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable stretch of a segment: a paragraph, or some sentences of one. `time_start_s` is in seconds."""

    id: str
    document: str
    segment: str
    start: int
    end: int
    text: str
    role: Role
    voice: str
    time_start_s: float | None


@dataclass(frozen=True, slots=True)
class Overlap:
    """Words that two documents share.

    `containment_a` is the share of the shingles of document a's span that occur in b's, in 0..1; likewise b.
    `earlier` is the id of the document that is the earlier one, or None where dates do not tell.
    """

    id: str
    a: str
    a_start: int
    a_end: int
    b: str
    b_start: int
    b_end: int
    containment_a: float
    containment_b: float
    earlier: str | None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written and as meant.

    `start`/`end` are offsets in `Document.text`; `text` is the number and its unit word as written, without modifiers.
    `high` is None unless a range is given; then `value` is its lower end. `unit`: x, %, pp, second, minute, hour, day,
    week, month, year, an ISO 4217 code, count (with `noun`), or another symbol. `dimension` groups convertible units:
    ratio, share, time, money, count, or the unit itself.
    """

    start: int
    end: int
    text: str
    value: float
    high: float | None
    modifier: Modifier
    unit: str
    dimension: str
    noun: str | None


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement that gives a quantity.

    `start`/`end`/`evidence` are the sentence or clause, verbatim. `attributed_to` is None where the figure is the
    speaker's own. `time_iso` is an ISO date or interval ("2025", "2021/2025") where `time` could be resolved.
    """

    id: str
    document: str
    segment: str
    start: int
    end: int
    evidence: str
    quantity: Quantity
    kind: Kind
    measure_phrase: str
    subject: str | None
    scope: str | None
    time: str | None
    time_iso: str | None
    baseline: str | None
    speaker: str
    attributed_to: str | None
    certainty: Certainty
    role: Role


@dataclass(frozen=True, slots=True)
class Stance:
    """A position taken on a proposition of a topic. `target` is the proposition's key; `score` is in 0..1."""

    id: str
    document: str
    segment: str
    start: int
    end: int
    evidence: str
    holder: str
    speaker: str
    topic: str
    target: str
    label: Label
    score: float
    conditional: bool
    role: Role
    date: str | None


@dataclass(frozen=True, slots=True)
class SummarySentence:
    """One verbatim sentence of a document's extractive summary; `rank` 0 is the first to read."""

    id: str
    document: str
    start: int
    end: int
    text: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Attribution:
    """An attribution revised by overlap, kept beside the local one. `record` is the claim or stance it revises."""

    id: str
    record: str
    document: str
    speaker: str
    attributed_to: str | None
    overlap: str
    reason: str


@dataclass(frozen=True, slots=True)
class ValueGroup:
    """Claims of one measure that give an equal quantity."""

    value: float
    high: float | None
    unit: str
    modifiers: tuple[str, ...]
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OriginLink:
    """One step of an origin chain: `claim` repeats `origin`, as `because` says ("attributed", "overlap", "link")."""

    claim: str
    origin: str
    because: str


@dataclass(frozen=True, slots=True)
class Measure:
    """Claims about the same measured thing.

    `claims` are ids, sorted; `sources` are document ids, sorted. `origin` is who reports the figure first hand, or None
    where that cannot be told; `origins` are all independent origins and `independent_origins` their number.
    """

    id: str
    label: str
    claims: tuple[str, ...]
    groups: tuple[ValueGroup, ...]
    sources: tuple[str, ...]
    origin: str | None
    origins: tuple[str, ...]
    independent_origins: int
    chain: tuple[OriginLink, ...]
    verdict: Verdict
    made_from: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Two claims compared: `rule` names the rule that fired, `reason` says it in words, `inputs` are what it looked at."""

    id: str
    a: str
    b: str
    relation: RelationKind
    rule: str
    reason: str
    inputs: tuple[tuple[str, str], ...]
    measure: str
    made_from: str


@dataclass(frozen=True, slots=True)
class Position:
    """A holder on a proposition; `first` and `last` are ISO dates of the stances it rests on, or None.

    `sources` are the documents that tell it, sorted. `first_hand` are those of them in which the holder speaks; empty where
    only others report it. `chain` says for each stance whose words it goes back to (`OriginLink.claim` is the stance's id).
    """

    id: str
    topic: str
    holder: str
    target: str
    label: Label
    stances: tuple[str, ...]
    first: str | None
    last: str | None
    made_from: str
    sources: tuple[str, ...] = ()
    first_hand: tuple[str, ...] = ()
    chain: tuple[OriginLink, ...] = ()


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that the verbatim gate turned away, with the reason."""

    id: str
    document: str
    record_kind: str
    payload: str
    reason: str


@dataclass(frozen=True, slots=True)
class Failure:
    """One item that could not be taken in during a run: what it was, why, and what to do."""

    id: str
    run: str
    stage: str
    source: str
    location: str
    error: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SourceState:
    """A place that is read night after night, and how that went.

    `origin` is the topic pack that lists it, or "user". `cursor` is what its kind left to go on from; it covers exactly the
    items that were taken in. `items` counts them over all runs, `failures_in_row` the attempts that failed since the last
    success; `error` and `remedy` are of the last failure, empty after a success. `verified_at` is when the place was first
    seen to answer, None for one that never was.
    """

    id: str
    kind: str
    url: str
    why: str
    origin: str
    enabled: bool
    removed: bool
    cursor: Mapping[str, Any]
    verified_at: datetime | None
    attempted_at: datetime | None
    succeeded_at: datetime | None
    items: int
    failures_in_row: int
    error: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SourceNight:
    """What one run brought from a source: documents taken in anew, items that failed, whether it answered at all."""

    source: str
    run: str
    brought: int
    failures: int
    is_answering: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """What a source (by its id) offered and a run took in: the document, and the item that fetches it again, as JSON values.

    `asked_at` is when it was last asked for.
    """

    source: str
    document: str
    item: Mapping[str, Any]
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Vanished:
    """A document that is kept though it is no longer where it was: since when that is known, and which source told."""

    document: str
    why: Absence
    source: str
    since: datetime


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """The last whole answer to a request: what makes the next request conditional, and where its bytes lie.

    `key` is the request's address, or method, address and hash of the body for one that is not a GET.
    """

    key: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    blob: str
    fetched_at: datetime
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """All that the first pass makes of one document, written in one transaction."""

    capture: Capture
    document: Document
    segments: tuple[Segment, ...]
    passages: tuple[Passage, ...]
    claims: tuple[Claim, ...]
    stances: tuple[Stance, ...]
    summary: tuple[SummarySentence, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that the second pass makes of the corpus."""

    overlaps: tuple[Overlap, ...]
    attributions: tuple[Attribution, ...]
    measures: tuple[Measure, ...]
    relations: tuple[Relation, ...]
    positions: tuple[Position, ...]
    mutations: tuple[Mutation, ...] = ()
    inconsistencies: tuple[Inconsistency, ...] = ()
    camps: tuple[Camp, ...] = ()
    key_points: tuple[KeyPoint, ...] = ()
    cruxes: tuple[Crux, ...] = ()
    forecasts: tuple[Forecast, ...] = ()
    questions: tuple[OpenQuestion, ...] = ()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole corpus at one moment, each tuple sorted by document and place; what the second pass and reports read.

    `claims` and `stances` are as the documents alone tell them; `attributions` revise some of them.
    """

    documents: tuple[Document, ...]
    segments: tuple[Segment, ...]
    claims: tuple[Claim, ...]
    stances: tuple[Stance, ...]
    summaries: tuple[SummarySentence, ...]
    comparison: Comparison
    rejects: tuple[Reject, ...]
    failures: tuple[Failure, ...]
    vanished: tuple[Vanished, ...] = ()
