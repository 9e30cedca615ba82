"""Every quantity that a text names, claim or not, with its bound, its direction and what it counts.

The layer between `numbers`, which reads what is written, and `claims`, which asks what is put forward. Invariant: the extent
of a mention holds its reading, is verbatim and stays inside its sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.records import Modifier
from extract.direction import direction_of
from extract.modifiers import bound_of
from extract.not_quantities import Place, unbroken, why_no_quantity
from extract.numbers import Form, Reading

_SPAN = r"second|minute|hour|day|night|week|month|quarter|year"
_PER = re.compile(
    r"\s*(?:(?:\bper\b|/)\s*(?P<per>(?:(?:square|cubic|sq\.?) )?[^\W\d_]+)"
    rf"|[\s-]an?[\s-](?P<an>{_SPAN}|head|person|piece|share|pop|barrel|gallon|lit(?:re|er)|ton(?:ne)?|pound|game|mile)\b"
    r"(?!\s+(?:earlier|later|ago|before|after|prior)\b)"
    rf"|\s(?:every|each) (?P<each>{_SPAN})\b|\s(?P<adverb>annually|daily|weekly|monthly|hourly|yearly)\b)",
    re.IGNORECASE,
)
_ADVERBS = {"annually": "year", "yearly": "year", "daily": "day", "weekly": "week", "monthly": "month", "hourly": "hour"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity in its sentence.

    `start`/`end` take in the words that bound it and the noun that it counts; `direction` is "up", "down" or None; `per` is
    the denominator of a rate ("week", "square foot"), in lower case, which ends at `per_end`. `is_age` marks years of age.
    """

    reading: Reading
    start: int
    end: int
    modifier: Modifier
    direction: str | None
    per: str | None
    is_age: bool = False
    per_end: int | None = None


def mentions_of(
    text: str, readings: Sequence[Reading], sentences: Sequence[tuple[int, int]], names: dict[str, str]
) -> list[Mention]:
    """The quantities among readings, in order.

    Args:
        readings: of `text`, ordered.
        sentences: spans in `text`, ordered.
        names: of the document, as `extract.attribution.Credits.names`.
    """
    sentences = unbroken(sentences, readings)
    starts = [start for start, _ in sentences]
    found: list[Mention] = []
    label_end: int | None = None
    for reading in readings:
        at = bisect_right(starts, reading.start) - 1
        if at < 0 or reading.end > sentences[at][1]:
            continue
        start, end = sentences[at]
        reason = why_no_quantity(reading, Place(text, start, end, names))
        if reason is None and label_end is not None and _LISTED.match(text[label_end : reading.start]):
            reason = "reference" if reading.form is Form.BARE else None  # "phases 3, 5 and 7"
        label_end = reading.end if reason in {"reference", "name"} else None
        if reason is not None or reading.form is Form.ARTICLE:
            continue
        if found and _is_inside_noun(reading, found[-1].reading):
            continue  # "two new 737 Max jets": part of what is counted
        mention = _mention(text, reading, start, end)
        found.append(_in_series(text, mention, [m for m in found[-4:] if m.start >= start]))
    return _with_left_out(text, found)


def _is_inside_noun(reading: Reading, before: Reading) -> bool:
    if before.noun_start is None or before.noun_end is None:
        return False
    return before.noun_start <= reading.start < before.noun_end


def _with_left_out(text: str, mentions: list[Mention]) -> list[Mention]:
    """Numbers whose noun comes once after the last of them: "four-, five- and six-cylinder engines"."""
    for k in range(len(mentions) - 2, -1, -1):
        mine, later = mentions[k].reading, mentions[k + 1].reading
        hanging = _HANGING.match(text, mine.end, later.start)
        if hanging is not None and mine.unit == "count" and later.noun_start is not None:
            mentions[k] = replace(mentions[k], reading=replace(mine, noun_start=later.noun_start, noun_end=later.noun_end))
    return mentions


