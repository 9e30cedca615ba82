"""Sentences of documents with whose words they are: what the ledgers of forecasts and open questions are read from.

Invariant: a sentence lies in one segment, its evidence is verbatim, and its holder is the one that a stance or claim in it
has, else the segment's voice. Boilerplate and advertising are not read. Where the sentences of a document lie follows from
its text alone, so that of a document that has not changed it is kept. To leave out another role: `_SKIPPED`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from corpus.records import Claim, Document, Role, Segment, Stance
from corpus.sentences import sentence_spans

R = TypeVar("R", Claim, Stance)
_SKIPPED = frozenset({Role.BOILERPLATE, Role.SPONSOR})
MOST_CHARS = 700  # a longer "sentence" is a list or a table, and its words do not belong together


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: where it stands, whose it is, and the claims and stances that lie in it, in order."""

    document: Document
    segment: Segment
    start: int
    end: int
    claims: tuple[Claim, ...]
    stances: tuple[Stance, ...]

    @property
    def evidence(self) -> str:
        """The words, verbatim."""
        return self.document.text[self.start : self.end]

    @property
    def holder(self) -> str:
        """Whose view it is: the holder of a stance in it, or of a claim, else the voice."""
        if self.stances:
            return self.stances[0].holder
        if self.claims:
            return self.claims[0].attributed_to or self.claims[0].speaker
        return self.segment.voice

    @property
    def speaker(self) -> str:
        """Who utters it."""
        return self.claims[0].speaker if self.claims else self.stances[0].speaker if self.stances else self.segment.voice

    @property
    def date(self) -> str | None:
        """The ISO date of the words: of the segment where it has one, else of the document."""
        return self.segment.published or self.document.published


Span = tuple[str, int, int]  # a segment, and the first and last offset of a sentence in it


def sentences(
    documents: Mapping[str, Document],
    segments: Sequence[Segment],
    claims: Sequence[Claim],
    stances: Sequence[Stance],
    *,
    is_told: Callable[[str], bool] = bool,
    known: Mapping[str, Sequence[Span]] | None = None,
) -> tuple[list[Said], dict[str, Sequence[Span]]]:
    """The sentences of all documents, by document and place; a nested segment's words are its own alone.

    Args:
        is_told: which sentences are wanted, by their words.
        known: by document where they lie, as an earlier call told it of the same text and the same `is_told`.
    Returns:
        The sentences, and by document where they lie.
    """
    of_document: dict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        of_document[segment.document].append(segment)
    held_claims, held_stances = _Held(claims), _Held(stances)
    found: list[Said] = []
    spans: dict[str, Sequence[Span]] = {}
    for name in sorted(of_document):
        document = documents.get(name)
        if document is None:
            continue
        held = known.get(name) if known else None
        spans[name] = list(_spans(document, of_document[name], is_told)) if held is None else held
        by_id = {segment.id: segment for segment in of_document[name]} if spans[name] else {}
        found += [
            Said(document, by_id[s], a, b, held_claims.within(name, a, b), held_stances.within(name, a, b))
            for s, a, b in spans[name]
        ]
    return found, spans


def _spans(document: Document, segments: Sequence[Segment], is_told: Callable[[str], bool]) -> Iterator[Span]:
    done = 0
    for segment in sorted(segments, key=lambda s: (s.start, s.end, s.id)):
        start = max(segment.start, done)
        done = max(done, segment.end)
        if segment.role in _SKIPPED or start >= segment.end:
            continue
        for a, b in sentence_spans(document.text, start, segment.end):
            if b - a <= MOST_CHARS and is_told(document.text[a:b]):
                yield segment.id, a, b


class _Held(Generic[R]):
    """Records by document and place."""

    def __init__(self, records: Sequence[R]) -> None:
        self._by: dict[str, list[R]] = defaultdict(list)
        for record in sorted(records, key=lambda r: (r.start, r.end, r.id)):
            self._by[record.document].append(record)
        self._starts = {name: [r.start for r in held] for name, held in self._by.items()}

    def within(self, document: str, start: int, end: int) -> tuple[R, ...]:
        """The records that begin within a span."""
        starts = self._starts.get(document, [])
        return tuple(self._by[document][bisect_left(starts, start) : bisect_left(starts, end)] if starts else ())
