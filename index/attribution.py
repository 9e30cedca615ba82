"""Attributions revised by overlap: whose words a claim or a stance really is, seen across the corpus.

A host who reads an essay aloud, a page that copies or quotes another: the document alone tells only who utters the words.
Where they lie in an overlap with the text they come from, they are attributed to that text's author. Invariant: nothing is
written over; an `Attribution` stands beside the record it revises, names the overlap it rests on, and exists only where it
says something that the record does not. What the source itself says is never revised by who repeats it, and a holder whom
the document names (another's quoted words, "X says") stands unless the source names one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from corpus.ids import make_id
from corpus.names import AUTHOR, HOST, is_same_name
from corpus.records import Attribution, Claim, Document, Overlap, Role, Segment, Stance

MIN_COVERED = 0.6  # of a record's evidence lies in the overlap; a caption's wrong words at its edge may cut it short
UNNAMED_QUOTE = "quoted"

_SPOKEN = frozenset({Role.TRANSCRIPT, Role.READING})
_QUOTED = frozenset({Role.QUOTE, Role.READING})
_Record = Claim | Stance


@dataclass(frozen=True, slots=True)
class _Side:
    """An overlap as one of its documents sees it: here the repeated words, there those they may come from."""

    overlap: Overlap
    start: int
    end: int
    other: str
    other_start: int
    other_end: int
    share: float  # how much of the words here occur there


@dataclass(frozen=True, slots=True)
class _Found:
    """The name that an overlap gives for a record, and why."""

    name: str
    side: _Side
    reason: str
    rank: tuple[bool, str, float, str]


def revise_attributions(
    documents: Sequence[Document],
    segments: Sequence[Segment],
    claims: Sequence[Claim],
    stances: Sequence[Stance],
    overlaps: Sequence[Overlap],
    *,
    among: Collection[str] | None = None,
) -> tuple[Attribution, ...]:
    """Attribute repeated words to the text that they come from.

    Args:
        segments: of all the documents, in any order; likewise claims and stances.
        among: the ids of the documents whose records are looked at; None: all. What is said of one hangs on the documents
            that it shares words with alone.
    Returns:
        one for each claim or stance whose holder differs from what its document tells, sorted by id.
    """
    looked_at = {d: sides for d, sides in _sides(overlaps).items() if among is None or d in among}
    needed = looked_at.keys() | {side.other for sides in looked_at.values() for side in sides}
    corpus = _Corpus(
        [d for d in documents if d.id in needed],
        [s for s in segments if s.document in needed],
        [c for c in claims if c.document in needed],
        [s for s in stances if s.document in needed],
    )
    made: list[Attribution] = []
    for document, sides in sorted(looked_at.items()):
        for record in corpus.records_of(document):
            found = sorted(corpus.candidates(record, sides), key=lambda f: f.rank)
            if found and not corpus.is_told_already(record, found[0].name):
                made.append(_attribution(record, found[0]))
    return tuple(sorted(made, key=lambda a: a.id))


class _Corpus:
    """The records of a corpus, looked up by document and place."""

    def __init__(
        self,
        documents: Sequence[Document],
        segments: Sequence[Segment],
        claims: Sequence[Claim],
        stances: Sequence[Stance],
    ) -> None:
        self._documents = {d.id: d for d in documents}
        self._segments: dict[str, list[Segment]] = defaultdict(list)
        for segment in sorted(segments, key=lambda s: (s.start, s.end, s.id)):
            self._segments[segment.document].append(segment)
        self._records: dict[str, list[_Record]] = defaultdict(list)
        records: list[_Record] = [*claims, *stances]
        for record in sorted(records, key=lambda r: (r.start, r.end, r.id)):
            self._records[record.document].append(record)

    def records_of(self, document: str) -> Sequence[_Record]:
        """The claims and stances of a document, in order."""
        return self._records[document]

    def candidates(self, record: _Record, sides: Sequence[_Side]) -> Iterator[_Found]:
        """The names that overlaps give for a record; those of the earliest source rank first."""
        here = self._segment_at(record.document, record.start)
        if here is None or (here.role is Role.QUOTE and here.voice not in (AUTHOR, UNNAMED_QUOTE)):
            return
        for side in sides:
            covered = min(record.end, side.end) - max(record.start, side.start)
            if side.other not in self._documents or covered < MIN_COVERED * (record.end - record.start):
                continue
            if isinstance(record, Claim) and not side.start <= record.quantity.start < side.end:
                continue
            twin = self._twin(record, side)
            there = self._segment_at(side.other, twin.start if twin else _across(record, side))
            why = there and self._why_theirs(here, there, side)
            if not there or not why:
                continue
            source = self._documents[side.other]
            name = _named_holder(twin) if twin else None
            if name is None and _named_holder(record) is not None:
                continue  # both leave it to the words, and these name somebody
            yield _Found(
                name=self._as_name(name or there.voice, source, there),
                side=side,
                reason=f"{why} “{source.title or source.location}”",
                rank=(side.overlap.earlier is None, source.published or "~", -side.share, side.overlap.id),
            )

    def is_told_already(self, record: _Record, name: str) -> bool:
        """Whether the record itself is the named one's, by its attribution or because they utter it."""
        told = _named_holder(record)
        if told is not None:
            return is_same_name(told, name)
        document = self._documents[record.document]
        speakers = document.authors if record.speaker in (AUTHOR, HOST) else (record.speaker,)
        return any(is_same_name(s, name) for s in (record.speaker, ", ".join(speakers), *speakers))

    def _why_theirs(self, here: Segment, there: Segment, side: _Side) -> str | None:
        """Why the words here come from there, in words; None where that cannot be told."""
        if side.overlap.earlier == side.other:
            return (
                "reads out the earlier text"
                if here.role in _SPOKEN and there.role not in _SPOKEN
                else "repeats the earlier text"
            )
        if side.overlap.earlier is not None:
            return None
        if here.role in _SPOKEN and there.role not in _SPOKEN and there.role is not Role.QUOTE:
            return "reads out the text"
        if here.role in _QUOTED and there.role not in _QUOTED:
            return "quotes the text"
        return None

    def _twin(self, record: _Record, side: _Side) -> _Record | None:
        """The record of the other document that says the same in the shared words: the nearest where there are several."""
        at = _across(record, side)
        same = [
            r
            for r in self._records[side.other]
            if side.other_start <= r.start < side.other_end or r.start <= side.other_start < r.end
            if _says_the_same(record, r)
        ]
        return min(same, key=lambda r: (abs(r.start - at), r.id), default=None)

    def _segment_at(self, document: str, offset: int) -> Segment | None:
        held = self._segments[document]
        at = bisect_right([s.start for s in held], offset) - 1
        return held[at] if at >= 0 and offset < held[at].end else None

    def _as_name(self, name: str, source: Document, there: Segment) -> str:
        """A name that is understood outside its document: the author's for "author" and "host", else the title."""
        if name not in (AUTHOR, HOST, UNNAMED_QUOTE):
            return name
        if there.voice not in (AUTHOR, HOST, UNNAMED_QUOTE):
            return there.voice
        return ", ".join(source.authors) or source.title or source.location


