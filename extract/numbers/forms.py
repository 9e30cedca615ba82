"""What a quantity looks like from a given token: an amount with its unit, a range, and the special words.

Each function looks a bounded number of tokens ahead and returns None where its pattern does not hold. To teach a new way of
writing: a function here, called from `special_at` or `piece_at`, and a line in `tests/extract/test_extract_numbers.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.lexicon import FUNCTION_WORDS
from extract.numbers import units
from extract.numbers.nouns import counted_noun, is_plural
from extract.numbers.units import Unit
from extract.numbers.words import (
    HYPHENS,
    MAGNITUDES,
    PLURAL_MAGNITUDES,
    TENS,
    UNITS,
    Amount,
    Tok,
    Written,
    amount_at,
    glued,
)

STARTING_MARKS = frozenset("-−½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞")
_DIGITS = {"single": (1, 9), "double": (10, 99), "triple": (100, 999), "singledigit": (1, 9)}
_PART = {
    "low": (0.0, 0.25),
    "lower": (0.0, 0.25),
    "mid": (0.375, 0.625),
    "middle": (0.375, 0.625),
    "high": (0.75, 1.0),
    "upper": (0.75, 1.0),
}
_COMPARATIVES = frozenset(
    "as more fewer less greater better worse over above below what its their the that our his her your my current "
    "higher".split()
)
_SHARE_AFTER = frozenset(
    "of the their its our his her your my that this these those as all to or fewer less more what and".split()
)
_SHARE_BEFORE = frozenset(
    "by than about nearly almost over under only roughly around approximately least most to just some in".split()
)
_CHANGE_STEMS = (
    "rise rose risen rising grow grew grown growing fall fell fallen falling jump climb drop go goes went gone going "
    "increas decreas improv "
    "declin shrink shrank shrunk soar surg plung slip mov shift extend widen narrow cut reduc rais boost leap leapt "
    "doubl up down swing "
    "advanc expand accelerat slow lengthen shorten shot steepen edg chang tripl"
).split()
_RANGE_STEMS = ("rang", "vary", "vari", "span", "anywhere", "between")
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


_STARTERS = (
    frozenset(UNITS)
    | frozenset(TENS)
    | frozenset(MAGNITUDES)
    | frozenset(PLURAL_MAGNITUDES)
    | frozenset(_PART)
    | frozenset(_DIGITS)
    | frozenset(units.FOLD_WORDS)
    | frozenset(units.SIGN_PREFIXES)
    | frozenset(code.lower() for code in units.CURRENCY_CODES)
    | frozenset("a an half quarter hundred dozen order factor factors twice thrice".split())
)
_VERB_OPENINGS = frozenset(stem[:4] for stem in units.MULTIPLE_VERBS)


def may_start(low: str) -> bool:
    """Whether a quantity can start with this lower-case word; spares the scanner the rest."""
    return low in _STARTERS or low[:4] in _VERB_OPENINGS


@dataclass(frozen=True, slots=True)
class Piece:
    """An amount with the unit after it; `last` is the token after both, `opens` the token where it starts."""

    amount: Amount
    unit: Unit | None
    last: int
    noun: tuple[int, int] | None = None
    opens: int = 0


Special = tuple[float, float | None, Unit, int, str]


def low_at(toks: Sequence[Tok], i: int) -> str:
    """The lower-case word at token `i`, or "" beyond either end."""
    return toks[i].low if 0 <= i < len(toks) else ""


def skip_hyphen(toks: Sequence[Tok], j: int) -> int:
    """`j`, or the token after a hyphen that stands glued there."""
    joined = j + 1 < len(toks) and toks[j].text in HYPHENS and glued(toks, j) and glued(toks, j + 1)
    return j + 1 if joined else j


def special_at(text: str, toks: Sequence[Tok], i: int) -> Special | None:
    """Quantities whose first word is no amount, or whose words together mean another: value, high, unit, end, kind."""
    if toks[i].kind == "mark":
        return None
    return _digit_count(toks, i) or _verb(toks, i) or _magnitude_order(toks, i) or _factor_of(toks, i) or _ratio(toks, i)


def _verb(toks: Sequence[Tok], i: int) -> Special | None:
    low = toks[i].low
    if units.FOLD_WORDS.get(low):
        return units.FOLD_WORDS[low], None, units.MULTIPLE, i + 1, "fold"
    if low in {"twice", "thrice"} and _compares(toks, i + 1):
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
    if low in {"an", "one"} and low_at(toks, i + 1) == "order" and low_at(toks, i + 3) == "magnitude":
        return 10.0, None, units.MULTIPLE, i + 4, "order"
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


_ORDERS = frozenset("one two three four five six seven eight nine ten twelve".split())


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
    if low_at(toks, amount.last) in {"to", "and", "or"} and (second := amount_at(toks, amount.last + 1)) is not None:
        if second.value > amount.value:
            return amount.value, second.value, units.MULTIPLE, second.last, "factor"
    return amount.value, None, units.MULTIPLE, amount.last, "factor"


def _ratio(toks: Sequence[Tok], i: int) -> Special | None:
    """ "one in five", "3 out of 4", "nine in every ten": a share in percent."""
    if toks[i].kind != "number" and toks[i].low not in units_words():
        return None
    amount = amount_at(toks, i)
    if amount is None or not amount.integer or amount.value <= 0:
        return None
    j = amount.last
    if low_at(toks, j) == "out" and low_at(toks, j + 1) == "of":
        j += 2
    elif low_at(toks, j) == "in":
        j += 1
        if toks[j].kind == "number" if j < len(toks) else True:
            round_number = j < len(toks) and toks[j].text in {
                "5",
                "10",
                "20",
                "50",
                "100",
                "1,000",
                "1000",
                "10,000",
                "100,000",
            }
            if not round_number:
                return None
    else:
        return None
    if low_at(toks, j) in {"every", "the"}:
        j += 1
    whole = amount_at(toks, j)
    if whole is None or whole.value <= amount.value or whole.written in {Written.FRACTION, Written.VAGUE}:
        return None
    if unit_at(toks, whole.last) is not None or 1900 <= whole.value <= 2100:
        return None
    return 100 * amount.value / whole.value, None, units.PERCENT, whole.last, "ratio"


def units_words() -> frozenset[str]:
    """Number words that can open a ratio."""
    return _ORDERS


def currency_prefix(toks: Sequence[Tok], i: int) -> tuple[str, int] | None:
    """The currency code of "$", "US$", "USD" and the like before an amount, and the token after it."""
    tok = toks[i]
    if tok.text in units.CURRENCY_SIGNS and i + 1 < len(toks) and (glued(toks, i + 1) or toks[i + 1].start - tok.end == 1):
        return (units.CURRENCY_SIGNS[tok.text], i + 1) if amount_at(toks, i + 1) is not None else None
    if tok.low in units.SIGN_PREFIXES and low_at(toks, i + 1) == "$" and glued(toks, i + 1) and tok.text.isupper():
        return (units.SIGN_PREFIXES[tok.low], i + 2) if amount_at(toks, i + 2) is not None else None
    if tok.text in units.CURRENCY_CODES and i + 1 < len(toks) and toks[i + 1].kind == "number":
        return tok.text, i + 1
    return None


def piece_at(text: str, toks: Sequence[Tok], i: int, currency: str | None) -> Piece | None:
    """An amount from token `i` with its unit, mixed units joined; an article before a unit of time is an amount of one."""
    amount = amount_at(toks, i)
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
    found = unit_at(toks, amount.last, value=amount.value)
    if found is None:
        return Piece(amount, None, amount.last, _noun_of(toks, amount.last), opens=i)
    return _mixed(toks, Piece(amount, found[0], found[1], opens=i))


def _noun_of(toks: Sequence[Tok], j: int) -> tuple[int, int] | None:
    """The noun after a bare number, also past "of the"."""
    k = skip_hyphen(toks, j)
    if k != j and k < len(toks) and toks[k].kind == "word" and toks[k].low not in FUNCTION_WORDS:
        return k, k + 1  # "130-person"
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
    plural_unit = found is not None and k == j and is_plural(low_at(toks, j))
    if found is not None and (k > j or plural_unit or found[0] is units.PERCENT):
        return _mixed(toks, Piece(amount, found[0], found[1], opens=i))
    hyphen = skip_hyphen(toks, j)
    if hyphen != j and low_at(toks, hyphen) in units.TIME:
        return Piece(amount, units.TIME[low_at(toks, hyphen)], hyphen + 1, opens=i)
    if hyphen != j or (glued(toks, j) and j < len(toks) and toks[j].text in "/"):
        return None
    after, before = low_at(toks, j), low_at(toks, i - 1)
    last_word = low_at(toks, j - 1)
    plain_numerator = amount.last - amount.first > 1 and last_word.endswith("s")
    ends = j >= len(toks) or toks[j].kind == "mark"
    if toks[i].kind == "number":
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
        if after in {"or", "and"} and before not in _SHARE_BEFORE:
            return None
        return Piece(amount, None, j, opens=i)
    if last_word == "half" and before in {"than", "nearly", "almost", "about", "over", "under"}:
        return Piece(amount, None, j, opens=i)
    if before in _SHARE_BEFORE - {"to", "in", "some", "just"} and (after in FUNCTION_WORDS or ends):
        return Piece(amount, None, j, opens=i)
    return None


def _mixed(toks: Sequence[Tok], piece: Piece) -> Piece:
    """Joins "and a half" and smaller units: "an hour and a half", "1 hour and 48 minutes", "1h48m"."""
    if piece.unit is None or piece.unit.dimension != "time":
        return piece
    j = piece.last
    if low_at(toks, j) == "and" and low_at(toks, j + 1) in {"a", "one"} and low_at(toks, j + 2) in {"half", "quarter"}:
        extra = 0.5 if low_at(toks, j + 2) == "half" else 0.25
        return replace(
            piece, amount=replace(piece.amount, value=piece.amount.value + extra, written=Written.WORDS), last=j + 3
        )
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


def unit_at(toks: Sequence[Tok], j: int, *, value: float = 0.0) -> tuple[Unit, int] | None:
    """The unit that starts at token `j` (a hyphen before it allowed) and the token after it."""
    if j >= len(toks):
        return None
    start, j = j, skip_hyphen(toks, j)
    if j >= len(toks):
        return None
    low, text, is_glued = toks[j].low, toks[j].text, glued(toks, j)
    if low in {"percentage", "percent", "%", "per"}:
        share = _share(toks, j)
        if share is not None:
            return share
    if low in units.SHARE and low != "percentage":
        return units.SHARE[low], j + 1
    if low in units.POINTS:
        return units.POINTS[low], j + 1
    if low == "basis" and low_at(toks, j + 1) in {"point", "points"}:
        return units.POINTS["bp"], j + 2
    if low == "x" or text == "×" or (low in {"xes", "xed", "xing"} and is_glued):
        follows = toks[j + 1] if j + 1 < len(toks) else None
        product = follows is not None and follows.kind == "number" and not is_glued
        return None if product or (low == "x" and not is_glued and text != "x") else (units.MULTIPLE, j + 1)
    if low in {"fold", "folds"}:
        return units.MULTIPLE, j + 1
    if low == "times":
        return (units.MULTIPLE, j + 1) if _compares(toks, j + 1) else None
    if low == "h" and text == "h" and toks[j - 1].kind == "number":
        return units.TIME["hour"], j + 1
    if is_glued and j == start and low == "pc" and toks[j - 1].kind == "number":
        return units.PERCENT, j + 1
    if is_glued and j == start and low in units.TIME_LETTERS:
        return units.TIME_LETTERS[low], j + 1
    if (
        is_glued
        and j == start
        and low == "m"
        and j + 1 < len(toks)
        and toks[j + 1].text != "/"
        and toks[j - 1].kind == "number"
    ):
        return (units.TIME["minute"], j + 1) if j >= 2 and toks[j - 2].low == "h" else None
    return _named_unit(toks, j, start)


def _share(toks: Sequence[Tok], j: int) -> tuple[Unit, int] | None:
    low = toks[j].low
    if low == "per":
        if low_at(toks, j + 1) != "cent":
            return None
        j += 1
    if low_at(toks, j + 1) in {"point", "points", "pts"}:
        return units.POINT, j + 2
    if skip_hyphen(toks, j + 1) != j + 1 and low_at(toks, skip_hyphen(toks, j + 1)) in {"point", "points"}:
        return units.POINT, skip_hyphen(toks, j + 1) + 1
    return None if low == "percentage" else (units.PERCENT, j + 1)


def _compares(toks: Sequence[Tok], j: int) -> bool:
    low = low_at(toks, j)
    comparative = (
        len(low) > 4 and low.endswith("er") and low not in {"after", "under", "over", "never", "ever", "later", "either"}
    )
    return low in _COMPARATIVES or comparative


def _named_unit(toks: Sequence[Tok], j: int, start: int) -> tuple[Unit, int] | None:
    low = toks[j].low
    nation = units.NATIONS.get(low.rstrip("."))
    if nation is not None:
        k = j + 1 + (low_at(toks, j + 1) == ".")
        k += low_at(toks, k) == "kong"
        if low_at(toks, k) in {"dollar", "dollars", "pound", "pounds", "franc", "francs", "yen", "yuan", "rupees"}:
            return Unit(nation, "money"), k + 1
    if toks[j].text in units.CURRENCY_CODES and j > 0:
        return Unit(toks[j].text, "money"), j + 1
    if low in units.CURRENCY_WORDS and low not in {"won", "rand"}:
        return units.CURRENCY_WORDS[low], j + 1
    if low in units.TIME and (low not in {"ms", "mo", "quarter-hour", "wk", "second"} or (low == "second" and j != start)):
        if low == "weekend" and j == start:
            return None
        return units.TIME[low], j + 1
    if low == "second" and low_at(toks, j - 1) in {"one", "a"} | {""}:
        return None
    following = low_at(toks, j + 1)
    between_ok = (
        toks[j].kind == "word"
        and low not in FUNCTION_WORDS
        and not low.endswith("s")
        and toks[j].text.islower()
        and len(low) > 2
    )
    if (
        between_ok
        and following in units.TIME
        and following.endswith("s")
        and low not in {"person", "man", "woman", "work", "gpu"}
        and following != "ms"
    ):
        return units.TIME[following], j + 2  # "800 cumulative hours", "three working days"
    if low in units.PHYSICAL:
        return units.PHYSICAL[low], j + 1
    if low in {"°", "º"} and low_at(toks, j + 1) in {"c", "f"}:
        return Unit("°" + toks[j + 1].text.upper(), "temperature"), j + 2
    if low in {"degree", "degrees"} and low_at(toks, j + 1) in {"celsius", "fahrenheit", "centigrade"}:
        return Unit("°F" if low_at(toks, j + 1) == "fahrenheit" else "°C", "temperature"), j + 2
    return None


def range_from(text: str, toks: Sequence[Tok], i: int, piece: Piece) -> tuple[Piece, Piece, bool] | None:
    """Both ends of a range that starts with `piece`, and whether they are two states ("rose from 22% to 64%")."""
    j = piece.last
    joiner = low_at(toks, j)
    if j >= len(toks) or piece.amount.written is Written.VAGUE:
        return None
    before = low_at(toks, i - 1)
    if piece.unit is None and piece.amount.integer and 1900 <= piece.amount.value <= 2100 and toks[i].text.isdigit():
        return None  # "in 2018 to 3.9 million": a year opens no range
    if joiner in HYPHENS or joiner in {"—", "−", "~"}:
        tight = glued(toks, j) and glued(toks, j + 1)
        spaced = not glued(toks, j) and not glued(toks, j + 1) and toks[j].text in {"–", "-"}
        if not (tight or spaced):
            return None
    elif joiner == "and":
        if before != "between" and low_at(toks, i - 2) != "between":
            return None
    elif joiner == ",":
        if not _escalates(toks, piece, j):
            return None
    elif joiner not in {"to", "or", "through"}:
        return None
    first = j + 1
    code = None
    prefix = currency_prefix(toks, first) if first < len(toks) else None
    if prefix is not None:
        code, at = prefix
    else:
        at = first
    money = piece.unit is not None and piece.unit.dimension == "money"
    if code is None and money and piece.unit is not None and toks[i].text in units.CURRENCY_SIGNS:
        code = piece.unit.name
    high = piece_at(text, toks, at, code) if at < len(toks) else None
    if high is None:
        return None
    high = replace(high, opens=first)
    return _settle(toks, i, piece, high, joiner, before)


def _escalates(toks: Sequence[Tok], piece: Piece, j: int) -> bool:
    """ "10x, 100x, or more": two rising amounts of one unit that trail off."""
    second = amount_at(toks, j + 1)
    if piece.unit is None or second is None:
        return False
    found = unit_at(toks, second.last)
    if found is None or found[0] != piece.unit or second.value <= piece.amount.value:
        return False
    k = found[1] + (low_at(toks, found[1]) == ",")
    return low_at(toks, k) in {"or", "even", "maybe"} and low_at(toks, k + 1) in {
        "more",
        "even",
        "higher",
        "beyond",
        "longer",
        "greater",
    }


def _settle(
    toks: Sequence[Tok], i: int, low: Piece, high: Piece, joiner: str, before: str
) -> tuple[Piece, Piece, bool] | None:
    if low.unit is not None and high.unit is not None and low.unit.name != high.unit.name:
        return None
    if low.unit is not None and high.unit is None:
        if low.unit.dimension != "money":
            return None
        high = replace(high, unit=low.unit)
    articles = {low.amount.written, high.amount.written} & {Written.ARTICLE, Written.MAGNITUDE, Written.FRACTION}
    if articles and joiner != "to":
        return None
    a, b = low.amount.value, high.amount.value
    if high.amount.magnitude and not low.amount.magnitude and a < 1000 and b >= 1000:
        scaled = a * 10 ** (3 * math.floor(math.log10(b) / 3))
        if scaled < b:
            low, a = replace(low, amount=replace(low.amount, value=scaled)), scaled
    is_change = joiner == "to" and _is_change(toks, i, low, high, before)
    if is_change:
        return low, high, True
    scale_a = low.unit.factor if low.unit else (high.unit.factor if high.unit else 1.0)
    scale_b = high.unit.factor if high.unit else 1.0
    if a * scale_a >= b * scale_b:
        return None
    if high.unit is None and joiner in HYPHENS and not (high.noun or counted_noun(toks, high.last)):
        return low, high, False
    if high.unit is None and joiner == "or" and not (high.noun or counted_noun(toks, high.last)):
        return None
    if scale_a != scale_b:
        return None
    return low, high, False


def _is_change(toks: Sequence[Tok], i: int, low: Piece, high: Piece, before: str) -> bool:
    """Whether "A to B" are a start and an end rather than a range."""
    if before != "from":
        return False
    if high.amount.value <= low.amount.value:
        return True
    shared = low.unit is not None and high.unit is not None and low.unit.dimension in {"share", "ratio"}
    for k in range(max(0, i - 7), i - 1):
        word = toks[k].low
        if word.startswith(_RANGE_STEMS):
            return False
        if any(word == stem or (len(stem) > 3 and word.startswith(stem)) for stem in _CHANGE_STEMS):
            return True
    return shared
