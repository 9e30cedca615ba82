"""Documents cut into passages: the pieces that search finds and shows.

Invariant: a passage is a verbatim stretch of one voice in one role (short headings within it aside); passages do not
overlap, stand in reading order, and cover every word of every segment but boilerplate and short headings. Paragraphs are
kept together up to about 150 words, nearly what the encoder reads at once: of forty questions that share no word with their
answer, vectors alone answered twenty-two among the first three passages then, and sixteen with passages of ninety words.
A longer paragraph is cut at sentence ends, and text without any, such as captions, between words.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.ids import Occurrences, passage_id
from corpus.records import Document, Passage, Role, Segment
from corpus.sentences import sentence_spans
from corpus.text import squash

FULL_WORDS = 150  # paragraphs join while they stay below this; MiniLM reads 256 tokens, about 190 words
MIN_WORDS = 100  # a passage below this takes in what follows it ...
MAX_WORDS = 170  # ... as long as it stays below this; a unit above it is cut
TAIL_WORDS = 30  # the end of a segment shorter than this joins the passage before it, which may grow to `MAX_TAIL_WORDS`
MAX_TAIL_WORDS = MAX_WORDS + TAIL_WORDS
HEADLINE_WORDS = 6  # a heading of at most this many words says nothing to be found by itself
WORD_CHARS = 12  # scripts without spaces: this many characters weigh as much as a word

_FLOWING = frozenset({Role.TRANSCRIPT, Role.READING, Role.BODY, Role.TAKEAWAY})
_BLOCK = re.compile(r"\S[^\n]*(?:\n(?!\s*\n)[^\n]*)*")
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A stretch that is not cut any more, and how many words it weighs."""

    start: int
    end: int
    words: int


def split_passages(document: Document, segments: Sequence[Segment]) -> tuple[Passage, ...]:
    """The passages of a document, in reading order."""
    seen = Occurrences()
    made: list[Passage] = []
    for run in _runs(document.text, segments):
        starts = [s.start for s in run]
        for unit in _pack(list(_units(document.text, run))):
            segment = run[bisect_right(starts, unit.start) - 1]
            text = document.text[unit.start : unit.end]
            made.append(
                Passage(
                    id=passage_id(segment.id, text, seen.nth(segment.id, squash(text))),
                    document=document.id,
                    segment=segment.id,
                    start=unit.start,
                    end=unit.end,
                    text=text,
                    role=segment.role,
                    voice=segment.voice,
                    time_start_s=media_time(segment, unit.start),
                )
            )
    return tuple(made)


def media_time(segment: Segment, offset: int) -> float | None:
    """When an offset of a timed segment is spoken, in seconds, as if all its characters took equally long."""
    if segment.time_start_s is None:
        return None
    if segment.time_end_s is None or segment.end <= segment.start:
        return segment.time_start_s
    share = min(max((offset - segment.start) / (segment.end - segment.start), 0.0), 1.0)
    return round(segment.time_start_s + share * (segment.time_end_s - segment.time_start_s), 3)


def _runs(text: str, segments: Sequence[Segment]) -> Iterator[list[Segment]]:
    """Segments to be read together: the successive stretches of one voice in running text are joined, others stand alone."""
    run: list[Segment] = []
    for segment in sorted(segments, key=lambda s: (s.start, s.end)):
        if segment.role is Role.HEADLINE and _weight(text, segment.start, segment.end) <= HEADLINE_WORDS:
            continue
        if run and not _continues(run[-1], segment):
            yield run
            run = []
        if segment.role is not Role.BOILERPLATE:
            run.append(segment)
    if run:
        yield run


def _continues(before: Segment, after: Segment) -> bool:
    return before.role in _FLOWING and (before.role, before.voice, before.parent) == (after.role, after.voice, after.parent)


def _units(text: str, run: Sequence[Segment]) -> Iterator[_Unit]:
    """Paragraphs; the sentences of long paragraphs; the pieces of long sentences."""
    for segment in run:
        for block in _BLOCK.finditer(text, segment.start, segment.end):
            start, end = block.start(), block.start() + len(block.group().rstrip())
            words = _weight(text, start, end)
            if words <= MAX_WORDS:
                yield _Unit(start, end, words)
                continue
            for a, b in sentence_spans(text, start, end):
                weight = _weight(text, a, b)
                if weight <= MAX_WORDS:
                    yield _Unit(a, b, weight)
                else:
                    yield from _cut(text, a, b, weight)


def _cut(text: str, start: int, end: int, weight: int) -> Iterator[_Unit]:
    """A text without sentence ends in about equal pieces of at most `FULL_WORDS`, between words."""
    limit = -(-weight // -(-weight // FULL_WORDS))
    words: list[tuple[int, int]] = []
    for match in _WORD.finditer(text, start, end):
        wide = limit * WORD_CHARS
        words += [(at, min(at + wide, match.end())) for at in range(match.start(), match.end(), wide)]
    first, load = words[0][0], 0
    for i, (a, b) in enumerate(words):
        step = _word_weight(a, b)
        if load and load + step > limit:
            yield _Unit(first, words[i - 1][1], load)
            first, load = a, 0
        load += step
    yield _Unit(first, words[-1][1], load)


def _pack(units: Sequence[_Unit]) -> list[_Unit]:
    """Join successive units to passages of about `MIN_WORDS` to `MAX_WORDS`."""
    packed: list[_Unit] = []
    for i, unit in enumerate(units):
        last = packed[-1] if packed else None
        total = last.words + unit.words if last else 0
        is_tail = i == len(units) - 1 and unit.words < TAIL_WORDS and total <= MAX_TAIL_WORDS
        if last and (total <= FULL_WORDS or (last.words < MIN_WORDS and total <= MAX_WORDS) or is_tail):
            packed[-1] = _Unit(last.start, unit.end, total)
        else:
            packed.append(unit)
    return packed


def _weight(text: str, start: int, end: int) -> int:
    return sum(_word_weight(*m.span()) for m in _WORD.finditer(text, start, end))


def _word_weight(start: int, end: int) -> int:
    return max(1, (end - start) // WORD_CHARS)
