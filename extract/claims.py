"""From quantities to claims: which readings are claims, and everything an analyst asks of one.

`read_claims` is pure: a document, its segments, its sentences and its credits in, claims out. Each question is answered by
the module that is named for it. Invariants: evidence holds its quantity and is verbatim; ids do not depend on offsets.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace

from corpus.ids import Occurrences, claim_id
from corpus.records import Claim, Document, Quantity, Role, Segment
from corpus.text import squash
from extract.attribution import Credit, Credits
from extract.certainty import certainty_of
from extract.clauses import evidence_window, kind_of, measure_of, scope_of
from extract.modifiers import modifier_of
from extract.not_claims import money_context, why_no_claim
from extract.not_quantities import Place, unbroken
from extract.numbers import Form, Reading, Standing, read_quantities
from extract.spacing import evened, is_even
from extract.subjects import subject_of
from extract.tables import Cell, Tables, with_unit_of_head
from extract.time import baseline_near, is_to_come, time_near

MIN_EVIDENCE_WORDS = (
    4  # a shorter sentence is read with the one before it, for evidence that is hardly more than a number tells nothing
)
SENTENCE_LOOK = 600  # characters on either side of a quantity; longer sentences have lost their full stops
_SILENT = frozenset({Role.BOILERPLATE})


def read_claims(
    document: Document,
    segments: Sequence[Segment],
    sentences: Sequence[tuple[int, int]],
    credits: Credits,
    *,
    readings: Sequence[Reading] | None = None,
    occurrences: Occurrences | None = None,
) -> tuple[Claim, ...]:
    """The numeric claims of a document, in reading order.

    Args:
        segments: disjoint, ordered by start.
        sentences: spans in `document.text`, ordered, none across a segment's border.
        readings: the quantities of the text if they were read already.
        occurrences: where the document is read in several stretches, the counter that they share.
    """
    found = read_quantities(document.text) if readings is None else readings
    seen = Occurrences() if occurrences is None else occurrences
    if is_even(document.text):
        return tuple(_read(document, segments, sentences, credits.credit, credits.names, found, seen))
    even = evened(document.text)

    def credit(start: int, end: int) -> Credit:
        return credits.credit(*even.span_back(start, end))

    read = _read(
        even.document(document),
        even.segments(segments),
        even.spans(sentences),
        credit,
        credits.names,
        [even.reading(r) for r in found],
        seen,
    )
    return tuple(even.claim_back(c) for c in read)


def _read(
    document: Document,
    segments: Sequence[Segment],
    sentences: Sequence[tuple[int, int]],
    credit: Callable[[int, int], Credit],
    names: dict[str, str],
    found: Sequence[Reading],
    seen: Occurrences,
) -> list[Claim]:
    text = document.text
    sentences = unbroken(sentences, found)
    starts = [start for start, _ in sentences]
    segment_starts = [s.start for s in segments]
    said: dict[int, str] = {}
    tables = Tables(text, segments)
    claims: list[Claim] = []
    for reading in found:
        at = bisect_right(starts, reading.start) - 1
        owner = bisect_right(segment_starts, reading.start) - 1
        if at < 0 or owner < 0 or reading.end > sentences[at][1]:
            continue
        segment = segments[owner]
        if reading.end > segment.end or segment.role in _SILENT:
            continue
        sentence = _clipped(text, reading, max(sentences[at][0], segment.start), min(sentences[at][1], segment.end))
        if segment.role is Role.TABLE and tables.is_head(reading.start):
            continue
        cell = tables.cell_at(reading.start, reading.end) if segment.role is Role.TABLE else None
        if cell is not None:
            reading = with_unit_of_head(reading, cell)
        reason = why_no_claim(reading, Place(text, *sentence, names))
        if _is_repeated(text, sentences, at, said) or (
            reason is not None and not (cell and cell.row_head and reason == "bare number")
        ):
            continue
        evidence = _evidence(text, reading, sentences, at, sentence, segment)
        clause = (cell.start, cell.end) if cell is not None else sentence
        claim = _claim(document, segment, reading, clause, evidence, credit, names, seen)
        claims.append(claim if cell is None else _in_cell(claim, cell, segment.published or document.published))
    return claims


def _in_cell(claim: Claim, cell: Cell, published: str | None) -> Claim:
    """A claim of a table's cell with what the heads of its row and column say."""
    headed = cell.time(published) if claim.time is None else None
    when, iso = (claim.time, claim.time_iso) if headed is None else (headed.words, headed.iso)
    return replace(claim, measure_phrase=cell.measure, subject=cell.row_head or claim.subject, time=when, time_iso=iso)


