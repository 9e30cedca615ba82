"""What a quantity looks like from a given token: an amount with its unit, an article or a fraction with one, mixed units.

Each function looks a bounded number of tokens ahead and returns None where its pattern does not hold. To teach a new way of
writing: a function here, called from `piece_at`, and a line in `tests/extract/test_extract_numbers.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.lexicon import FUNCTION_WORDS
from extract.numbers import units
from extract.numbers.nouns import counted_noun, is_plural
from extract.numbers.tokens import Amount, Tok, Written, glued, skip_hyphen
from extract.numbers.unit_after import low_at, unit_at
from extract.numbers.units import Unit
from extract.numbers.vocabulary import GLYPHS, MAGNITUDES
from extract.numbers.words import amount_at

STARTING_MARKS = frozenset("-−×½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")

_SHARE_AFTER = frozenset(
    "of the their its our his her your my that this these those as all to or fewer less more what and".split()
)

_SHARE_BEFORE = frozenset(
    "by than about nearly almost over under only roughly around approximately least most to just some in".split()
)

_DEGREES = frozenset("many much often soon".split())

_SINGULAR_TIME = frozenset("minute hour day week month year decade century fortnight weekend".split())

_NEXT_CLOCK = frozenset({("hour", "minute"), ("minute", "second")})

_NEXT_SMALLER = _NEXT_CLOCK | {
    ("day", "hour"),
    ("week", "day"),
    ("month", "day"),
    ("year", "month"),
    ("month", "week"),
    ("year", "week"),
}

_SECONDS = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "week": 604800.0,
    "month": 2629746.0,
    "year": 31556952.0,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """An amount with the unit after it; `last` is the token after both, `opens` the token where it starts."""

    amount: Amount
    unit: Unit | None
    last: int
    noun: tuple[int, int] | None = None
    opens: int = 0


def sign_at(toks: Sequence[Tok], i: int) -> int | None:
    """The token after a minus sign or "minus" that opens a number at token `i`; None where none stands there."""
    if i + 1 >= len(toks):
        return None
    follows_number = i > 0 and toks[i - 1].kind == "number"
    if toks[i].low in {"minus", "negative"}:
        return None if follows_number else i + 1
    # "− 10", as some texts are set
    spaced = toks[i].text == "−" and toks[i + 1].start - toks[i].end == 1 and not follows_number
    is_mark = toks[i].text in {"-", "−", "–"} and (glued(toks, i + 1) or spaced)
    opens = not glued(toks, i) or toks[i - 1].text in "<>=≤≥(~≈±[/∼:"
    return i + 1 if is_mark and opens and toks[i + 1].kind == "number" else None


def currency_prefix(toks: Sequence[Tok], i: int) -> tuple[str, int] | None:
    """The currency code of "$", "US$", "USD" and the like before an amount, and the token after it."""
    tok = toks[i]
    if tok.text in units.CURRENCY_SIGNS and i + 1 < len(toks) and (glued(toks, i + 1) or toks[i + 1].start - tok.end == 1):
        return (units.CURRENCY_SIGNS[tok.text], i + 1) if amount_at(toks, i + 1) is not None else None
    near = i + 1 < len(toks) and (glued(toks, i + 1) or (len(tok.text) > 1 and toks[i + 1].start - tok.end == 1))
    if tok.low in units.SIGN_PREFIXES and low_at(toks, i + 1) == "$" and near and tok.text.isupper():
        return (units.SIGN_PREFIXES[tok.low], i + 2) if amount_at(toks, i + 2) is not None else None
    if tok.text in units.WORD_PREFIXES and i + 1 < len(toks):
        at = i + 1 + (toks[i + 1].text == "." and glued(toks, i + 1))
        near = at < len(toks) and toks[at].kind == "number" and toks[at].start - tok.end <= 2
        return (units.WORD_PREFIXES[tok.text], at) if near else None
    if tok.text in units.CURRENCY_CODES and i + 1 < len(toks) and toks[i + 1].kind == "number":
        return tok.text, i + 1
    return None


def piece_at(text: str, toks: Sequence[Tok], i: int, currency: str | None) -> Piece | None:
    """An amount from token `i` with its unit, mixed units joined; an article before a unit of time is an amount of one."""
    amount = amount_at(toks, i)
    if amount is None and toks[i].low in units.FOLD_WORDS:
        return Piece(Amount(i, i + 1, units.FOLD_WORDS[toks[i].low], Written.WORDS), units.MULTIPLE, i + 1, opens=i)
    if amount is None:
        return _article(toks, i)
    if currency is not None:
        last = amount.last
        if not amount.magnitude and low_at(toks, last) in {"m", "mm"} and glued(toks, last):
            amount, last = replace(amount, value=amount.value * 1e6, magnitude=True), last + 1
        if low_at(toks, last) in {"usd", "dollars"}:
            last += 1
        return Piece(amount, Unit(currency, "money"), last, opens=i)
    if amount.written is Written.FRACTION:
        return _fraction(text, toks, i, amount)
    if amount.written is Written.MAGNITUDE:
        found = unit_at(toks, skip_hyphen(toks, amount.last))
        if found is None or found[0].dimension != "money":
            return None
        return Piece(amount, found[0], found[1], opens=i)
    if amount.written is Written.VAGUE and low_at(toks, amount.last) == "of":
        after = unit_at(toks, amount.last + 1)
        if after is not None:
            return Piece(amount, after[0], after[1], opens=i)
        return Piece(amount, None, amount.last, counted_noun(toks, amount.last + 1), opens=i)
    feet = _feet_and_inches(toks, amount)
    if feet is not None:
        return feet
    found = unit_at(toks, amount.last, value=amount.value) or _after_odd(toks, amount.last)
    if found is None and low_at(toks, amount.last) in {"±", "+/-"}:
        spread = amount_at(toks, amount.last + 1)  # "69 ± 3 °C": the value, its unit after the spread
        found = unit_at(toks, spread.last) if spread is not None else None
        if spread is not None and found is None:
            return Piece(amount, None, spread.last, opens=i)
    if found is None:
        return Piece(amount, None, amount.last, _noun_of(toks, amount.last), opens=i)
    return _mixed(toks, Piece(amount, found[0], _after_spread(toks, found), opens=i))


def _feet_and_inches(toks: Sequence[Tok], amount: Amount) -> Piece | None:
    """ "5'11\"", a height; minutes and seconds of arc have their degrees before them."""
    j = amount.last
    if not amount.integer or amount.value > MAX_FEET or j + 1 >= len(toks) or toks[j].text not in {"'", "’", "′"}:
        return None
    inches = toks[j + 1].text
    if not (glued(toks, j) and glued(toks, j + 1) and inches.isdecimal() and len(inches) < 3 and int(inches) < 12):
        return None
    last = j + 2 + (j + 2 < len(toks) and glued(toks, j + 2) and toks[j + 2].text in {'"', "”", "″"})
    tall = replace(amount, last=j + 2, value=amount.value + int(inches) / 12, integer=False)
    return Piece(tall, units.PHYSICAL["foot"], last, opens=amount.first)


MAX_FEET = 9  # what is higher is no person, and is not told in feet and inches


def _after_odd(toks: Sequence[Tok], j: int) -> tuple[Unit, int] | None:
    """The unit after "-odd": "20-odd minutes"."""
    k = skip_hyphen(toks, j)
    return unit_at(toks, skip_hyphen(toks, k + 1)) if k > j and low_at(toks, k) == "odd" else None


def _after_spread(toks: Sequence[Tok], found: tuple[Unit, int]) -> int:
    """The token after a tolerance that repeats the unit: "46.8% ± 1.6%"."""
    if low_at(toks, found[1]) not in {"±", "+/-"}:
        return found[1]
    spread = amount_at(toks, found[1] + 1)
    again = unit_at(toks, spread.last) if spread is not None else None
    if spread is not None and again is None and counted_noun(toks, spread.last) is None:
        return spread.last  # "76% ± 2"
    return again[1] if again is not None and again[0] == found[0] else found[1]


def _noun_of(toks: Sequence[Tok], j: int) -> tuple[int, int] | None:
    """The noun after a bare number, also past "of the"."""
    k = skip_hyphen(toks, j)
    if k != j and k < len(toks) and toks[k].kind == "word" and toks[k].low not in FUNCTION_WORDS:
        return k, k + 1  # "130-person"
    if low_at(toks, j) == "or" and low_at(toks, j + 1) == "so":
        return counted_noun(toks, j + 2)  # "a dozen or so labs"
    if low_at(toks, j) == "of":
        k = j + 1 + (low_at(toks, j + 1) in {"the", "its", "their", "our", "these", "those"})
        return counted_noun(toks, k)
    if (
        low_at(toks, j) in {"person", "man", "word", "page", "node", "token", "parameter"}
        and j + 1 < len(toks)
        and toks[j + 1].kind == "word"
    ):
        return j, j + 1
    return counted_noun(toks, j)


def _article(toks: Sequence[Tok], i: int) -> Piece | None:
    if toks[i].low not in {"a", "an"} or i + 1 >= len(toks):
        return None
    j = i + 1 + (low_at(toks, i + 1) in {"full", "whole", "single", "mere", "few"} and low_at(toks, i + 1) != "few")
    low = low_at(toks, j)
    if low == "second" and low_at(toks, j + 1) == "and" and low_at(toks, j + 2) == "a":
        pass
    elif low not in _SINGULAR_TIME:
        return None
    one = Amount(i, j, 1.0, Written.ARTICLE)
    return _mixed(toks, Piece(one, units.TIME[low], j + 1, opens=i))


def _fraction(text: str, toks: Sequence[Tok], i: int, amount: Amount) -> Piece | None:
    """A fraction as a share, or of a unit: "half an hour", "three quarters of a mile", "a third of"."""
    j = amount.last
    k = j + (low_at(toks, j) == "of")
    k += low_at(toks, k) in {"a", "an"}
    found = unit_at(toks, k)
    written_out = toks[i].kind == "word"
    plural_unit = found is not None and k == j and (is_plural(low_at(toks, j)) or not written_out)
    if found is not None and (k > j or plural_unit or found[0] is units.PERCENT):
        return _mixed(toks, Piece(amount, found[0], found[1], opens=i))
    hyphen = skip_hyphen(toks, j)
    if hyphen != j and low_at(toks, hyphen) in units.TIME:
        return Piece(amount, units.TIME[low_at(toks, hyphen)], hyphen + 1, opens=i)
    if hyphen != j or (glued(toks, j) and j < len(toks) and toks[j].text in "/"):
        return None
    after, before = low_at(toks, j), low_at(toks, i - 1)
    last_word = low_at(toks, j - 1)
    if found is not None and toks[i].low in {"a", "an"} and last_word in {"half", "quarter"}:
        return Piece(amount, found[0], found[1], opens=i)  # "a half hour"
    if after == "of" and low_at(toks, j + 1) == "what":
        return Piece(amount, units.MULTIPLE, j, opens=i)  # "half of what they had guessed"
    if after == "as" and (low_at(toks, j + 1) not in FUNCTION_WORDS or low_at(toks, j + 1) in _DEGREES):
        return Piece(amount, units.MULTIPLE, j, opens=i)  # "half as many"
    plain_numerator = amount.last - amount.first > 1 and last_word.endswith("s")
    ends = j >= len(toks) or toks[j].kind == "mark"
    if toks[i].kind == "number" or toks[i].text in GLYPHS:
        return Piece(amount, None, j, opens=i)
    if before in {
        "first",
        "second",
        "other",
        "latter",
        "better",
        "top",
        "bottom",
        "upper",
        "lower",
        "back",
        "this",
        "last",
        "next",
        "per",
        "each",
    }:
        return None
    if last_word in {"quarter", "quarters"} and after != "of" and before not in {"by", "than"} and not plain_numerator:
        return None
    if plain_numerator and last_word != "quarters":
        return Piece(amount, None, j, opens=i)
    if after in _SHARE_AFTER or (ends and (before in _SHARE_BEFORE or amount.last - amount.first > 1)):
        if after in {"or", "and"} and before not in _SHARE_BEFORE | {"between"}:
            return None
        return Piece(amount, None, j, opens=i)
    if last_word == "half" and before in {"than", "nearly", "almost", "about", "over", "under"}:
        return Piece(amount, None, j, opens=i)
    if before in _SHARE_BEFORE - {"to", "in", "some", "just"} and (after in FUNCTION_WORDS or ends):
        return Piece(amount, None, j, opens=i)
    return None


def _mixed(toks: Sequence[Tok], piece: Piece) -> Piece:
    """Joins "and a half" and smaller units: "an hour and a half", "1 hour and 48 minutes", "1h48m"."""
    if piece.unit is None or piece.unit.dimension not in {"time", "money", "length", "mass"}:
        return piece
    if piece.unit.dimension != "time":
        return _with_lesser(toks, piece)
    j = piece.last
    if low_at(toks, j) == "and" and low_at(toks, j + 1) in {"a", "one"} and low_at(toks, j + 2) in {"half", "quarter"}:
        extra = 0.5 if low_at(toks, j + 2) == "half" else 0.25
        return replace(
            piece, amount=replace(piece.amount, value=piece.amount.value + extra, written=Written.WORDS), last=j + 3
        )
    if low_at(toks, j) == "and" and low_at(toks, j + 1) == "three" and low_at(toks, j + 2) == "quarters":
        value = piece.amount.value + 0.75
        return replace(piece, amount=replace(piece.amount, value=value, written=Written.WORDS), last=j + 3)
    current = piece
    while current.unit is not None and current.unit.name in _SECONDS:
        k = (
            current.last
            + (low_at(toks, current.last) in {"and", ","})
            + (low_at(toks, current.last) == "," and low_at(toks, current.last + 1) == "and")
        )
        amount = amount_at(toks, k)
        if amount is None or amount.written not in {Written.DIGITS, Written.WORDS}:
            return current
        found = unit_at(toks, amount.last) or (_minutes_left_out(toks, current, amount))
        comma = low_at(toks, current.last) == ","
        if found is None or (current.unit.name, found[0].name) not in (_NEXT_CLOCK if comma else _NEXT_SMALLER):
            return current
        seconds = current.amount.value * current.unit.factor * _SECONDS[current.unit.name]
        total = seconds / _SECONDS[found[0].name] + amount.value * found[0].factor
        unit = Unit(found[0].name, "time")
        current = Piece(
            replace(current.amount, value=_tidy(total), written=Written.WORDS), unit, found[1], opens=piece.opens
        )
    return current


_LESSER = {
    ("foot", "inch"): 1 / 12,
    ("lb", "ounce"): 1 / 16,
    ("kg", "g"): 1e-3,
    ("metre", "cm"): 1e-2,
    ("km", "metre"): 1e-3,
}


def _with_lesser(toks: Sequence[Tok], piece: Piece) -> Piece:
    """Joins a lesser unit of money, length or mass: "13 dollars forty-five cents", "5 ft 2 in"; a magnitude after a code."""
    assert piece.unit is not None
    j = piece.last
    if (
        piece.unit.dimension == "money"
        and (scale := MAGNITUDES.get(low_at(toks, j))) is not None
        and not piece.amount.magnitude
    ):
        amount = replace(piece.amount, value=piece.amount.value * scale, integer=False, magnitude=True)
        return replace(piece, amount=amount, last=j + 1)  # "75 USD million"
    k = j + (low_at(toks, j) == "and")
    lesser = amount_at(toks, k)
    found = unit_at(toks, lesser.last) if lesser is not None and lesser.written in {Written.DIGITS, Written.WORDS} else None
    if lesser is not None and found is None and piece.unit.name == "foot" and low_at(toks, lesser.last) in {"in", '"', "″"}:
        found = units.PHYSICAL["inch"], lesser.last + 1  # "5 ft 2 in"
    if lesser is None or found is None:
        return piece
    part = _LESSER.get((piece.unit.name, found[0].name))
    if found[0].name == piece.unit.name and piece.unit.factor == 1 and found[0].factor == 0.01 and lesser.value < 100:
        part = 0.01
    if part is None or lesser.value * part >= 1:
        return piece
    amount = replace(piece.amount, value=piece.amount.value + lesser.value * part, written=Written.WORDS, integer=False)
    return Piece(amount, piece.unit, found[1], opens=piece.opens)


def _minutes_left_out(toks: Sequence[Tok], piece: Piece, amount: Amount) -> tuple[Unit, int] | None:
    """ "1h48": minutes after glued hours need no letter."""
    if (
        piece.unit is units.TIME["hour"]
        and glued(toks, amount.first)
        and low_at(toks, piece.last - 1) == "h"
        and amount.value < 60
    ):
        return units.TIME["minute"], amount.last
    return None


def _tidy(value: float) -> float:
    return float(round(value)) if math.isclose(value, round(value), rel_tol=1e-9) else value