def _sides(overlaps: Sequence[Overlap]) -> dict[str, list[_Side]]:
    """Each overlap from both its documents, by the document that may be the repeater."""
    sides: dict[str, list[_Side]] = defaultdict(list)
    for o in sorted(overlaps, key=lambda o: o.id):
        sides[o.a].append(_Side(o, o.a_start, o.a_end, o.b, o.b_start, o.b_end, o.containment_a))
        sides[o.b].append(_Side(o, o.b_start, o.b_end, o.a, o.a_start, o.a_end, o.containment_b))
    return sides


def _across(record: _Record, side: _Side) -> int:
    """Where the middle of a record lies in the other document, in proportion."""
    middle = (max(record.start, side.start) + min(record.end, side.end)) / 2
    share = (middle - side.start) / max(side.end - side.start, 1)
    return round(side.other_start + share * (side.other_end - side.other_start))


def _says_the_same(a: _Record, b: _Record) -> bool:
    if isinstance(a, Claim) and isinstance(b, Claim):
        return (a.quantity.value, a.quantity.high, a.quantity.unit) == (b.quantity.value, b.quantity.high, b.quantity.unit)
    if isinstance(a, Stance) and isinstance(b, Stance):
        return (a.topic, a.target, a.label) == (b.topic, b.target, b.label)
    return False


def _named_holder(record: _Record) -> str | None:
    """Whom a record's own document names as its holder; None where that is whoever utters it."""
    if isinstance(record, Claim):
        return record.attributed_to
    return None if is_same_name(record.holder, record.speaker) else record.holder


def _attribution(record: _Record, found: _Found) -> Attribution:
    return Attribution(
        id=make_id("attr", record.id, found.side.overlap.id, found.name),
        record=record.id,
        document=record.document,
        speaker=record.speaker,
        attributed_to=found.name,
        overlap=found.side.overlap.id,
        reason=found.reason,
    )
