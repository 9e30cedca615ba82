"""Numbers in words: "three hundred and twelve", "two and a half million", "a dozen", "tens of thousands".

`spelled_amount` reads as long as the grammar of English numerals goes on. A word that only sometimes is a number ("a",
"quarter", "score") is read where its neighbours make it one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.numbers.parts import and_fraction, denominator_at, dozens_at, magnitude_at
from extract.numbers.tokens import HYPHENS, Amount, Tok, Written, glued
from extract.numbers.vocabulary import (
    DOZENS,
    FRACTIONS,
    MAGNITUDES,
    PLURAL_MAGNITUDES,
    SPELLED_MAGNITUDES,
    TENS,
    UNIT_DENOMINATORS,
    UNITS,
)

_NEVER = frozenset("low mid high single double singledigit".split())


def spelled_amount(toks: Sequence[Tok], i: int) -> Amount | None:
    """The amount in words that starts at token `i`, or None."""
    low = toks[i].low
    if low in _NEVER:
        return None
    if low in PLURAL_MAGNITUDES:
        ranks = low == "scores" and not (i + 1 < len(toks) and toks[i + 1].low == "of")
        return None if ranks else _plural_magnitude(toks, i)
    if low in {"a", "an"}:
        return _after_article(toks, i)
    if low in {"half", "quarter"}:
        return _half(toks, i)
    if low in UNITS or low in TENS or low == "hundred":
        whole, tail = _whole_number(toks, i)
        if low == "hundred" and i and toks[i - 1].low in {"several", "few", "couple"}:
            return replace(whole, written=Written.VAGUE, integer=False)
        return (
            _fraction_words(toks, whole, tail)
            or _dozens(toks, whole, tail)
            or _spoken_decimal(toks, whole)
            or and_fraction(toks, whole)
        )
    if low == "dozen":
        return Amount(i, i + 1, 12, Written.WORDS, True)
    if low in SPELLED_MAGNITUDES:
        written = Written.VAGUE if i and toks[i - 1].low in {"several", "few"} else Written.MAGNITUDE
        return Amount(i, i + 1, MAGNITUDES[low], written, False, True)
    return None


def _spoken_decimal(toks: Sequence[Tok], whole: Amount) -> Amount | None:
    """ "three point five", "two point four million": digits said after a point."""
    j, digits = whole.last, ""
    if j + 1 >= len(toks) or toks[j].low != "point" or whole.value >= 1e6:
        return None
    j += 1
    while j < len(toks) and len(digits) < 6:
        if toks[j].low in UNITS and UNITS[toks[j].low] < 10:
            digits += str(UNITS[toks[j].low])
        elif toks[j].low in TENS and not digits:
            ten = TENS[toks[j].low]
            k = j + 1 + (j + 1 < len(toks) and toks[j + 1].text in HYPHENS)
            if k < len(toks) and 0 < UNITS.get(toks[k].low, 0) < 10:
                ten, j = ten + UNITS[toks[k].low], k
            digits += str(ten)
        else:
            break
        j += 1
    if not digits:
        return None
    value = float(f"{int(whole.value)}.{digits}")
    magnitude = magnitude_at(toks, j)
    if magnitude is not None:
        return Amount(whole.first, magnitude[1], value * magnitude[0], Written.WORDS, False, True)
    return Amount(whole.first, j, value, Written.WORDS)


def _plural_magnitude(toks: Sequence[Tok], i: int) -> Amount:
    """ "tens of thousands", "hundreds of millions", "thousands": their floor."""
    value, j = PLURAL_MAGNITUDES[toks[i].low], i + 1
    while j + 1 < len(toks) and toks[j].low == "of" and toks[j + 1].low in PLURAL_MAGNITUDES:
        value *= PLURAL_MAGNITUDES[toks[j + 1].low]
        j += 2
    return Amount(i, j, value, Written.VAGUE, False, True)


def _after_article(toks: Sequence[Tok], i: int) -> Amount | None:
    """ "a hundred and fifty", "a million and a half", "a third", "a dozen"; "a" before a unit is left to the caller."""
    j = i + 1
    if j >= len(toks):
        return None
    low = toks[j].low
    if low == "hundred" or low in SPELLED_MAGNITUDES:
        whole, tail = _whole_number(toks, j)
        whole = replace(whole, first=i)
        return _fraction_words(toks, whole, tail) or and_fraction(toks, replace(whole, magnitude=True))
    if low == "dozen":
        return Amount(i, j + 1, 12, Written.WORDS, True)
    if low == "couple":
        k = j + 1 + (j + 1 < len(toks) and toks[j + 1].low == "of")
        size = 100.0 if k < len(toks) and toks[k].low == "hundred" else None
        if k < len(toks) and toks[k].low in SPELLED_MAGNITUDES:
            size = MAGNITUDES[toks[k].low]
        return None if size is None else Amount(i, k + 1, 2 * size, Written.WORDS, False, True)
    if low == "half" and j + 1 < len(toks) and toks[j + 1].low in MAGNITUDES:
        return Amount(i, j + 2, MAGNITUDES[toks[j + 1].low] / 2, Written.WORDS, False, True)
    below = denominator_at(toks, j) if toks[j].kind == "word" else None
    if below is not None and below[0] > 1 and not below[2]:
        return _of_magnitude(toks, Amount(i, below[1], 1 / below[0], Written.FRACTION))
    return None


def _half(toks: Sequence[Tok], i: int) -> Amount:
    j = i + 1
    value = 1 / FRACTIONS[toks[i].low]
    skip = 1 if j < len(toks) and (toks[j].low in {"a", "an"} or toks[j].text in HYPHENS) else 0
    if j + skip < len(toks) and toks[j + skip].low in MAGNITUDES and len(toks[j + skip].low) > 4:
        return Amount(i, j + skip + 1, value * MAGNITUDES[toks[j + skip].low], Written.WORDS, False, True)
    if skip and j + 1 < len(toks) and toks[j + 1].low == "dozen":
        return Amount(i, j + 2, 12 * value, Written.WORDS)
    return _of_magnitude(toks, Amount(i, j, value, Written.FRACTION))


def _of_magnitude(toks: Sequence[Tok], part: Amount) -> Amount:
    """ "two thirds of a million": a fraction of a magnitude is a number."""
    j = part.last
    if j + 2 < len(toks) and toks[j].low == "of" and toks[j + 1].low in {"a", "one"} and toks[j + 2].low in MAGNITUDES:
        return Amount(part.first, j + 3, part.value * MAGNITUDES[toks[j + 2].low], Written.WORDS, False, True)
    return part


def _fraction_words(toks: Sequence[Tok], whole: Amount, tail: float | None) -> Amount | None:
    """ "two-thirds", "three quarters", "one tenth", "two hundred and fifty-four hundredths".

    Args:
        tail: what "and" added to the whole number at its end; a numerator of its own where it is below the denominator.
    """
    below = denominator_at(toks, whole.last)
    if below is None or whole.value == 0:
        return None
    number, last, plural = below
    at = whole.last
    split = at - whole.first >= 2 and toks[at - 1].low in TENS and toks[at - 2].low == "hundred"
    if split and toks[at].low in UNIT_DENOMINATORS and tail is None:  # "one hundred thirty-fifths" are 100 of 35
        number += TENS[toks[at - 1].low]
        whole = replace(whole, value=whole.value - TENS[toks[at - 1].low])
    if (whole.value > 1) != plural or (number <= 4 and whole.value >= number and tail is None):
        return None  # "six quarters" are stretches of time
    if tail is not None and tail < number:
        return Amount(whole.first, last, whole.value - tail + tail / number, Written.WORDS)
    return _of_magnitude(toks, Amount(whole.first, last, whole.value / number, Written.FRACTION))


def _dozens(toks: Sequence[Tok], whole: Amount, tail: float | None) -> Amount | None:
    """ "two dozen", "three hundred and two dozen"."""
    last = dozens_at(toks, whole.last)
    if last is None or toks[whole.last].low not in DOZENS:
        return None
    counted = whole.value if tail is None else tail
    return Amount(whole.first, last, whole.value - counted + 12 * counted, Written.WORDS, True, True)


def _whole_number(toks: Sequence[Tok], i: int) -> tuple[Amount, float | None]:
    """The longest whole number in words from token `i`, and what its last "and" added.

    Groups below a thousand times falling magnitudes.
    """
    total, group, j = 0.0, 0.0, i
    last_magnitude = float("inf")
    state = ""  # what was read last: unit, ten, hundred, magnitude
    magnitude = False
    before_and: float | None = None
    while j < len(toks):
        at = j
        tight = glued(toks, at) and glued(toks, at + 1)
        spaced = state == "ten" and not glued(toks, at) and not glued(toks, at + 1)
        joined_by_and = state in {"hundred", "magnitude"} and toks[at].low == "and"
        if (state and toks[at].text in HYPHENS and (tight or spaced)) or joined_by_and:
            at += 1
        if at >= len(toks):
            break
        low = toks[at].low
        if (low in UNITS and state in {"", "hundred", "magnitude"}) or (
            low in UNITS and state == "ten" and 0 < UNITS[low] < 10
        ):
            if joined_by_and and at + 1 < len(toks) and toks[at + 1].low in FRACTIONS:
                break
            before_and = total + group if joined_by_and else before_and
            group, state = group + UNITS[low], "unit"
        elif low in TENS and state in {"", "hundred", "magnitude"}:
            before_and = total + group if joined_by_and else before_and
            group, state = group + TENS[low], "ten"
        elif low == "hundred" and state in {"", "unit", "ten"} and not joined_by_and and group < 100:
            group, state = max(group, 1.0) * 100, "hundred"
        elif low in SPELLED_MAGNITUDES and not joined_by_and and MAGNITUDES[low] < last_magnitude and low != "lakh":
            total, last_magnitude = total + max(group, 1.0) * MAGNITUDES[low], MAGNITUDES[low]
            group, state, magnitude, before_and = 0.0, "magnitude", True, None
        elif low in MAGNITUDES and state == "magnitude" and not joined_by_and and total < 1e18:
            total, magnitude = total * MAGNITUDES[low], True
        else:
            break
        j = at + 1
    tail = None if before_and is None else total + group - before_and
    return Amount(i, max(j, i + 1), total + group, Written.WORDS, True, magnitude), tail
