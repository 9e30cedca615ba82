"""Words that documents share: copies, excerpts, quotations, and texts read aloud.

Shingles (runs of five words) that two documents have in common are chained where they follow each other in both with only
small gaps, so that a caption's wrong word, a skipped aside or "80%" for "eighty percent" does not end a stretch. Invariant:
a pair of documents is looked at only where they share a shingle that few others have, or twelve words in a row, so the cost
grows with the words and with what is shared, never with the number of pairs; the result does not depend on the order of
the documents. Method: containment of shingles after Broder (1997). To tune it: the constants here, which `revision` names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus.ids import Occurrences, make_id
from corpus.records import Document, Overlap, Role, Segment
from corpus.text import containment, word_spans, words_of

SHINGLE_WORDS = 5  # with captions that miss one word in ten, most gaps between misses still hold one
MIN_WORDS = 12  # fewer shared words are a phrase, not a text
MAX_GAP_WORDS = 10  # between two shared shingles of one stretch, on either side
MIN_SHARED = 0.5  # of a stretch's words lie in shared shingles, on both sides
MAX_DOCUMENTS = 16  # a shingle that more documents hold joins pairs only as part of MIN_WORDS shared words in a row
MAX_PLACES = 4  # of one shingle in one document
CONTAINMENT_DIGITS = 4

_SKIPPED = frozenset({Role.BOILERPLATE, Role.SPONSOR})
_Seed = tuple[int, int, int]  # word in one document, word in the other, length in words
_Hashes = npt.NDArray[np.uint64]
_FACTOR = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a document as they are compared, their offsets, and the runs of them that may be shared."""

    document: Document
    segments: tuple[Segment, ...]
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    runs: tuple[tuple[int, int], ...]


class ShingleOverlap:
    """A `TextOverlap` by chained shingles."""

    @property
    def revision(self) -> str:
        """Names the method and its settings."""
        return f"shingles-1:{SHINGLE_WORDS},{MIN_WORDS},{MAX_GAP_WORDS},{MIN_SHARED},{MAX_DOCUMENTS},{MAX_PLACES}"

    def overlaps(self, documents: Sequence[tuple[Document, Sequence[Segment]]]) -> list[Overlap]:
        """All overlaps between different documents, each pair in one direction (a before b by id), sorted by id."""
        texts = [_words(d, segments) for d, segments in documents]
        texts.sort(key=lambda t: (t.document.published or "~", t.document.id))  # the earliest keep their place under the cap
        found: list[Overlap] = []
        for (i, j), seeds in sorted(_seeds(texts).items()):
            a, b = texts[i], texts[j]
            if b.document.id < a.document.id:
                a, b, seeds = b, a, [(q, p, n) for p, q, n in seeds]
            if a.document.id != b.document.id:
                found += _overlaps_of(a, b, seeds)
        return sorted(found, key=lambda o: o.id)


def _words(document: Document, segments: Sequence[Segment]) -> _Words:
    spans = word_spans(document.text)
    words = [w.replace("'", "") for w in words_of(document.text)]
    ordered = tuple(sorted(segments, key=lambda s: (s.start, s.end)))
    skipped = [(s.start, s.end) for s in ordered if s.role in _SKIPPED]
    runs: list[tuple[int, int]] = []
    begin, at = 0, 0
    for i, (start, _) in enumerate(spans):
        while at < len(skipped) and skipped[at][1] <= start:
            at += 1
        if at < len(skipped) and skipped[at][0] <= start:
            runs.append((begin, i))
            begin = i + 1
    runs.append((begin, len(spans)))
    return _Words(document, ordered, tuple(words), tuple(spans), tuple(r for r in runs if r[1] - r[0] >= SHINGLE_WORDS))


def _seeds(texts: Sequence[_Words]) -> dict[tuple[int, int], list[_Seed]]:
    """The shingles that pairs of documents share, by the places of the documents in `texts`."""
    numbers: dict[str, int] = {}
    coded = [np.array([numbers.setdefault(w, len(numbers) + 1) for w in t.words], dtype=np.uint64) for t in texts]
    seeds: dict[tuple[int, int], list[_Seed]] = defaultdict(list)
    common: set[tuple[int, int]] = set()
    for group in _groups(*_shingle_table(texts, coded, SHINGLE_WORDS)):
        held = _by_document(group)
        if len(held) > MAX_DOCUMENTS:
            common.update(group)
        else:
            _join(texts, held, SHINGLE_WORDS, seeds)
    if common:
        for group in _groups(*_shingle_table(texts, coded, MIN_WORDS)):
            if group[0] in common:
                _join(texts, _by_document(group), MIN_WORDS, seeds)
    return seeds


