"""What a comparison keeps for the next one, so that a night's work follows what changed and not what there is.

It holds values of pure functions alone: the shingles of documents, where some of their sentences lie, which row of equal
frames each claim is, the vectors and nearest rows of the rows, scores of pairs of rows, and the clusters that they came to.
Invariant: a comparison with a memory equals one without; so it may be lost, damaged, cut short by a kill or of another
night, and is then made anew. It names the code and the encoder it was made with, and each document's state, since the frames
of a document's claims follow from its claims (their attribution aside). To keep another value: a field of `Kept`, here and
in `rows`.
"""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.protocols import FloatMatrix
from index.comparison.pairs import FloatArray, IntArray
from index.comparison.said import Span
from index.comparison.windows import Codes, Grid
from index.shingles import Shingles

FORMAT = 4
_HIGH_BIT = 0x80
Names = npt.NDArray[np.bytes_]
_SHINGLES = ("shingle_documents", "shingle_counts", "shingle_hashes", "shingle_places")
_HOLDERS = "holders"
_SPANS = ("span_document", "span_segment", "span_place")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the claims (`claim_…`, one a claim), of the rows (`row_…`) and of scored pairs of rows (`pair_…`).

    `claim_key` and `row_key` are hashes of frames, rows sorted by them; `pair_code` is the first row's number times the
    number of rows plus the second's, sorted; `row_text` holds the SHA-256 of a row's three texts, `row_vectors` their
    vectors, shape (rows, 3, dim), `row_vector` the one by which near rows are found; `row_words` the sets of words of all
    rows, up to `row_words_end` of each; `row_cluster` the first row of each row's cluster, `pair_is_join` which pairs joined
    them. `near` are pairs of claims of different clusters that were compared, shape (n, 2).
    """

    documents: Names
    states: Names
    claim_id: Names
    claim_key: Names
    row_key: Names
    row_claim: Names
    row_family: Names
    row_unit: Names
    row_value: FloatArray
    row_rarity: FloatArray
    row_text: npt.NDArray[np.uint8]
    row_words: npt.NDArray[np.uint8]
    row_words_end: IntArray
    row_vectors: FloatMatrix
    row_vector: Grid
    row_code: Codes
    row_nearest: npt.NDArray[np.int32]
    row_product: npt.NDArray[np.int32]
    row_cluster: IntArray
    pair_code: IntArray
    pair_score: FloatArray
    pair_is_candidate: npt.NDArray[np.bool_]
    pair_is_join: npt.NDArray[np.bool_]
    near: Names


class Memory:
    """What the last comparison kept, if it fits, and what this one will keep.

    Args:
        basis: names code, encoder and all else that decides beside the documents.
        states: by document, what stands for all that its claims were made from.

    `shingles` are of the documents in the states in which `kept` has them, and so are `spans`: where those of their
    sentences lie that may be forecasts, questions or definitions.
    """

    def __init__(
        self,
        basis: str,
        states: Mapping[str, str],
        *,
        kept: Kept | None = None,
        shingles: Shingles | None = None,
        spans: Mapping[str, Sequence[Span]] | None = None,
        holders: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        self.basis = basis
        self.states = dict(states)
        self.kept = kept
        self.shingles = shingles
        self.spans = spans
        self.holders = holders

    @classmethod
    def open(cls, path: Path, basis: str, states: Mapping[str, str]) -> Memory:
        """The memory of a file; an empty one where there is none that can be read and was made on this basis."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
                if held["basis"].tobytes() != _basis(basis).tobytes():
                    return cls(basis, states)
                kept = Kept(**{f.name: held[f.name] for f in fields(Kept)})
                return cls(
                    basis,
                    states,
                    kept=kept,
                    shingles=_shingles_in(held),
                    spans=_spans_in(held),
                    holders=_holders_in(held),
                )
        except (OSError, ValueError, KeyError, zipfile.BadZipFile, EOFError):
            return cls(basis, states)

    def next(self, basis: str, states: Mapping[str, str]) -> Memory:
        """The memory of a later comparison in the same process."""
        if basis != self.basis:
            return Memory(basis, states)
        return Memory(basis, states, kept=self.kept, shingles=self.shingles, spans=self.spans, holders=self.holders)

    def is_of(self, states: Mapping[str, str]) -> bool:
        """Whether this was kept by a comparison of documents in just these states."""
        if self.kept is None or len(self.kept.documents) != len(states):
            return False
        pairs = zip(self.kept.documents.tolist(), self.kept.states.tolist(), strict=True)
        return all(states.get(d.decode()) == state.decode() for d, state in pairs)

    def unchanged(self) -> frozenset[str]:
        """The documents that are in the state in which they were when this was kept."""
        if self.kept is None:
            return frozenset()
        pairs = zip(self.kept.documents.tolist(), self.kept.states.tolist(), strict=True)
        return frozenset(d.decode() for d, state in pairs if self.states.get(d.decode()) == state.decode())

    def known_spans(self) -> dict[str, Sequence[Span]]:
        """`spans` of the documents that are in the state in which they were when this was kept."""
        return {} if self.spans is None else {d: self.spans.get(d, ()) for d in self.unchanged()}

    def texts(self) -> frozenset[str]:
        """The hashes of all texts whose vectors a comparison without memory would ask for, to group claims."""
        return frozenset() if self.kept is None else frozenset(digest.tobytes().hex() for digest in self._digests())

    def _digests(self) -> npt.NDArray[np.uint8]:
        assert self.kept is not None
        return self.kept.row_text.reshape(-1, 32)

    def save(self, path: Path) -> None:
        """Write it beside what is there, and swap it in."""
        if self.kept is None:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        arrays: dict[str, Any] = {f.name: getattr(self.kept, f.name) for f in fields(Kept)}
        if self.shingles is not None:
            documents, *rest = self.shingles.arrays()
            arrays |= dict(zip(_SHINGLES, (names_of(documents), *rest), strict=True))
        if self.spans is not None:
            spans = [(d, *span) for d in sorted(self.spans) for span in self.spans[d]]
            places = np.array([span[2:] for span in spans], dtype=np.int64).reshape(-1, 2)
            arrays |= dict(
                zip(_SPANS, (names_of([s[0] for s in spans]), names_of([s[1] for s in spans]), places), strict=True)
            )
        if self.holders is not None:
            entries = [(key, *self.holders[key]) for key in sorted(self.holders)]
            arrays[_HOLDERS] = names_of([word for entry in entries for word in entry]).reshape(-1, 3)
        descriptor, name = tempfile.mkstemp(prefix=".building-", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                np.savez(file, basis=_basis(self.basis), **arrays)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


def _shingles_in(held: Mapping[str, npt.NDArray[Any]]) -> Shingles | None:
    if _SHINGLES[0] not in held:
        return None
    names, *rest = (held[name] for name in _SHINGLES)
    return Shingles.of_arrays([n.decode() for n in names.tolist()], *rest)


def _spans_in(held: Mapping[str, npt.NDArray[Any]]) -> dict[str, list[Span]] | None:
    if _SPANS[0] not in held:
        return None
    spans: dict[str, list[Span]] = defaultdict(list)
    for document, segment, (start, end) in zip(*(held[name].tolist() for name in _SPANS), strict=True):
        spans[document.decode()].append((segment.decode(), start, end))
    return spans


def _holders_in(held: Mapping[str, npt.NDArray[Any]]) -> dict[str, tuple[str, str]] | None:
    if _HOLDERS not in held:
        return None
    return {key.decode(): (by.decode(), shown.decode()) for key, by, shown in held[_HOLDERS].tolist()}


def _basis(basis: str) -> Names:
    return names_of([f"{FORMAT} {basis}"])


def names_of(words: list[str]) -> Names:
    """Words as one array of bytes; none of them ends with a null character."""
    return np.array([w.encode() for w in words], dtype=np.bytes_) if words else np.empty(0, dtype="S1")


def words_in(names: Names) -> list[str]:
    """The words that `names_of` made an array of."""
    return [word.decode() for word in names.tolist()] if _HIGH_BIT & names.view(np.uint8).max(initial=0) else _ascii(names)


def _ascii(names: Names) -> list[str]:
    found: list[str] = names.astype(np.str_).tolist()
    return found
