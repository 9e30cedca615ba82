"""The search index of a workspace: derived from the store, built aside and swapped in. `finding` searches it.

Invariant: the index is derived from the store and never the other way round; it names the encoder and the ids it was built
from, so `index_is_current` can tell whether it fits.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.errors import SyntopicError
from corpus.protocols import Encoder, FloatMatrix
from corpus.records import Claim, Passage, Stance
from corpus.store import Store
from index.vector_files import Generation, ids_of, is_damaged, made_from, open_generation, rows_of, write_generation
from syntopic.workspace import Workspace

_CHUNK = 2000  # records encoded at once

KINDS: dict[str, type[Passage] | type[Claim] | type[Stance]] = {"passage": Passage, "claim": Claim, "stance": Stance}


def index_folder(workspace: Workspace, kind: str) -> Path:
    """The folder of the vectors of a kind of record."""
    return workspace.index_folder / kind


def index_is_current(workspace: Workspace, store: Store, revision: str) -> bool:
    """Whether the vector index holds just what the store holds, encoded by this revision; ids stand for their words."""
    return not _stale(workspace, store, revision)


def _stale(workspace: Workspace, store: Store, revision: str) -> list[str]:
    """The kinds whose index does not fit the store."""
    return [
        kind
        for kind, record in KINDS.items()
        if made_from(index_folder(workspace, kind)) != (revision, ids_of(sorted(store.ids(record))))
    ]


def damaged_kinds(workspace: Workspace) -> list[str]:
    """The kinds whose index is there and is not what was written; files up to `HASH_MAX_BYTES` are read for it."""
    return [kind for kind in KINDS if is_damaged(index_folder(workspace, kind))]


def build_index(workspace: Workspace, store: Store, encoder: Encoder, *, also: Collection[str] = ()) -> None:
    """Build the vector indexes aside and swap them in, one by one; what is current is left alone, but for `also`."""
    for kind in sorted({*also, *_stale(workspace, store, encoder.revision)}):
        ids, folder = store.ids(KINDS[kind]), index_folder(workspace, kind)
        last = None if kind in also else _last_generation(folder, encoder)
        chunks = (_vectors_of(store, kind, ids[at : at + _CHUNK], encoder, last) for at in range(0, len(ids), _CHUNK))
        write_generation(folder, ids, chunks, dim=encoder.dim, revision=encoder.revision)


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
            build_index(workspace, store, models.encoder(store), also=KINDS)
            models.export_query_encoder()
            return {kind: store.count(record) for kind, record in KINDS.items()}
        finally:
            store.close()


def _last_generation(folder: Path, encoder: Encoder) -> Generation | None:
    """The index as last built, whose vectors are copied for the ids that are still there; None where it does not fit."""
    try:
        return open_generation(folder, dim=encoder.dim, revision=encoder.revision)
    except SyntopicError:
        return None


def _vectors_of(store: Store, kind: str, ids: Sequence[str], encoder: Encoder, last: Generation | None) -> FloatMatrix:
    """The vectors of records: those of the last index by id, which stands for the words; the others encoded."""
    if last is None or not len(last.ids):
        return _encoded(store, kind, ids, encoder)
    rows, is_known = rows_of(last, ids)
    vectors = np.empty((len(ids), encoder.dim), dtype=np.float32)
    vectors[is_known] = last.vectors[rows[is_known]]
    fresh = [id_ for id_, known in zip(ids, is_known.tolist(), strict=True) if not known]
    if fresh:
        vectors[~is_known] = _encoded(store, kind, fresh, encoder)
    return vectors


def _encoded(store: Store, kind: str, ids: Sequence[str], encoder: Encoder) -> FloatMatrix:
    records = store.some(KINDS[kind], ids)
    return encoder.encode([words_of_record(records[i]) for i in ids])


def words_of_record(record: Passage | Claim | Stance) -> str:
    """The searchable words of a record."""
    return record.text if isinstance(record, Passage) else record.evidence
