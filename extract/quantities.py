"""Every quantity that a text names, claim or not, with its bound, its direction and what it counts.

The layer between `numbers`, which reads what is written, and `claims`, which asks what is put forward. Invariant: the extent
of a mention holds its reading, is verbatim and stays inside its sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Modifier
from extract.direction import direction_of
from extract.modifiers import bound_of
from extract.not_quantities import Place, why_no_quantity
from extract.numbers import Form, Reading

_SPAN = r"second|minute|hour|day|night|week|month|quarter|year"
_PER = re.compile(
    r"\s*(?:(?:\bper|/)\s*(?P<per>(?:square |cubic )?[^\W\d_]+)"
    rf"|[\s-]an?[\s-](?P<an>{_SPAN}|head|person|piece|share|pop|barrel|gallon|lit(?:re|er)|ton(?:ne)?|pound|game|mile)\b"
    rf"|\s(?:every|each) (?P<each>{_SPAN})\b|\s(?P<adverb>annually|daily|weekly|monthly|hourly|yearly)\b)",
    re.IGNORECASE,
)
_ADVERBS = {"annually": "year", "yearly": "year", "daily": "day", "weekly": "week", "monthly": "month", "hourly": "hour"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity in its sentence.

    `start`/`end` take in the words that bound it and the noun that it counts; `direction` is "up", "down" or None; `per` is
    the denominator of a rate ("week", "square foot"), in lower case.
    """

    reading: Reading
    start: int
    end: int
    modifier: Modifier
    direction: str | None
    per: str | None


def mentions_of(
    text: str, readings: Sequence[Reading], sentences: Sequence[tuple[int, int]], names: dict[str, str]
) -> list[Mention]:
    """The quantities among readings, in order.

    Args:
        readings: of `text`, ordered.
        sentences: spans in `text`, ordered.
        names: of the document, as `extract.attribution.Credits.names`.
    """
    starts = [start for start, _ in sentences]
    found: list[Mention] = []
    for reading in readings:
        at = bisect_right(starts, reading.start) - 1
        if at < 0 or reading.end > sentences[at][1]:
            continue
        start, end = sentences[at]
        if why_no_quantity(reading, Place(text, start, end, names)) is None and not _is_rate_word(text, reading, found):
            found.append(_mention(text, reading, start, end))
    return found


def _mention(text: str, reading: Reading, start: int, end: int) -> Mention:
    after_noun = reading.noun_end if reading.noun_end is not None and reading.noun_end <= end else reading.end
    bound = bound_of(
        text,
        reading.start,
        after_noun if reading.form is Form.COUNTED else reading.end,
        start,
        end,
        is_time=reading.dimension == "time",
        is_floor=reading.is_floor,
        is_vague=reading.is_vague,
    )
    rate = _PER.match(text, max(reading.end, after_noun), end)
    per = None
    if rate is not None:
        word = rate.group("per") or rate.group("an") or rate.group("each") or _ADVERBS[rate.group("adverb").lower()]
        per = word.lower()
    last = max(reading.end, after_noun, bound.end)
    return Mention(reading, bound.start, last, bound.modifier, direction_of(text, reading, start, end), per)


def _is_rate_word(text: str, reading: Reading, before: Sequence[Mention]) -> bool:
    """Whether "a day" is the denominator of the quantity before it ("six times a day")."""
    if reading.form is not Form.ARTICLE or not before:
        return False
    return before[-1].per is not None and reading.start - before[-1].end <= 2
