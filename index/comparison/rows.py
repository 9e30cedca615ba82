"""The claims of a corpus as rows, one for all claims with an equal frame, and the rows grouped into clusters.

Ten thousand copies are one row; its first claim by id stands for it. What the last comparison kept is taken over where it
still holds, and asked again where it may not: a row is kept if the same claim of an unchanged document stands for it, a
score if both its rows are kept, a cluster if nothing came or went in it and none that is made again joins it.
Invariant: rows, candidates, scores and clusters are those that a comparison without memory comes to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.ids import stable_hash
from corpus.protocols import Encoder
from corpus.records import Claim
from index.comparison.clusters import JOIN_SCORE, BoolArray, cluster, cluster_again, moved_clusters
from index.comparison.frames import Frame, Traits, frame_of
from index.comparison.memory import Kept, Memory, names_of, words_in
from index.comparison.neighbours import (
    Known,
    Pairs,
    distinct,
    nearest_in_families,
    on_grid,
    pairs_of,
    same_figure_pairs,
)
from index.comparison.pairs import FloatArray, IntArray, PairTable
from index.comparison.runs import headed
from index.comparison.windows import Codes, Grid, Nearest, codes_of
from index.embedding import text_hash

_KEY_CHARS = 20  # 80 bits of a frame's hash: no two of a million frames are taken for one
_BATCH = 200_000  # pairs scored at once


class FrameBook:
    """The frames of claims, made when first asked for."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = {c.id: c for c in claims}
        self._of_document: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            self._of_document[claim.document].append(claim)
        self._headed: dict[str, tuple[Claim, Claim | None]] = {}
        self._known: dict[str, Frame] = {}

    def __getitem__(self, claim: str) -> Frame:
        if claim not in self._known:
            if claim not in self._headed:
                self._headed.update(
                    (c.id, (c, head)) for c, head, _ in headed(self._of_document[self.claims[claim].document])
                )
            of, head = self._headed[claim]
            self._known[claim] = frame_of(of, head=head)
        return self._known[claim]


