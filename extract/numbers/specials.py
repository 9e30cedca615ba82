"""Quantities whose words together mean another number than each alone: "order of magnitude", "low single digits".

To teach it one: a function that returns value, high, unit, end and kind, called from `special_at`.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.numbers import units
from extract.numbers.nouns import counted_noun
from extract.numbers.ratios import ratio_at
from extract.numbers.tokens import Tok, Written, glued, skip_hyphen
from extract.numbers.unit_after import compares, low_at, unit_at
from extract.numbers.units import Unit
from extract.numbers.vocabulary import MAGNITUDES, PLURAL_MAGNITUDES, TENS, UNITS
from extract.numbers.words import amount_at

_DIGITS = {"single": (1, 9), "double": (10, 99), "triple": (100, 999), "singledigit": (1, 9)}

_PART = {
    "low": (0.0, 0.25),
    "lower": (0.0, 0.25),
    "mid": (0.375, 0.625),
    "middle": (0.375, 0.625),
    "high": (0.75, 1.0),
    "upper": (0.75, 1.0),
}

_STARTERS = (
    frozenset(UNITS)
    | frozenset(TENS)
    | frozenset(MAGNITUDES)
    | frozenset(PLURAL_MAGNITUDES)
    | frozenset(_PART)
    | frozenset(_DIGITS)
    | frozenset(units.FOLD_WORDS)
    | frozenset(units.SIGN_PREFIXES)
    | frozenset(code.lower() for code in units.CURRENCY_CODES | units.WORD_PREFIXES.keys())
    | frozenset("a an half quarter hundred dozen order factor factors twice thrice minus negative point".split())
)

_VERB_OPENINGS = frozenset(stem[:4] for stem in units.MULTIPLE_VERBS)

_ORDERS = frozenset("one two three four five six seven eight nine ten twelve".split())

Special = tuple[float, float | None, Unit, int, str]


def may_start(low: str) -> bool:
    """Whether a quantity can start with this lower-case word; spares the scanner the rest."""
    return low in _STARTERS or low[:4] in _VERB_OPENINGS


def special_at(text: str, toks: Sequence[Tok], i: int) -> Special | None:
    """Quantities whose first word is no amount, or whose words together mean another: value, high, unit, end, kind."""
    if toks[i].kind == "mark":
        return _times_before(toks, i)
    return (
        _point(toks, i)
        or _digit_count(toks, i)
        or _verb(toks, i)
        or _magnitude_order(toks, i)
        or _factor_of(toks, i)
        or ratio_at(toks, i)
    )


def _times_before(toks: Sequence[Tok], i: int) -> Special | None:
    """ "×10": the sign before the number, where none stands before the sign."""
    opens = toks[i].text == "×" and glued(toks, i + 1) and toks[i + 1].kind == "number" and not glued(toks, i)
    amount = amount_at(toks, i + 1) if opens and (i == 0 or toks[i - 1].kind != "number") else None
    return None if amount is None else (amount.value, None, units.MULTIPLE, amount.last, "fold")


_BEFORE_POINT = frozenset(
    "oh o by of about than only just around nearly almost under over roughly least most is was up down rose fell "
    "grew dropped gained lost another".split()
) | {""}


def _point(toks: Sequence[Tok], i: int) -> Special | None:
    """ "point five percent", "oh point 3 seconds": a nought left out before a point that is said."""
    if toks[i].low != "point" or low_at(toks, i - 1) not in _BEFORE_POINT:
        return None
    if i + 1 < len(toks) and toks[i + 1].text.isdecimal() and len(toks[i + 1].text) <= 2:
        value, last = float(f"0.{toks[i + 1].text}"), i + 2
    else:
        said = amount_at(toks, i + 1)
        if said is None or said.written is not Written.WORDS or not said.integer or said.value > 99:
            return None
        value, last = said.value / (10 if said.value < 10 else 100), said.last
    after = unit_at(toks, last)
    return None if after is None else (value * after[0].factor, None, after[0], after[1], "measured")


def _verb(toks: Sequence[Tok], i: int) -> Special | None:
    low = toks[i].low
    if units.FOLD_WORDS.get(low):
        return units.FOLD_WORDS[low], None, units.MULTIPLE, i + 1, "fold"
    if low in {"twice", "thrice"} and compares(toks, i + 1):
        return {"twice": 2.0, "thrice": 3.0}[low], None, units.MULTIPLE, i + 1, "fold"
    factor = units.multiple_verb(low)
    if factor is None or low_at(toks, i + 1) in {"down", "check", "as", "counting", "standard", "standards"}:
        return None
    return factor, None, units.MULTIPLE, i + 1, "verb"


def _magnitude_order(toks: Sequence[Tok], i: int) -> Special | None:
    """ "an order of magnitude", "two to three orders of magnitude"."""
    low = toks[i].low
    if low == "order" and low_at(toks, i + 1) == "of" and low_at(toks, i + 2) == "magnitude":
        return 10.0, None, units.MULTIPLE, i + 3, "order"
    if low in {"an", "one"} and low_at(toks, i + 1) == "order":
        of = skip_hyphen(toks, i + 2)
        last = skip_hyphen(toks, of + 1)
        if low_at(toks, of) == "of" and low_at(toks, last) == "magnitude":
            if low_at(toks, last + 1) == "or" and low_at(toks, last + 2) in {"two", "2"}:
                return 10.0, 100.0, units.MULTIPLE, last + 3, "order"
            return 10.0, None, units.MULTIPLE, last + 1, "order"
    amount = amount_at(toks, i) if toks[i].kind == "number" or low in _ORDERS else None
    if amount is None or not 0 < amount.value <= 60:
        return None
    j, high = amount.last, None
    if (
        low_at(toks, j) in {"to", "or"}
        and (second := amount_at(toks, j + 1)) is not None
        and amount.value < second.value <= 60
    ):
        high, j = second.value, second.last
    if low_at(toks, j) == "orders" and low_at(toks, j + 1) == "of" and low_at(toks, j + 2) == "magnitude":
        return 10.0**amount.value, None if high is None else 10.0**high, units.MULTIPLE, j + 3, "order"
    return None


def _digit_count(toks: Sequence[Tok], i: int) -> Special | None:
    """ "low single digits", "double-digit growth": the range that so many digits can write, percent unless a unit "
    "follows."""
    j, part = i, (0.0, 1.0)
    if toks[j].low in _PART:
        part, j = _PART[toks[j].low], skip_hyphen(toks, j + 1)
    word = low_at(toks, j)
    if word not in _DIGITS:
        return None
    k = j + 1
    if word != "singledigit":
        k = skip_hyphen(toks, k)
        if low_at(toks, k) not in {"digit", "digits"}:
            return None
        k += 1
    least, most = _DIGITS[word]
    low = least + part[0] * (most - least)
    high = least + part[1] * (most - least)
    low, high = (float(round(low)), float(round(high))) if part != (0.0, 1.0) else (float(least), float(most))
    after = unit_at(toks, skip_hyphen(toks, k))
    if after is not None:
        return low * after[0].factor, high * after[0].factor, after[0], after[1], "vague"
    magnitude = low_at(toks, skip_hyphen(toks, k))
    if magnitude.rstrip("s") in {"thousand", "million", "billion"}:
        scale = {"thousand": 1e3, "million": 1e6, "billion": 1e9}[magnitude.rstrip("s")]
        return low * scale, high * scale, units.COUNT, skip_hyphen(toks, k) + 1, "vague"
    if low_at(toks, k) in {"fraction", "percentage", "share", "proportion", "part"}:
        k += 1
    elif counted_noun(toks, k) is not None and low_at(toks, k) not in {"rates", "gains", "increases", "returns"}:
        return low, high, units.COUNT, k, "vague"
    return low, high, units.PERCENT, k, "vague"


def _factor_of(toks: Sequence[Tok], i: int) -> Special | None:
    """ "a factor of ten", "factors of 2 to 5"."""
    if toks[i].low not in {"factor", "factors"} or low_at(toks, i + 1) not in {"of", "between"}:
        return None
    j = (
        i
        + 2
        + (low_at(toks, i + 2) in {"about", "around", "roughly", "over", "nearly", "at"})
        + (low_at(toks, i + 2) == "at")
    )
    amount = amount_at(toks, j)
    if amount is None or amount.written is Written.FRACTION:
        return None
    second = amount_at(toks, amount.last + 1) if low_at(toks, amount.last) in {"to", "and", "or"} else None
    if second is not None and second.value > amount.value:
        return amount.value, second.value, units.MULTIPLE, second.last, "factor"
    return amount.value, None, units.MULTIPLE, amount.last, "factor"
