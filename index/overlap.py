"""Words that documents share: copies, excerpts, quotations, and texts read aloud.

Shingles (runs of five words) that two documents have in common are chained where they follow each other in both with only
small gaps, so that a caption's wrong word, a skipped aside or "80%" for "eighty percent" does not end a stretch. Invariant:
a pair of documents is looked at only where they share a shingle that few others have, or twelve words in a row, so the cost
grows with the words and with what is shared, never with the number of pairs; the result does not depend on the order of
the documents, nor on what was known before. Method: containment of shingles after Broder (1997). To tune it: the constants
here and in `shingles`, which `revision` names.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus.ids import Occurrences, make_id
from corpus.records import Document, Overlap, Role, Segment
from corpus.text import containment, word_spans, words_of
from index.shingles import (
    MAX_DOCUMENTS,
    MAX_PLACES,
    MIN_WORDS,
    SHINGLE_WORDS,
    Seed,
    Shingles,
    ShingleTable,
    shingles_of,
)

MAX_GAP_WORDS = 10  # between two shared shingles of one stretch, on either side
MIN_SHARED = 0.5  # of a stretch's words lie in shared shingles, on both sides
CONTAINMENT_DIGITS = 4

_SKIPPED = frozenset({Role.BOILERPLATE, Role.SPONSOR})


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a document as they are compared, their offsets, and the runs of them that may be shared."""

    document: Document
    segments: tuple[Segment, ...]
    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    runs: tuple[tuple[int, int], ...]


class ShingleOverlap:
    """A `TextOverlap` by chained shingles.

    Args:
        shingles: those of an earlier call, of the documents that have not changed since; holds those of the last call later.
    """

    def __init__(self, shingles: Shingles | None = None) -> None:
        self.shingles = shingles

    @property
    def revision(self) -> str:
        """Names the method and its settings."""
        return f"shingles-2:{SHINGLE_WORDS},{MIN_WORDS},{MAX_GAP_WORDS},{MIN_SHARED},{MAX_DOCUMENTS},{MAX_PLACES}"

    def overlaps(
        self,
        documents: Sequence[tuple[Document, Sequence[Segment]]],
        *,
        before: Sequence[Overlap] = (),
        changed: Collection[str] | None = None,
    ) -> list[Overlap]:
        """All overlaps between different documents, each pair in one direction (a before b by id), sorted by id.

        Args:
            before: the overlaps of the call that `shingles` are of.
            changed: the documents that came, changed or went since; None: not known, so all are looked at.
        """
        texts = _Texts(documents)
        known = self.shingles
        if known is None or changed is None or not texts.names - set(changed) <= known.of_document.keys():
            known, changed = Shingles({}), frozenset(texts.names)
        changed = frozenset(changed) | (known.of_document.keys() - texts.names)
        held = {n: h for n, h in known.of_document.items() if n not in changed}
        held |= {n: shingles_of(texts[n].words, texts[n].runs) for n in sorted(changed & texts.names)}
        self.shingles = Shingles(held)
        table = ShingleTable(texts.order, self.shingles)
        moved = table.moved(changed, known)
        again = moved | {(other, one) for one, other in moved}
        found = [o for o in before if o.a not in changed and o.b not in changed and (o.a, o.b) not in again]
        for pair, shared in table.seeds((changed & texts.names) | {one for one, _ in moved}).items():
            if pair in moved or not changed.isdisjoint(pair):
                found += _overlaps_of_pair(texts, pair, shared)
        return sorted(found, key=lambda o: o.id)


class _Texts:
    """Documents by id, cut into words when first asked for; `order` begins with the earliest."""

    def __init__(self, documents: Sequence[tuple[Document, Sequence[Segment]]]) -> None:
        self._given = {document.id: (document, segments) for document, segments in documents}
        self._cut: dict[str, _Words] = {}
        self.names = frozenset(self._given)
        # The earliest keep their place under the cap.
        self.order = sorted(self._given, key=lambda name: (self._given[name][0].published or "~", name))

    def __getitem__(self, name: str) -> _Words:
        if name not in self._cut:
            self._cut[name] = _words(*self._given[name])
        return self._cut[name]


