"""Which unit follows an amount.

`unit_at` looks a bounded number of tokens ahead; units and their factors stand in `units`.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.lexicon import FUNCTION_WORDS
from extract.numbers import units
from extract.numbers.symbols import symbol_unit_at
from extract.numbers.tokens import Tok, glued, skip_hyphen
from extract.numbers.units import Unit

_COMPARATIVES = frozenset(
    "as more fewer less greater better worse over above below what its their the that our his her your my current "
    "higher".split()
)


# What is so many times something: "a 17 times speed-up". And what a number of occasions is told per.
_GAINS = frozenset("speed speedup increase gain improvement growth rise jump multiplier multiple reduction".split())
_OFTEN = frozenset("per a an each every daily weekly monthly yearly in during over between".split())


def low_at(toks: Sequence[Tok], i: int) -> str:
    """The lower-case word at token `i`, or "" beyond either end."""
    return toks[i].low if 0 <= i < len(toks) else ""


def unit_at(toks: Sequence[Tok], j: int, *, value: float = 0.0) -> tuple[Unit, int] | None:
    """The unit that starts at token `j` (a hyphen before it allowed) and the token after it."""
    if j >= len(toks):
        return None
    start, j = j, skip_hyphen(toks, j)
    if j >= len(toks):
        return None
    low, text, is_glued = toks[j].low, toks[j].text, glued(toks, j)
    if low in {"wt", "vol", "mol", "at"}:
        k = j + 1 + (low_at(toks, j + 1) == ".")
        if low_at(toks, k) == "%":
            return units.PERCENT, k + 1  # percent by weight, volume, amount
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
        is_gain = low_at(toks, j + 1) in _GAINS or (value != int(value) and low_at(toks, j + 1) not in _OFTEN)
        return (units.MULTIPLE, j + 1) if compares(toks, j + 1) or is_gain else None
    if low == "h" and text == "h" and toks[j - 1].kind == "number":
        return units.TIME["hour"], j + 1
    if text == "p" and low_at(toks, j + 1) == "." and low_at(toks, j + 2) == "p":
        return units.POINT, j + 3 + (low_at(toks, j + 3) == ".")
    if is_glued and j == start and text == "p" and toks[j - 1].text.isdecimal() and len(toks[j - 1].text) < 3:
        return units.CURRENCY_WORDS["pence"], j + 1  # "75p"
    if is_glued and j == start and low == "pc" and toks[j - 1].kind == "number":
        return units.PERCENT, j + 1
    if is_glued and j == start and low in units.TIME_LETTERS and text.islower():
        return units.TIME_LETTERS[low], j + 1
    after_hours = j >= 2 and toks[j - 1].kind == "number" and toks[j - 2].low == "h"
    if low == "m" and is_glued and j == start and after_hours:
        return units.TIME["minute"], j + 1
    compound = symbol_unit_at(toks, j) if toks[j].text not in units.CURRENCY_CODES else None
    named = _named_unit(toks, j, start)
    if compound is not None and (named is None or compound[1] > named[1] or not toks[j].text.islower()):
        return compound
    return named


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


def compares(toks: Sequence[Tok], j: int) -> bool:
    """Whether the words from token `j` on compare, so that "times" before them multiplies."""
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
    if low in {"square", "sq", "cubic", "cu"}:
        k = j + 1 + (low_at(toks, j + 1) == ".")
        base = units.PHYSICAL.get(low_at(toks, k)) or (units.PHYSICAL["metre"] if low_at(toks, k) == "m" else None)
        if base is not None and base.dimension == "length":
            power = "square" if low.startswith("s") else "cubic"
            return Unit(f"{power} {base.name}", "area" if power == "square" else "volume"), k + 1
    if low in {"us", "imperial", "metric", "nautical", "fluid"}:
        named = _named_unit(toks, j + 1, j + 1) if j + 1 < len(toks) else None
        return named if named is not None and named[0].dimension in {"volume", "mass", "length"} else None
    if low in units.TIMES_HOUR and low_at(toks, skip_hyphen(toks, j + 1)) in {"hour", "hours"}:
        return units.TIMES_HOUR[low], skip_hyphen(toks, j + 1) + 1
    if low == "light" and low_at(toks, skip_hyphen(toks, j + 1)) in {"year", "years"}:
        return Unit("light-year", "length"), skip_hyphen(toks, j + 1) + 1
    if low in {"part", "parts"} and low_at(toks, j + 1) == "per" and low_at(toks, j + 2) in {"million", "billion"}:
        return Unit("ppm" if low_at(toks, j + 2) == "million" else "ppb", "share"), j + 3
    if low in {"pound", "pounds"} and low_at(toks, j - 1) not in units.MAGNITUDE_WORDS and low_at(toks, j + 1) != "sterling":
        return units.PHYSICAL["lb"], j + 1  # of mass, unless millions of them are told
    if toks[j].text in units.CURRENCY_CODES and j > 0:
        return Unit(toks[j].text, "money"), j + 1
    if toks[j].text in units.CURRENCY_SIGNS:  # "10 $", "5€"
        follows = j + 1 < len(toks) and toks[j + 1].kind == "number" and glued(toks, j + 1)
        return None if follows else (Unit(units.CURRENCY_SIGNS[toks[j].text], "money"), j + 1)
    if toks[j].text[1:] in units.CURRENCY_CODES and toks[j].text[0] in "kKMB":
        return Unit(toks[j].text[1:], "money", {"M": 1e6, "B": 1e9}.get(toks[j].text[0], 1e3)), j + 1  # "30 MUSD"
    if low in units.CURRENCY_WORDS and low not in {"won", "rand"}:
        return units.CURRENCY_WORDS[low], j + 1
    before = toks[j - 1].text if j > 0 and toks[j - 1].kind == "number" else ""
    if low == "second" and (j != start or "." in before or before == "1"):  # "30-second", "4.3 second"; "30 second graders"
        return units.TIME[low], j + 1
    if low in units.TIME and low not in {"ms", "mo", "quarter-hour", "wk", "second"}:
        if low == "weekend" and j == start:
            return None
        return units.TIME[low], j + 1
    if low == "second" and low_at(toks, j - 1) in {"one", "a", ""}:
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
    return _temperature(toks, j)


_FAHRENHEIT = frozenset("f fahrenheit farenheit".split())
_CELSIUS = frozenset("c celsius celcius centigrade".split())


def _temperature(toks: Sequence[Tok], j: int) -> tuple[Unit, int] | None:
    """ "degrees Celsius", "°F", "deg C", "degC"; "degrees" alone is of an angle as often."""
    low = toks[j].low
    if low in {"℃", "℉"}:
        return Unit("°C" if low == "℃" else "°F", "temperature"), j + 1
    if low in {"degf", "degc"}:
        return Unit("°" + low[-1].upper(), "temperature"), j + 1
    if low not in {"°", "º", "˚", "degree", "degrees", "deg"}:
        return None
    scale = low_at(toks, j + 1)
    if scale in _FAHRENHEIT or scale in _CELSIUS:
        return Unit("°F" if scale in _FAHRENHEIT else "°C", "temperature"), j + 2
    direction = j + 1 < len(toks) and toks[j + 1].text in {"N", "S", "E", "W"} and (glued(toks, j + 1) or low in {"°", "º"})
    return Unit("degree", "angle"), j + 1 + direction
