"""Search over a workspace: the derived vector index, built aside and swapped in, and hits with their places.

Invariant: the index is derived from the store and never the other way round; it names the encoder and the ids it was built
from, so `index_is_current` can tell whether it fits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import index
from corpus.protocols import Encoder, FloatMatrix
from corpus.records import Attribution, Claim, Comparison, Document, Measure, Passage, Segment, Snapshot, Stance
from corpus.store import Store
from index.vector_files import ids_of, made_from, write_generation
from syntopic.rows import Corpus, Row, claim_row, stance_row
from syntopic.workspace import Workspace

_CHUNK = 2000  # records encoded at once

KINDS: dict[str, type[Passage] | type[Claim] | type[Stance]] = {"passage": Passage, "claim": Claim, "stance": Stance}


def _folder(workspace: Workspace, kind: str) -> Path:
    return workspace.index_folder / kind


def index_is_current(workspace: Workspace, store: Store, revision: str) -> bool:
    """Whether the vector index holds just what the store holds, encoded by this revision; ids stand for their words."""
    return not _stale(workspace, store, revision)


def _stale(workspace: Workspace, store: Store, revision: str) -> list[str]:
    """The kinds whose index does not fit the store."""
    return [
        kind
        for kind, record in KINDS.items()
        if made_from(_folder(workspace, kind)) != (revision, ids_of(sorted(store.ids(record))))
    ]


def build_index(workspace: Workspace, store: Store, encoder: Encoder, *, anew: bool = False) -> None:
    """Build the vector indexes aside and swap them in, one by one; what is current is left alone, unless built anew."""
    for kind in KINDS if anew else _stale(workspace, store, encoder.revision):
        ids = store.ids(KINDS[kind])
        chunks = (_encoded(store, kind, ids[at : at + _CHUNK], encoder) for at in range(0, len(ids), _CHUNK))
        write_generation(_folder(workspace, kind), ids, chunks, dim=encoder.dim, revision=encoder.revision)


def rebuild_index(workspace: Workspace) -> dict[str, int]:
    """Build all that search reads anew from the store.

    Returns:
        How many vectors there are of each kind of record.
    Raises:
        WorkspaceHeld: another run holds the workspace.
    """
    from syntopic.models import Models

    with workspace.hold("reindex", datetime.now(UTC)):
        store = workspace.open_store()
        try:
            models = Models(workspace)
            build_index(workspace, store, models.encoder(store), anew=True)
            models.export_query_encoder()
            return {kind: store.count(record) for kind, record in KINDS.items()}
        finally:
            store.close()


def _encoded(store: Store, kind: str, ids: Sequence[str], encoder: Encoder) -> FloatMatrix:
    records = store.some(KINDS[kind], ids)
    return encoder.encode([_words(records[i]) for i in ids])


def _words(record: Passage | Claim | Stance) -> str:
    return record.text if isinstance(record, Passage) else record.evidence


@dataclass(frozen=True, slots=True)
class Filters:
    """Which records a search may find: `source` in path, address or title; `since` an ISO date."""

    source: str | None = None
    since: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether everything may be found."""
        return self.source is None and self.since is None


def search_rows(
    workspace: Workspace, store: Store, query: str, *, k: int, kind: str, filters: Filters, encoder: Encoder
) -> list[Row]:
    """The best k records of a kind for a query, as rows, best first.

    Reads from the store what the hits need and no more.

    Raises:
        ConfigError: the query is empty, or the index is damaged, missing or of another encoder.
    """
    among = None if filters.is_open else _chosen_ids(store, kind, filters)
    vectors = index.MappedVectorStore.open(_folder(workspace, kind), dim=encoder.dim, revision=encoder.revision)
    hits = index.search(query, k=k, lexical=store, vectors=vectors, encoder=encoder, among=among, kind=kind)
    records = store.some(KINDS[kind], (hit.id for hit in hits))
    corpus = _corpus_about(store, list(records.values()))
    return [_hit_row(corpus, records[hit.id], hit) for hit in hits if hit.id in records]


def _corpus_about(store: Store, records: Sequence[Passage | Claim | Stance]) -> Corpus:
    """The part of the corpus that the rows of some records show."""
    claims = tuple(r for r in records if isinstance(r, Claim))
    stances = tuple(r for r in records if isinstance(r, Stance))
    attributions = store.all(Attribution) if claims or stances else ()
    measures = store.all(Measure) if claims else ()
    return Corpus(
        Snapshot(
            documents=tuple(store.some(Document, (r.document for r in records)).values()),
            segments=tuple(store.some(Segment, (r.segment for r in records)).values()),
            claims=claims,
            stances=stances,
            summaries=(),
            comparison=Comparison((), attributions, measures, (), ()),
            rejects=(),
            failures=(),
        )
    )


def _chosen_ids(store: Store, kind: str, filters: Filters) -> frozenset[str]:
    wanted = (filters.source or "").lower()
    documents = frozenset(
        d.id
        for d in store.all(Document)
        if any(wanted in (text or "").lower() for text in (d.location, d.url, d.title))
        and (filters.since is None or (d.published or "") >= filters.since)
    )
    return frozenset(r.id for r in store.all(KINDS[kind]) if r.document in documents)


def _hit_row(corpus: Corpus, record: Passage | Claim | Stance, hit: index.Hit) -> Row:
    if isinstance(record, Claim):
        words, row = record.evidence, claim_row(corpus, corpus.claims.get(record.id, record))
    elif isinstance(record, Stance):
        words, row = record.evidence, stance_row(corpus, corpus.stances.get(record.id, record))
    else:
        words, row = record.text, {"id": record.id, "document": corpus.location(record.document)}
    document, segment = corpus.documents[record.document], corpus.segments.get(record.segment)
    found: Row = {
        "evidence": words,
        "start": record.start,
        "end": record.end,
        "score": round(hit.score, 4),
        "lexical_rank": hit.lexical_rank,
        "dense_rank": hit.dense_rank,
        "role": record.role.value,
        "voice": segment.voice if segment else None,
        "time_start": record.time_start_s if isinstance(record, Passage) else segment.time_start_s if segment else None,
        "title": document.title,
        "published": document.published,
        "url": (segment.url if segment else None) or document.url,
    }
    return {**row, **found}