def _overlaps_of_pair(texts: _Texts, pair: tuple[str, str], seeds: Sequence[Seed]) -> Iterator[Overlap]:
    """The overlaps of two documents; their words are looked at only where shingles make a stretch."""
    if sum(n for _, _, n in seeds) < MIN_WORDS:
        return
    if pair[1] < pair[0]:
        pair, seeds = (pair[1], pair[0]), [(q, p, n) for p, q, n in seeds]
    if any(_is_stretch(chain) for chain in _chains(seeds)):
        a, b = texts[pair[0]], texts[pair[1]]
        same = [(p, q, n) for p, q, n in seeds if a.words[p : p + n] == b.words[q : q + n]]  # equal hashes may deceive
        yield from _overlaps_of(a, b, same)


def _words(document: Document, segments: Sequence[Segment]) -> _Words:
    spans, words = word_spans(document.text), words_of(document.text)
    if "'" in document.text or not document.text.isascii():
        words = [w.replace("'", "") for w in words]
    ordered = tuple(sorted(segments, key=lambda s: (s.start, s.end)))
    skipped = [(s.start, s.end) for s in ordered if s.role in _SKIPPED]
    runs: list[tuple[int, int]] = []
    begin, at = 0, 0
    for i, (start, _) in enumerate(spans if skipped else ()):
        while at < len(skipped) and skipped[at][1] <= start:
            at += 1
        if at < len(skipped) and skipped[at][0] <= start:
            runs.append((begin, i))
            begin = i + 1
    runs.append((begin, len(spans)))
    return _Words(document, ordered, tuple(words), tuple(spans), tuple(r for r in runs if r[1] - r[0] >= SHINGLE_WORDS))


def _joined(seeds: Sequence[Seed]) -> list[Seed]:
    """Seeds that overlap or touch at the same distance from each other in both documents, as one each."""
    joined: list[Seed] = []
    for p, q, n in sorted(set(seeds), key=lambda s: (s[0] - s[1], s)):
        if joined:
            last_p, last_q, last_n = joined[-1]
            if p - q == last_p - last_q and p <= last_p + last_n:
                joined[-1] = (last_p, last_q, max(last_n, p - last_p + n))
                continue
        joined.append((p, q, n))
    return joined


def _chains(seeds: Sequence[Seed]) -> list[list[Seed]]:
    """Seeds that follow each other in both documents with small gaps."""
    open_chains: list[list[Seed]] = []
    closed: list[list[Seed]] = []
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


def _overlaps_of(a: _Words, b: _Words, seeds: Sequence[Seed]) -> Iterator[Overlap]:
    seen = Occurrences()
    for chain in sorted(_chains(seeds)):
        if not _is_stretch(chain):
            continue
        first_a, first_b, last_a, last_b = _ends(chain)
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


def _ends(chain: Sequence[Seed]) -> tuple[int, int, int, int]:
    """The first words of a chain on both sides, and those after its last words."""
    last_a, last_b = (max(s[side] + s[2] for s in chain) for side in (0, 1))
    return chain[0][0], chain[0][1], last_a, last_b


def _is_stretch(chain: Sequence[Seed]) -> bool:
    """Whether a chain shares enough words, and enough of its words, on both sides."""
    first_a, first_b, last_a, last_b = _ends(chain)
    shared_a, shared_b = (len({w for s in chain for w in range(s[side], s[side] + s[2])}) for side in (0, 1))
    if min(shared_a, shared_b) < MIN_WORDS:
        return False
    return shared_a >= MIN_SHARED * (last_a - first_a) and shared_b >= MIN_SHARED * (last_b - first_b)


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