def _clipped(text: str, reading: Reading, start: int, end: int) -> tuple[int, int]:
    """The sentence, or of one without an end in sight the stretch around a reading, cut at spaces."""
    if reading.start - start > SENTENCE_LOOK:
        space = text.find(" ", reading.start - SENTENCE_LOOK, reading.start)
        start = space + 1 if space >= 0 else reading.start - SENTENCE_LOOK
    if end - reading.end > SENTENCE_LOOK:
        space = text.rfind(" ", reading.end, reading.end + SENTENCE_LOOK)
        end = space if space >= 0 else reading.end + SENTENCE_LOOK
    return start, end


def _is_repeated(text: str, sentences: Sequence[tuple[int, int]], at: int, said: dict[int, str]) -> bool:
    """Whether a sentence repeats the words of the one before it."""
    if at == 0 or sentences[at][1] - sentences[at][0] > SENTENCE_LOOK:
        return False
    for k in (at - 1, at):
        if k not in said:
            said[k] = (
                squash(text[sentences[k][0] : min(sentences[k][1], sentences[k][0] + SENTENCE_LOOK)]).lower().rstrip(".!")
            )
    mine, before = said[at], said[at - 1]
    same = before == mine or (len(mine) > 12 and before.startswith(mine + ","))
    return same and sentences[at][0] - sentences[at - 1][1] < 3


def _evidence(
    text: str, reading: Reading, sentences: Sequence[tuple[int, int]], at: int, sentence: tuple[int, int], segment: Segment
) -> tuple[int, int]:
    start, end = evidence_window(text, reading.start, reading.end, sentence)
    if len(text[start:end].split()) < MIN_EVIDENCE_WORDS and at > 0:
        before = sentences[at - 1]
        if before[0] >= segment.start and "\n" not in text[before[1] : start]:
            return before[0], end
    return start, end


def _claim(
    document: Document,
    segment: Segment,
    reading: Reading,
    sentence: tuple[int, int],
    evidence: tuple[int, int],
    credit_at: Callable[[int, int], Credit],
    names: dict[str, str],
    occurrences: Occurrences,
) -> Claim:
    text = document.text
    quantity = _quantity(text, reading, sentence, names)
    when = time_near(text, reading.start, reading.end, sentence, segment.published or document.published)
    credit = credit_at(reading.start, reading.end)
    words, written = text[evidence[0] : evidence[1]], quantity.text
    nth = occurrences.nth(credit.speaker, squash(words), squash(written))
    return Claim(
        id=claim_id(document.id, credit.speaker, words, written, nth),
        document=document.id,
        segment=segment.id,
        start=evidence[0],
        end=evidence[1],
        evidence=words,
        quantity=quantity,
        kind=kind_of(replace(reading, unit=quantity.unit, dimension=quantity.dimension), text, sentence),
        measure_phrase=measure_of(text, reading, sentence, [(when.start, when.end)] if when else []),
        subject=subject_of(text, reading.start, sentence, names),
        scope=scope_of(text, reading.start, reading.end, sentence),
        time=when.words if when else None,
        time_iso=when.iso if when else None,
        baseline=baseline_near(text, reading.start, reading.end, sentence),
        speaker=credit.speaker,
        attributed_to=credit.attributed_to,
        certainty=certainty_of(
            text,
            reading.start,
            reading.end,
            *sentence,
            is_denied=Standing.DENIED in reading.standing,
            is_planned=Standing.PLANNED in reading.standing,
            to_come=when.start if when is not None and is_to_come(when, segment.published or document.published) else None,
        ),
        role=segment.role,
    )


def _quantity(text: str, reading: Reading, sentence: tuple[int, int], names: dict[str, str]) -> Quantity:
    noun = text[reading.noun_start : reading.noun_end] if reading.noun_start is not None else None
    unit, dimension = reading.unit, reading.dimension
    if unit == "count" and reading.form is Form.BARE and money_context(reading, Place(text, *sentence, names)):
        unit, dimension = "USD", "money"
    elif (
        unit == "count"
        and noun is not None
        and noun.lower() in {"point", "points"}
        and _speaks_of_percent(text, reading, sentence)
    ):
        unit, dimension, noun = "pp", "share", None
    end = reading.noun_end if unit == "pp" and reading.unit == "count" and reading.noun_end is not None else reading.end
    return Quantity(
        start=reading.start,
        end=end,
        text=text[reading.start : end],
        value=reading.value,
        high=reading.high,
        modifier=modifier_of(
            text,
            reading.start,
            reading.noun_end if reading.form is Form.COUNTED and reading.noun_end is not None else reading.end,
            *sentence,
            is_time=dimension == "time",
            is_floor=reading.is_floor,
            is_vague=reading.is_vague,
        ),
        unit=unit,
        dimension=dimension,
        noun=noun if dimension == "count" else None,
    )


def _speaks_of_percent(text: str, reading: Reading, sentence: tuple[int, int]) -> bool:
    around = text[max(0, sentence[0] - 160) : sentence[1]]
    return "%" in around or "percent" in around.lower() or "per cent" in around.lower()
