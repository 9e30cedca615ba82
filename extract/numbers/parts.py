"""What may follow a number and change its value: a magnitude, a dozen, "and a half", a denominator.

Each function looks a bounded number of tokens ahead and returns None (or the amount as it was) where its pattern does not
hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.numbers.nouns import is_plural
from extract.numbers.tokens import HYPHENS, Amount, Tok, digits_value, glued, skip_hyphen
from extract.numbers.vocabulary import (
    DOZENS,
    FRACTIONS,
    MAGNITUDES,
    SUFFIXES,
    TENS,
    UNIT_DENOMINATORS,
    UNITS,
)

_LETTERS = {"m": 1e6, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "T": 1e12}


def magnitude_at(toks: Sequence[Tok], j: int) -> tuple[float, int] | None:
    """The factor of a magnitude from token `j` on and where it ends: glued letters or words, a hyphen between or none."""
    factor, k = 1.0, j
    if k < len(toks) and glued(toks, k) and toks[k].kind == "word" and toks[k].text in SUFFIXES:
        return SUFFIXES[toks[k].text], k + 1
    letter = toks[k].text if k < len(toks) and k + 1 < len(toks) else ""
    if letter in _LETTERS and (letter.isupper() or glued(toks, k)) and is_plural(toks[k + 1].low):
        return _LETTERS[letter], k + 1  # "5m users", "50 K tokens"
    while True:
        at = k + 1 if k < len(toks) and toks[k].text in HYPHENS and glued(toks, k) else k
        is_word = at < len(toks) and toks[at].kind == "word"
        if not is_word or not (toks[at].low in MAGNITUDES or toks[at].low == "hundred"):
            break
        factor *= MAGNITUDES.get(toks[at].low, 100.0)
        k = at + 1
    return None if k == j or factor > 1e30 else (factor, k)


def dozens_at(toks: Sequence[Tok], j: int) -> int | None:
    """The token after "dozen" and its short forms, if one stands at token `j`."""
    return j + 1 if j < len(toks) and toks[j].low in DOZENS else None


def denominator_at(toks: Sequence[Tok], j: int) -> tuple[int, int, bool] | None:
    """A denominator at token `j` (a hyphen before it allowed): its value, the token after it, whether it is a plural."""
    if j < len(toks) and toks[j].text in HYPHENS:
        j += 1
    if j >= len(toks):
        return None
    low = toks[j].low
    if low == "hundred" or (low == "one" and j + 1 < len(toks) and toks[j + 1].low == "hundred"):
        k = j + 1 + (low == "one")
        k += k < len(toks) and toks[k].low == "and"
        below = denominator_at(toks, k) if k < len(toks) and toks[k].low in FRACTIONS else None
        return (100 + below[0], below[1], below[2]) if below is not None and below[0] < 100 else None
    if low in TENS:
        k = j + 1 + (j + 1 < len(toks) and toks[j + 1].text in HYPHENS)
        if k < len(toks) and toks[k].low in UNIT_DENOMINATORS:
            return TENS[low] + UNIT_DENOMINATORS[toks[k].low], k + 1, toks[k].low.endswith("s")
        return None
    if low not in FRACTIONS:
        return None
    return FRACTIONS[low], j + 1, low.endswith("s")


def and_fraction(toks: Sequence[Tok], amount: Amount) -> Amount:
    """Joins "and a half", "1/2" and the like, then a magnitude, to a whole number."""
    added = _added(toks, amount)
    if added is None or added[0] >= 1:
        return amount
    scale = MAGNITUDES.get(toks[amount.last - 1].low, 1.0) if amount.magnitude else 1.0
    value, last = amount.value + added[0] * scale, added[1]
    magnitude = magnitude_at(toks, last)
    if magnitude is not None:
        return replace(amount, last=magnitude[1], value=value * magnitude[0], integer=False, magnitude=True)
    return replace(amount, last=last, value=value, integer=False, magnitude=False)


def _added(toks: Sequence[Tok], amount: Amount) -> tuple[float, int] | None:
    """The fraction below one that follows a whole number, and where it ends."""
    j = skip_hyphen(toks, amount.last)
    if j + 2 < len(toks) and toks[j].low == "and":
        k, above = skip_hyphen(toks, j + 1), 0.0  # "two-and-a-half-hour"
        if toks[k].low in {"a", "an", "one"}:
            k, above = k + 1, 1.0
        else:
            if k < len(toks) and toks[k].low in TENS:
                above, k = float(TENS[toks[k].low]), k + 1
                k += k + 1 < len(toks) and toks[k].text in HYPHENS and toks[k + 1].low in UNITS
            if k < len(toks) and toks[k].low in UNITS:
                above, k = above + UNITS[toks[k].low], k + 1
        below = denominator_at(toks, k) if above else None
        if below is not None and above < below[0]:
            return above / below[0], below[1]
    j = amount.last
    if amount.integer and _is_slashed(toks, j):
        number = digits_value(toks[j + 2].text)
        if number and int(toks[j].text[:9]) < number <= 64:
            return int(toks[j].text) / number, j + 3
    return None


def _is_slashed(toks: Sequence[Tok], j: int) -> bool:
    """Whether "1/2" stands at token `j`, one space after what is before."""
    if j + 2 >= len(toks) or toks[j + 1].text not in "/⁄" or not (glued(toks, j + 1) and glued(toks, j + 2)):
        return False
    return toks[j].start - toks[j - 1].end == 1 and toks[j].text.isdecimal() and toks[j + 2].kind == "number"