_LISTED = re.compile(r"\s*(?:,|,?\s*and|,?\s*or|to|&|-|–)\s*$")
_HANGING = re.compile(r"[-‑](?:,|\s+(?:and|or|to)\b)")
_RESTATED = re.compile(r"^\s*(?:\(|/|,\s+or|or|\[|=)\s*$")
_SAME_NOUN = re.compile(r"\b(?:from|and|to|or|versus|vs\.?|against|with|than|at)\s+(?:\w+ly |over |about )?$")
MAX_APART = 120  # characters over which a number is understood to count what an earlier one counts


def _in_series(text: str, mention: Mention, before: Sequence[Mention]) -> Mention:
    """What a quantity takes from those before it in its sentence.

    Bound and direction where it restates the last in another unit ("190 points, or 0.6%"), the noun where it leaves that out
    ("3.9 million headsets, up from 2.4 million").
    """
    if not before:
        return mention
    last = before[-1]
    between = text[last.end : mention.start]
    if _RESTATED.match(between) and last.reading.unit != mention.reading.unit:
        modifier = last.modifier if mention.modifier is Modifier.EQUAL else mention.modifier
        return replace(mention, modifier=modifier, direction=mention.direction or last.direction)
    counted = next((m.reading for m in reversed(before) if m.reading.form is Form.COUNTED), None)
    if mention.reading.form is not Form.BARE or counted is None or mention.start - counted.end > MAX_APART:
        return mention
    if _SAME_NOUN.search(text[max(counted.end, mention.start - 24) : mention.start]):
        reading = replace(mention.reading, noun_start=counted.noun_start, noun_end=counted.noun_end)
        return replace(mention, reading=reading)
    return mention


def _mention(text: str, reading: Reading, start: int, end: int) -> Mention:
    after_noun = reading.noun_end if reading.noun_end is not None and reading.noun_end <= end else reading.end
    bound = bound_of(
        text,
        reading.start,
        after_noun if reading.form is Form.COUNTED else reading.end,
        start,
        end,
        is_time=reading.dimension == "time" or _is_handful(text, reading),
        is_floor=reading.is_floor,
        is_vague=reading.is_vague,
    )
    rate = _PER.match(text, max(reading.end, after_noun), end)
    per = per_end = None
    if rate is not None:
        word = rate.group("per") or rate.group("an") or rate.group("each") or _ADVERBS[rate.group("adverb").lower()]
        per, per_end = word.lower(), rate.end()
    last = max(reading.end, after_noun, bound.end)
    direction = direction_of(text, reading, start, end)
    return Mention(reading, bound.start, last, bound.modifier, direction, per, _is_age(text, reading, start, end), per_end)


MAX_HANDFUL = 10  # "over five sites" is at five of them; who means more than so few things says "more than"


def _is_handful(text: str, reading: Reading) -> bool:
    """Whether a reading counts up to ten things, in words."""
    return reading.form is Form.COUNTED and reading.value <= MAX_HANDFUL and text[reading.start].isalpha()


_OLD = re.compile(r"[\s-]*(?:olds?\b|of age\b)", re.IGNORECASE)
_WAS = re.compile(r"\b(?:who|he|she|I|they) (?:was|is|were|am|turned|turns|are)\s+$")
_NAMED = re.compile(r"[A-Z][\w.'’-]+,\s+$")


def _is_age(text: str, reading: Reading, start: int, end: int) -> bool:
    """ "15 years old", or a number in commas after a name: "Dana Reyes, 41, joined"."""
    if reading.unit == "year" and _OLD.match(text, reading.end, end):
        return True
    if (
        reading.form is Form.BARE
        and reading.value <= 120
        and _WAS.search(text[max(start, reading.start - 16) : reading.start])
    ):
        return text[reading.end : reading.end + 1] in {"", ".", ",", ";"}
    in_commas = text[reading.end : reading.end + 1] == "," and _NAMED.search(
        text[max(start, reading.start - 24) : reading.start]
    )
    return (
        reading.form is Form.BARE
        and reading.value <= 120
        and text[reading.start].isdigit()
        and in_commas is not None
        and bool(in_commas)
    )