def key_of(frame: Frame) -> str:
    """The hash of what equal frames have in common."""
    return stable_hash(*frame.key)[:_KEY_CHARS]


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows sorted by the hash of their frames: the claim that stands for each, and what candidates are found by.

    `before` is each row's number in what was kept, -1 for one that is new or stands for another claim now.
    """

    keys: list[str]
    claims: list[str]
    of_claim: Mapping[str, int]
    families: list[str]
    units: list[str]
    values: list[float]
    rarities: list[float]
    before: IntArray

    def __len__(self) -> int:
        return len(self.keys)


def rows_of(claims: Sequence[Claim], frames: FrameBook, memory: Memory) -> Rows:
    """Claims as rows."""
    kept, unchanged = memory.kept, memory.unchanged()
    key: dict[str, str] = {}
    old_row: dict[str, int] = {}
    if kept is not None:
        old_row = {k: n for n, k in enumerate(words_in(kept.row_key))}
        known = dict(zip(words_in(kept.claim_id), words_in(kept.claim_key), strict=True))
        key = {c.id: known[c.id] for c in claims if c.document in unchanged and c.id in known}
    first: dict[str, Claim] = {}
    for claim in claims:
        if claim.id not in key:
            key[claim.id] = key_of(frames[claim.id])
        held = first.get(key[claim.id])
        if held is None or claim.id < held.id:
            first[key[claim.id]] = claim
    keys = sorted(first)
    number = {k: n for n, k in enumerate(keys)}
    standing = [first[k].id for k in keys]
    before = np.array([old_row.get(k, -1) for k in keys], dtype=np.int64)
    families, units = [""] * len(keys), [""] * len(keys)
    values, rarities = np.zeros(len(keys)), np.zeros(len(keys))
    if kept is not None:
        claim_before = words_in(kept.row_claim)
        for n, row in enumerate(before.tolist()):
            if row >= 0 and (claim_before[row] != standing[n] or first[keys[n]].document not in unchanged):
                before[n] = -1
        old = before >= 0
        values[old], rarities[old] = kept.row_value[before[old]], kept.row_rarity[before[old]]
        family_before, unit_before = words_in(kept.row_family), words_in(kept.row_unit)
        for n, row in enumerate(before.tolist()):
            if row >= 0:
                families[n], units[n] = family_before[row], unit_before[row]
    for n in np.flatnonzero(before < 0).tolist():
        frame = frames[standing[n]]
        families[n], units[n], values[n], rarities[n] = frame.family, frame.unit, frame.value, frame.rarity
    of_claim = {c: number[k] for c, k in key.items()}
    return Rows(keys, standing, of_claim, families, units, values.tolist(), rarities.tolist(), before)


class RowTable:
    """Scores of pairs of rows: those kept, and those computed from frames and vectors when first asked for."""

    def __init__(self, rows: Rows, frames: FrameBook, encoder: Encoder, kept: Kept | None) -> None:
        self._rows, self._frames, self._encoder, self._kept = rows, frames, encoder, kept
        self.codes, self.known = _carried(rows, kept)
        self._fresh: dict[int, float] = {}
        self._held: dict[int, Traits] = {}  # by row, of those that were asked for
        self.vectors = np.empty(
            (len(rows), 3, encoder.dim), dtype=np.float32
        )  # text, focus, bare; of rows kept or asked for
        self._has_vectors = rows.before >= 0
        if kept is not None:
            self.vectors[self._has_vectors] = kept.row_vectors[rows.before[self._has_vectors]]
        self._large: PairTable | None = None
        self._in_large = np.zeros(0, dtype=np.int64)  # the rows of the large table, sorted

    def __len__(self) -> int:
        return len(self._rows)

    def scores(self, rows: IntArray, columns: IntArray) -> FloatArray:
        """How likely each pair of rows is to measure the same thing, in 0..1; 0 across families of units."""
        codes = np.minimum(rows, columns) * len(self._rows) + np.maximum(rows, columns)
        found = np.empty(len(codes), dtype=np.float64)
        at = np.searchsorted(self.codes, codes)
        is_known = np.zeros(len(codes), dtype=bool)
        inside = at < len(self.codes)
        is_known[inside] = self.codes[at[inside]] == codes[inside]
        found[is_known] = self.known[at[is_known]]
        missing = np.flatnonzero(~is_known)
        if len(missing):
            asked = codes[missing].tolist()
            new = sorted({c for c in asked if c not in self._fresh})
            for start in range(0, len(new), _BATCH):
                self._compute(np.array(new[start : start + _BATCH], dtype=np.int64))
            found[missing] = [self._fresh[c] for c in asked]
        return found

    def settle(self) -> None:
        """Sort what was computed in among what is known."""
        if not self._fresh:
            return
        codes = np.concatenate([self.codes, np.fromiter(self._fresh, dtype=np.int64, count=len(self._fresh))])
        scores = np.concatenate([self.known, np.fromiter(self._fresh.values(), dtype=np.float64, count=len(self._fresh))])
        order = np.argsort(codes, kind="stable")
        self.codes, self.known = codes[order], scores[order]
        self._fresh = {}

    def settled(self, some: BoolArray, among: BoolArray) -> dict[int, float]:
        """All that is known of pairs of which one is one of some rows and both among others; call `settle` before."""
        one, other = self.codes // max(len(self), 1), self.codes % max(len(self), 1)
        inside = (some[one] | some[other]) & among[one] & among[other]
        return dict(zip(self.codes[inside].tolist(), self.known[inside].tolist(), strict=True))

    def keep(self) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8], IntArray]:
        """The SHA-256 of each row's three texts, shape (rows, 3, 32); the words of all rows; where they end."""
        hashes = np.zeros((len(self._rows), 3, 32), dtype=np.uint8)
        kept, before = self._kept, self._rows.before
        if kept is not None:
            old = np.flatnonzero(before >= 0)
            hashes[old] = kept.row_text[before[old]]
        is_new = before < 0
        words: list[bytes] = []
        for row in np.flatnonzero(is_new).tolist():
            frame = self._frames[self._rows.claims[row]]
            words.append(_as_bytes(frame.words))
            for n, text in enumerate((frame.text, frame.focus, frame.bare)):
                hashes[row, n] = np.frombuffer(bytes.fromhex(text_hash(text)), dtype=np.uint8)
        lengths = np.zeros(len(before), dtype=np.int64)
        lengths[is_new] = [len(w) for w in words]
        if kept is not None:
            before_lengths = np.diff(kept.row_words_end, prepend=0)
            lengths[~is_new] = before_lengths[before[~is_new]]
        out = np.empty(int(lengths.sum()), dtype=np.uint8)
        is_in_new = np.repeat(is_new, lengths)
        out[is_in_new] = np.frombuffer(b"".join(words), dtype=np.uint8)
        if kept is not None:  # the order of rows is the same
            is_there = np.zeros(len(before_lengths), dtype=bool)
            is_there[before[~is_new]] = True
            out[~is_in_new] = kept.row_words[np.repeat(is_there, before_lengths)]
        return hashes, out, np.cumsum(lengths)

    def _compute(self, codes: IntArray) -> None:
        one, other = codes // len(self._rows), codes % len(self._rows)
        rows = np.unique(np.concatenate([one, other]))
        self._need(rows)
        table, rows = self._table_of(rows)
        scores = table.scores(np.searchsorted(rows, one), np.searchsorted(rows, other))
        self._fresh.update(zip(codes.tolist(), scores.tolist(), strict=True))

    def _table_of(self, rows: IntArray) -> tuple[PairTable, IntArray]:
        """A table that holds these rows (sorted), and all the rows that it holds, in its order.

        The large one is made again only when the rows that were asked for have doubled, so that many small questions cost
        no more than one large one; until then a question beyond it gets a table of its own.
        """
        if self._large is not None and np.isin(rows, self._in_large, assume_unique=True).all():
            return self._large, self._in_large
        is_grown = self._large is None or len(self._held) >= 2 * len(self._large)
        held = np.array(sorted(self._held), dtype=np.int64) if is_grown else rows
        vectors = self.vectors[held]
        table = PairTable([self._held[n] for n in held.tolist()], vectors[:, 0], vectors[:, 1], vectors[:, 2])
        if is_grown:
            self._large, self._in_large = table, held
        return table, held

    def need_vectors(self, rows: IntArray) -> None:
        """Make the vectors of rows that have none yet."""
        new = rows[~self._has_vectors[rows]]
        if not len(new):
            return
        frames = [self._frames[self._rows.claims[n]] for n in new.tolist()]
        texts = sorted({text for f in frames for text in (f.text, f.focus, f.bare)})
        vectors = self._encoder.encode(texts)
        at = {text: n for n, text in enumerate(texts)}
        self.vectors[new] = vectors[[[at[f.text], at[f.focus], at[f.bare]] for f in frames]]
        self._has_vectors[new] = True

    def _need(self, rows: IntArray) -> None:
        """Make the traits and vectors of rows (sorted, each once) that have none yet."""
        self.need_vectors(rows)
        for n in rows.tolist():
            if n not in self._held:
                self._held[n] = self._traits(n)

    def _traits(self, row: int) -> Traits:
        """What a row is compared by: read from what was kept, or made anew."""
        rows, before = self._rows, int(self._rows.before[row])
        if self._kept is None or before < 0:
            return self._frames[rows.claims[row]]
        claim = self._frames.claims[rows.claims[row]]
        return Traits(
            claim.document,
            claim.start,
            claim.end,
            rows.families[row],
            rows.units[row],
            rows.values[row],
            rows.rarities[row],
            str(claim.kind),
            *_from_bytes(_words_of(self._kept, before)),
        )


