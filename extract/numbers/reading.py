"""The scanner: walks the tokens once and reads a quantity wherever one starts.

`forms`, `specials` and `ranges` read what a quantity looks like from a given token; here the pieces are put together, and
stretches that `codes` knows to be no numbers are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from extract.numbers import forms, units
from extract.numbers.codes import code_spans, year_pairs
from extract.numbers.continental import with_continental
from extract.numbers.nouns import counted_noun
from extract.numbers.ranges import range_from, start_before_range
from extract.numbers.specials import may_start, special_at
from extract.numbers.tokens import Amount, Tok, Written, tokenize


class Form(Enum):
    """How a quantity is written; what is no claim depends on it."""

    MEASURED = "measured"  # a number with a unit
    COUNTED = "counted"  # a number with a noun
    BARE = "bare"  # a number alone
    ARTICLE = "article"  # "an hour": one by its article
    FRACTION = "fraction"
    VAGUE = "vague"  # "tens of thousands", "single digits"
    VERB = "verb"  # "doubled"
    MAGNITUDE = "magnitude"  # "a trillion-dollar firm"


class Standing(Enum):
    """What the grammar around a number says about it."""

    SUPPOSED = "supposed"  # a case that the speaker makes up: "imagine 40 farmers"
    TOLD = "told"  # what somebody is told to do: "pick five cards"
    ASKED_OF = "asked of"  # a given of a question: "of 17 sheep nine die; how many are left?"
    ALOUD = "counted aloud"  # one of numbers that rise by one: "one, two, three"
    SUM = "sum"  # a term of a calculation: "7 + 5 = 12"
    OWN_DOING = "own doing"  # how often or on how many the speaker or hearer acts: "I asked 12 friends"
    GENERIC = "generic"  # of a kind as such: "a triangle has three sides"
    CONDITION = "condition"  # of what is so whenever it holds: "a lake is closed once it is 90% ice"
    DENIED = "denied"  # said not to be so: "it is false that 40 farmers left"
    PLANNED = "planned"  # of an infinitive that stands for a future, as headlines have it: "bakery to close 40 shops"
    OBLIQUE = "oblique"  # a circumstance of it: "raised from two funds"


@dataclass(frozen=True, slots=True)
class Reading:
    """A quantity in a text: `text[start:end]` is the number and its unit word as written, without modifiers.

    `value` and `high` are in `unit`; `high` is None unless a range is given. `is_floor` is set where the words name the
    least value ("tens of thousands"). `noun_start:noun_end` is what is counted, if anything is. `year_like` marks bare
    digits that read as a year. `is_vague` marks words that give a magnitude rather than a value. `number_end` is where the
    number ends and its unit begins, where that can be told; `factor` is what the written number was multiplied with to be in
    `unit` (0.01 for cents); `is_name` marks a number that continues a name; `standing` is how it stands in what is said,
    as far as `extract.standing` can tell.
    """

    start: int
    end: int
    value: float
    high: float | None
    unit: str
    dimension: str
    form: Form
    is_floor: bool = False
    noun_start: int | None = None
    noun_end: int | None = None
    year_like: bool = False
    is_vague: bool = False
    number_end: int | None = None
    factor: float = 1.0
    is_name: bool = False
    standing: frozenset[Standing] = frozenset()


def read_quantities(text: str, start: int = 0, end: int | None = None) -> list[Reading]:
    """The quantities in `text[start:end]`, in order, with offsets in `text`.

    >>> [(r.value, r.high, r.unit) for r in read_quantities("It took 4 to 8 hours, not an hour and a half.")]
    [(4.0, 8.0, 'hour'), (1.5, None, 'hour')]
    """
    end = len(text) if end is None else end
    toks = with_continental(tokenize(text, start, end))
    blocked = _Blocked(sorted(code_spans(text, start, end) + year_pairs(text, start, end)))
    readings: list[Reading] = []
    i = 0
    while i < len(toks):
        if toks[i].kind == "mark" and toks[i].text not in units.CURRENCY_SIGNS and toks[i].text not in forms.STARTING_MARKS:
            i += 1
            continue
        if toks[i].kind == "word" and not may_start(toks[i].low):
            i += 1
            continue
        if blocked.holds(toks[i].start):
            i += 1
            continue
        signed = forms.sign_at(toks, i)
        if signed is not None and blocked.holds(toks[signed].start):
            i = signed
            continue
        found, last = _read_at(text, toks, i)
        readings += [_like_last(text, r, readings) for r in found]
        i = max(last, i + 1)
    return readings


_UP_FROM = re.compile(r"[^.;!?]*\b(?:up|down) from (?:about |around |just |only |nearly |almost )?$")
MAX_UP_FROM = 80  # characters in which a figure goes back to the one that it grew from


def _like_last(text: str, reading: Reading, before: Sequence[Reading]) -> Reading:
    """A bare number in the unit of the one before that it is where that started: "13 hours, up from five"."""
    if reading.form is not Form.BARE or not before or before[-1].form is not Form.MEASURED or reading.year_like:
        return reading
    last = before[-1]
    if reading.start - last.end > MAX_UP_FROM or not _UP_FROM.fullmatch(text, last.end, reading.start):
        return reading
    high = None if reading.high is None else reading.high * last.factor
    value = reading.value * last.factor
    unit = replace(reading, value=value, high=high, unit=last.unit, dimension=last.dimension)
    return replace(unit, form=Form.MEASURED, factor=last.factor)


class _Blocked:
    """Membership in ordered spans for rising offsets."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._spans, self._at = spans, 0

    def holds(self, offset: int) -> bool:
        while self._at < len(self._spans) and self._spans[self._at][1] <= offset:
            self._at += 1
        return self._at < len(self._spans) and self._spans[self._at][0] <= offset