def _shingle_table(
    texts: Sequence[_Words], coded: Sequence[_Hashes], size: int
) -> tuple[_Hashes, npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The hash, document and first word of every shingle of `size` words."""
    hashes, owners, places = [np.empty(0, np.uint64)], [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for n, (text, codes) in enumerate(zip(texts, coded, strict=True)):
        for begin, end in text.runs:
            count = end - begin - size + 1
            if count <= 0:
                continue
            value = np.zeros(count, dtype=np.uint64)
            for k in range(size):
                value = (value ^ codes[begin + k : begin + k + count]) * _FACTOR  # wraps; equal words are checked later
                value ^= value >> np.uint64(29)
            hashes.append(value)
            owners.append(np.full(count, n, dtype=np.int64))
            places.append(np.arange(begin, begin + count, dtype=np.int64))
    return np.concatenate(hashes), np.concatenate(owners), np.concatenate(places)


def _groups(
    hashes: _Hashes, owners: npt.NDArray[np.int64], places: npt.NDArray[np.int64]
) -> Iterator[list[tuple[int, int]]]:
    """The (document, word) of shingles of equal hash that more than one document holds, in order of the documents."""
    order = np.argsort(hashes, kind="stable")
    hashes, owners, places = hashes[order], owners[order], places[order]
    edges = np.flatnonzero(np.diff(hashes)) + 1
    starts = np.concatenate([[0], edges]) if len(hashes) else edges
    ends = np.concatenate([edges, [len(hashes)]]) if len(hashes) else edges
    shared = owners[starts] != owners[ends - 1]  # the sort is stable, so a group's first and last owner differ or all agree
    for start, end in zip(starts[shared].tolist(), ends[shared].tolist(), strict=True):
        yield list(zip(owners[start:end].tolist(), places[start:end].tolist(), strict=True))


def _by_document(group: Sequence[tuple[int, int]]) -> list[tuple[int, list[int]]]:
    held: dict[int, list[int]] = {}
    for owner, place in group:
        some = held.setdefault(owner, [])
        if len(some) < MAX_PLACES:
            some.append(place)
    return list(held.items())


def _join(
    texts: Sequence[_Words],
    held: Sequence[tuple[int, list[int]]],
    size: int,
    seeds: dict[tuple[int, int], list[_Seed]],
) -> None:
    """Note a shared shingle for each pair of its documents, of which one is among the first `MAX_DOCUMENTS`."""
    for x, (i, mine) in enumerate(held[:MAX_DOCUMENTS]):
        for j, theirs in held[x + 1 :]:
            for p in mine:
                for q in theirs:
                    if texts[i].words[p : p + size] == texts[j].words[q : q + size]:
                        seeds[i, j].append((p, q, size))


def _joined(seeds: Sequence[_Seed]) -> list[_Seed]:
    """Seeds that overlap or touch at the same distance from each other in both documents, as one each."""
    joined: list[_Seed] = []
    for p, q, n in sorted(set(seeds), key=lambda s: (s[0] - s[1], s)):
        if joined:
            last_p, last_q, last_n = joined[-1]
            if p - q == last_p - last_q and p <= last_p + last_n:
                joined[-1] = (last_p, last_q, max(last_n, p - last_p + n))
                continue
        joined.append((p, q, n))
    return joined


def _chains(seeds: Sequence[_Seed]) -> list[list[_Seed]]:
    """Seeds that follow each other in both documents with small gaps."""
    open_chains: list[list[_Seed]] = []
    closed: list[list[_Seed]] = []
    for p, q, n in sorted(_joined(seeds)):
        still_open = [c for c in open_chains if p - (c[-1][0] + c[-1][2]) <= MAX_GAP_WORDS]
        closed += [c for c in open_chains if p - (c[-1][0] + c[-1][2]) > MAX_GAP_WORDS]
        open_chains = still_open
        fitting = [c for c in open_chains if c[-1][0] < p and 0 < q - c[-1][1] <= c[-1][2] + MAX_GAP_WORDS]
        if fitting:
            min(fitting, key=lambda c: (abs((p - q) - (c[-1][0] - c[-1][1])), c[0])).append((p, q, n))
        else:
            open_chains.append([(p, q, n)])
    return closed + open_chains


def _overlaps_of(a: _Words, b: _Words, seeds: Sequence[_Seed]) -> Iterator[Overlap]:
    seen = Occurrences()
    for chain in sorted(_chains(seeds)):
        first_a, first_b = chain[0][:2]
        last_a, last_b = (max(s[side] + s[2] for s in chain) for side in (0, 1))
        shared_a, shared_b = (len({w for s in chain for w in range(s[side], s[side] + s[2])}) for side in (0, 1))
        if min(shared_a, shared_b) < MIN_WORDS:
            continue
        if shared_a < MIN_SHARED * (last_a - first_a) or shared_b < MIN_SHARED * (last_b - first_b):
            continue
        words_a, words_b = a.words[first_a:last_a], b.words[first_b:last_b]
        shingles_a, shingles_b = _shingles(words_a), _shingles(words_b)
        key = (" ".join(words_a), " ".join(words_b))
        start_a, start_b = a.spans[first_a][0], b.spans[first_b][0]
        yield Overlap(
            id=make_id("overlap", a.document.id, b.document.id, *key, seen.nth(key)),
            a=a.document.id,
            a_start=start_a,
            a_end=a.spans[last_a - 1][1],
            b=b.document.id,
            b_start=start_b,
            b_end=b.spans[last_b - 1][1],
            containment_a=round(containment(shingles_a, shingles_b), CONTAINMENT_DIGITS),
            containment_b=round(containment(shingles_b, shingles_a), CONTAINMENT_DIGITS),
            earlier=_earlier(a, start_a, b, start_b),
        )


def _shingles(words: Sequence[str]) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1))


def _earlier(a: _Words, start_a: int, b: _Words, start_b: int) -> str | None:
    date_a, date_b = _date_at(a, start_a), _date_at(b, start_b)
    if date_a is None or date_b is None or is_before(date_a, date_b) == is_before(date_b, date_a):
        return None
    return a.document.id if is_before(date_a, date_b) else b.document.id


def is_before(one: str, other: str) -> bool:
    """Whether an ISO date lies before another for certain: 2026-05 before 2026-06-04, but not 2026-06 before 2026-06-04.

    >>> is_before("2026-05", "2026-06-04"), is_before("2026-06", "2026-06-04"), is_before("2025", "2026")
    (True, False, True)
    """
    known = min(len(one), len(other))
    return one[:known] < other[:known]


def _date_at(text: _Words, offset: int) -> str | None:
    """The date of the words at an offset: of their segment where it has one (a comment), else of the document."""
    own = next((s.published for s in text.segments if s.start <= offset < s.end), None)
    return own or text.document.published