def _as_bytes(sets: Sequence[frozenset[str]]) -> bytes:
    """Sets of words, none of which holds white space, a line each."""
    return "\n".join(" ".join(sorted(words)) for words in sets).encode()


def _from_bytes(held: bytes) -> Iterator[frozenset[str]]:
    return (frozenset(line.split(" ")) if line else frozenset() for line in held.decode().split("\n"))


def _words_of(kept: Kept | None, row: int) -> bytes:
    """The words of a kept row."""
    assert kept is not None
    start = int(kept.row_words_end[row - 1]) if row else 0
    return kept.row_words[start : int(kept.row_words_end[row])].tobytes()


def _carried(rows: Rows, kept: Kept | None) -> tuple[IntArray, FloatArray]:
    """The kept scores of pairs of rows that are both kept, by their codes of now, sorted."""
    if kept is None or not len(kept.pair_code):
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    codes, is_there = _recoded(kept.pair_code, rows, kept)
    return codes, kept.pair_score[is_there]


def _recoded(codes: IntArray, rows: Rows, kept: Kept) -> tuple[IntArray, npt.NDArray[np.bool_]]:
    """Codes of pairs as of now, for those whose rows are both kept, and which those are; the order of rows is the same."""
    now = _now(rows, kept)
    count = len(kept.row_key)
    one, other = now[codes // count], now[codes % count]
    is_there = (one >= 0) & (other >= 0)
    return one[is_there] * len(rows) + other[is_there], is_there


def _now(rows: Rows, kept: Kept) -> IntArray:
    """The number of each kept row now, -1 for one that is gone."""
    now = np.full(len(kept.row_key), -1, dtype=np.int64)
    is_kept = rows.before >= 0
    now[rows.before[is_kept]] = np.flatnonzero(is_kept)
    return now


@dataclass(frozen=True, slots=True)
class Clustered:
    """Rows in clusters (each sorted, clusters by their first row), and the scored candidate pairs.

    `joins` are the codes of the pairs that joined clusters, sorted.
    """

    rows: Rows
    table: RowTable
    clusters: list[list[int]]
    pairs: Pairs
    scores: FloatArray
    joins: IntArray
    vectors: Grid
    codes: Codes
    nearest: Nearest
    kept: Kept | None

    def keep(self, memory: Memory, near: Sequence[tuple[str, str]]) -> None:
        """Keep in a memory what the next comparison may take over, with all scores that were asked for meanwhile.

        Args:
            near: pairs of claims of different clusters that were compared.
        """
        rows, table = self.rows, self.table
        table.settle()
        documents, claims = sorted(memory.states), sorted(rows.of_claim)
        label = np.zeros(len(rows), dtype=np.int64)
        for members in self.clusters:
            label[members] = members[0]
        texts, words, ends = table.keep()
        is_candidate = np.zeros(len(table.codes), dtype=bool)
        is_candidate[np.searchsorted(table.codes, self.pairs[:, 0] * len(rows) + self.pairs[:, 1])] = True
        is_join = np.zeros(len(table.codes), dtype=bool)
        is_join[np.searchsorted(table.codes, self.joins)] = True
        memory.kept = Kept(
            documents=names_of(documents),
            states=names_of([memory.states[d] for d in documents]),
            claim_id=names_of(claims),
            claim_key=names_of([rows.keys[rows.of_claim[c]] for c in claims]),
            row_key=names_of(rows.keys),
            row_claim=names_of(rows.claims),
            row_family=names_of(rows.families),
            row_unit=names_of(rows.units),
            row_value=np.array(rows.values, dtype=np.float64),
            row_rarity=np.array(rows.rarities, dtype=np.float64),
            row_text=texts,
            row_words=words,
            row_words_end=ends,
            row_vectors=table.vectors,
            row_vector=self.vectors,
            row_code=self.codes,
            row_nearest=self.nearest.rows,
            row_product=self.nearest.products,
            row_cluster=label,
            pair_code=table.codes,
            pair_score=table.known,
            pair_is_candidate=is_candidate,
            pair_is_join=is_join,
            near=names_of([claim for pair in near for claim in pair]).reshape(-1, 2),
        )


def clustered(claims: Sequence[Claim], encoder: Encoder, memory: Memory) -> Clustered:
    """Group claims by measure."""
    frames, kept = FrameBook(claims), memory.kept
    rows = rows_of(claims, frames, memory)
    table = RowTable(rows, frames, encoder, kept)
    vectors = _grid(rows, table, kept)
    row_codes = _codes(rows, vectors, kept)
    nearest = nearest_in_families(rows.families, vectors, codes=row_codes, known=_known(rows, kept))
    found = np.concatenate([pairs_of(nearest), same_figure_pairs(rows.units, rows.values, rows.rarities)])
    count = max(len(rows), 1)
    codes = distinct(found[:, 0] * count + found[:, 1])
    pairs = np.column_stack([codes // count, codes % count])
    scores = table.scores(pairs[:, 0], pairs[:, 1])
    table.settle()
    members: dict[int, list[int]] = defaultdict(list)
    labels, joins = _labels(rows, table, pairs, scores, kept)
    for row, label in enumerate(labels.tolist()):
        members[label].append(row)
    return Clustered(
        rows, table, [members[label] for label in sorted(members)], pairs, scores, joins, vectors, row_codes, nearest, kept
    )  # fmt: skip


def _grid(rows: Rows, table: RowTable, kept: Kept | None) -> Grid:
    new = np.flatnonzero(rows.before < 0)
    table.need_vectors(new)
    fresh = on_grid(table.vectors[new, 0] + table.vectors[new, 1])
    grid = np.empty((len(rows), fresh.shape[1]), dtype=np.int16)
    grid[new] = fresh
    if kept is not None:
        old = np.flatnonzero(rows.before >= 0)
        grid[old] = kept.row_vector[rows.before[old]]
    return grid


def _codes(rows: Rows, vectors: Grid, kept: Kept | None) -> Codes:
    is_new = rows.before < 0
    fresh = codes_of(vectors[is_new])
    codes = np.empty((len(rows), fresh.shape[1]), dtype=fresh.dtype)
    codes[is_new] = fresh
    if kept is not None:
        codes[~is_new] = kept.row_code[rows.before[~is_new]]
    return codes


def _known(rows: Rows, kept: Kept | None) -> Known | None:
    if kept is None:
        return None
    return Known(words_in(kept.row_family), kept.row_code, _now(rows, kept), Nearest(kept.row_nearest, kept.row_product))


def _labels(rows: Rows, table: RowTable, pairs: Pairs, scores: FloatArray, kept: Kept | None) -> tuple[IntArray, IntArray]:
    """The first row of each row's cluster, and the codes of the pairs that joined them, sorted.

    Clusters that neither a change touches nor one made again joins keep theirs.
    """
    is_edge, count = scores >= JOIN_SCORE, len(rows)
    edges, strengths = pairs[is_edge], scores[is_edge]
    labels = np.arange(count, dtype=np.int64)
    joins = np.zeros(0, dtype=np.int64)
    if kept is None:
        everybody = np.ones(count, dtype=bool)
        found = cluster(table, edges, strengths, known=table.settled(everybody, everybody))
    else:
        old = np.flatnonzero(rows.before >= 0)
        home = labels + len(kept.row_key)
        home[old] = kept.row_cluster[rows.before[old]]
        now, before = _now(rows, kept), kept.pair_code[kept.pair_is_candidate & (kept.pair_score >= JOIN_SCORE)]
        moved = moved_clusters(
            home,
            edges,
            before=np.column_stack([before // len(kept.row_key), before % len(kept.row_key)]),
            home_before=kept.row_cluster,
            now=now,
        )
        joins, _ = _recoded(kept.pair_code[kept.pair_is_join], rows, kept)
        joined = np.isin(edges[:, 0] * count + edges[:, 1], joins, assume_unique=True)
        labels[old] = now[kept.row_cluster[rows.before[old]]]  # -1 only in clusters that are made again
        found = cluster_again(table, edges, strengths, home=home, moved=moved, joined=joined, known=table.settled)
        is_made = np.zeros(count, dtype=bool)
        is_made[[row for members in found.groups for row in members]] = True
        joins = joins[~is_made[joins // max(count, 1)]]
    for members in found.groups:
        labels[members] = members[0]
    return labels, np.sort(np.concatenate([joins, found.joins[:, 0] * count + found.joins[:, 1]]))