def _read_at(text: str, toks: Sequence[Tok], i: int) -> tuple[list[Reading], int]:
    """What starts at token `i`, and the token to go on from."""
    special = special_at(text, toks, i)
    if special is not None:
        value, high, unit, last, kind = special
        form = {"verb": Form.VERB, "vague": Form.VAGUE, "part": Form.FRACTION}.get(kind, Form.MEASURED)
        reading = Reading(toks[i].start, toks[last - 1].end, value, high, unit.name, unit.dimension, form)
        return [replace(reading, is_vague=kind in {"vague", "order"})], last
    first, sign, code = i, 1.0, None
    signed = forms.sign_at(toks, i)
    if signed is not None:
        sign, first = -1.0, signed
    prefix = forms.currency_prefix(toks, first)
    if prefix is not None:
        code, first = prefix
    piece = forms.piece_at(text, toks, first, code)
    if piece is None:
        return [], i + 1
    if sign < 0:
        piece = replace(piece, amount=replace(piece.amount, value=-piece.amount.value))
    start = start_before_range(text, toks, i, piece)
    if start is not None:
        return [_reading(toks, i, start, start.amount.value * _factor(start), None)], piece.last
    joined = range_from(text, toks, i, piece)
    if joined is not None:
        opening, closing, is_change = joined
        if is_change:
            a = forms.Piece(
                opening.amount,
                closing.unit if opening.unit is None else opening.unit,
                opening.last,
                opening.noun or closing.noun,
            )
            later = _reading(toks, closing.opens, closing, closing.amount.value * _factor(closing), None)
            return [_reading(toks, i, a, a.amount.value * _factor(a), None), later], closing.last
        whole = forms.Piece(opening.amount, closing.unit, closing.last, closing.noun)
        ends = sorted((opening.amount.value * _factor(closing), closing.amount.value * _factor(closing)))
        reading = _reading(toks, i, whole, ends[0], ends[1])
        return [replace(reading, number_end=toks[closing.amount.last - 1].end)], closing.last
    return [_reading(toks, i, piece, piece.amount.value * _factor(piece), None)], piece.last


def _factor(piece: forms.Piece) -> float:
    return piece.unit.factor if piece.unit is not None else 1.0


def _reading(toks: Sequence[Tok], i: int, piece: forms.Piece, value: float, high: float | None) -> Reading:
    amount: Amount = piece.amount
    unit = piece.unit
    form = Form.MEASURED
    noun = None
    if amount.written is Written.FRACTION and (unit is None or unit is units.PERCENT):
        form = Form.FRACTION
        if unit is None:
            unit, value = units.PERCENT, value * 100
            high = high * 100 if high is not None else None
    elif amount.written is Written.ARTICLE:
        form = Form.ARTICLE
    elif amount.written is Written.VAGUE:
        form = Form.VAGUE
    elif amount.written is Written.MAGNITUDE:
        form = Form.MAGNITUDE
    elif unit is None:
        form = Form.BARE
    if unit is None:
        unit = units.COUNT
        noun = piece.noun or counted_noun(toks, piece.last)
        if noun is not None and form is Form.BARE:
            form = Form.COUNTED
    year_like = amount.integer and 1900 <= value <= 2100 and piece.unit is None and toks[amount.first].text.isdecimal()
    return Reading(
        toks[i].start,
        toks[piece.last - 1].end,
        without_noise(value),
        None if high is None else without_noise(high),
        unit.name,
        unit.dimension,
        form,
        amount.written is Written.VAGUE,
        toks[noun[0]].start if noun else None,
        toks[noun[1] - 1].end if noun else None,
        year_like,
        number_end=toks[amount.last - 1].end,
        factor=unit.factor,
    )


def without_noise(value: float) -> float:
    """The value to 14 digits: 4.1 billion is 4100000000, though 4.1 * 1e9 is less by half a millionth."""
    return float(f"{value:.14g}")
