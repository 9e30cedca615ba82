"""Amounts: digits and number words to values, without their units.

`amount_at` reads one amount ("two and a half million", "18K", "10^26", "four-fifths") from a token position. Numbers in
words stand in `spelled`, what may follow either of them (a magnitude, a fraction) in `parts`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.numbers.parts import and_fraction, dozens_at, magnitude_at
from extract.numbers.spelled import spelled_amount
from extract.numbers.tokens import Amount, Tok, Written, digits_value, glued, plain_digits
from extract.numbers.vocabulary import GLYPHS, TENS, UNITS

_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_FLATTENED = re.compile(r"10[1-9]\d?")  # "6 × 106": ten to the sixth in a text that lost its superscripts
_ORDINAL_ENDS = frozenset("th ths rd rds nd nds st sts".split())
_ROUND = frozenset({10.0, 100.0, 1e3, 1e4, 1e5, 1e6})


def amount_at(toks: Sequence[Tok], i: int) -> Amount | None:
    """The amount that starts at token `i`, as long as it goes."""
    if i >= len(toks):
        return None
    tok = toks[i]
    if tok.kind == "number":
        return _quotient(toks, _digits(toks, i))
    if tok.text in GLYPHS:
        return Amount(i, i + 1, GLYPHS[tok.text], Written.FRACTION)
    if tok.kind == "word":
        return _quotient(toks, spelled_amount(toks, i))
    return None


def _quotient(toks: Sequence[Tok], above: Amount | None) -> Amount | None:
    """ "one over three": a division that ends its clause; before a noun, "over" bounds or places something else."""
    if above is None or above.last >= len(toks) or toks[above.last].low != "over" or above.last + 1 >= len(toks):
        return above
    j = above.last + 1
    if toks[j].kind == "number":
        below = _digits(toks, j)
    else:
        below = spelled_amount(toks, j) if toks[j].low in UNITS or toks[j].low in TENS else None
    plain = above.integer and below is not None and below.integer and below.value > 0
    if below is None or not plain or (below.last < len(toks) and toks[below.last].text not in ".,;:!?)"):
        return above
    return Amount(above.first, below.last, above.value / below.value, Written.FRACTION)


def _digits(toks: Sequence[Tok], i: int) -> Amount | None:
    value = digits_value(toks[i].text)
    if value is None:
        return None
    integer = "." not in plain_digits(toks[i].text)
    j = i + 1
    if j < len(toks) and toks[j].text in GLYPHS and (glued(toks, j) or toks[j].start - toks[i].end == 1):
        scale, last = magnitude_at(toks, j + 1) or (1.0, j + 1)  # "8½ million"
        return Amount(i, last, (value + GLYPHS[toks[j].text]) * scale, Written.DIGITS, False, scale > 1)
    said = _said_point(toks, i) if integer else None
    if said is not None:
        return said
    slashed = _slashed(toks, i, value) if integer else None
    if slashed is not None:
        return slashed
    round_plural = integer and j + 1 < len(toks) and toks[j].low == "s" and glued(toks, j) and toks[j + 1].low == "of"
    if round_plural and value in _ROUND:
        return Amount(i, j + 1, value, Written.VAGUE, False, True)  # "100s of"
    scientific = _scientific(toks, i, value)
    if scientific is not None:
        return scientific
    dozens = dozens_at(toks, j)
    if dozens is not None and integer:
        return Amount(i, dozens, value * 12, Written.DIGITS, integer)
    magnitude = magnitude_at(toks, j)
    if magnitude is None:
        return and_fraction(toks, Amount(i, j, value, Written.DIGITS, integer))
    factor, last = magnitude
    rest = spelled_amount(toks, last + 1) if last + 1 < len(toks) and toks[last].low == "and" else None
    if last + 1 < len(toks) and toks[last].low == "and" and toks[last + 1].kind == "number":
        below = digits_value(toks[last + 1].text)
        more = magnitude_at(toks, last + 2)
        rest = None if more is not None else Amount(last + 1, last + 2, below or 0.0, Written.DIGITS, True)
    if factor in {100.0, 1e5, 1e7} and rest is not None and rest.integer and 0 < rest.value < factor:
        return Amount(i, rest.last, value * factor + rest.value, Written.DIGITS, False, True)  # "3 hundred and 21"
    return and_fraction(toks, Amount(i, last, value * factor, Written.DIGITS, False, True))


def _said_point(toks: Sequence[Tok], i: int) -> Amount | None:
    """ "99 point 9 percent": a point that is said, between digits and before a share or a magnitude."""
    j = i + 2
    if j >= len(toks) or toks[i + 1].low != "point" or len(toks[i].text) > 4:
        return None
    digits = toks[j].text if toks[j].text.isdecimal() else str(UNITS.get(toks[j].low, ""))
    if not digits or len(digits) > 2:
        return None
    value = float(f"{plain_digits(toks[i].text)}.{digits}")
    scale, last = magnitude_at(toks, j + 1) or (1.0, j + 1)
    is_share = last < len(toks) and (toks[last].low in {"percent", "%"} or toks[last].low in {"per", "percentage"})
    return Amount(i, last, value * scale, Written.DIGITS, False, scale > 1) if scale > 1 or is_share else None


def _slashed(toks: Sequence[Tok], i: int, value: float) -> Amount | None:
    """ "3/4"; of what is no fraction below one only the number before the slash."""
    j = i + 1
    if j + 1 >= len(toks) or toks[j].text not in "/⁄" or not (glued(toks, j) and glued(toks, j + 1)):
        return None
    if toks[j + 1].kind != "number":
        return None
    below = digits_value(toks[j + 1].text)
    again = j + 2 < len(toks) and toks[j + 2].text == "/" and glued(toks, j + 2)
    if below and value < below <= 1000 and not again:
        ordinal = j + 2 < len(toks) and glued(toks, j + 2) and toks[j + 2].low in _ORDINAL_ENDS  # "1/10th"
        return Amount(i, j + 2 + ordinal, value / below, Written.FRACTION)
    return Amount(i, i + 1, value, Written.DIGITS, True)


def _scientific(toks: Sequence[Tok], i: int, value: float) -> Amount | None:
    """ "10^26", "10²⁴", "3x10^8", "1e9"."""
    j = i + 1
    bare_power = _lost_power(toks, j) if toks[i].text == "10" and j < len(toks) and toks[j].text == "−" else None
    power = _power(toks, j) or bare_power
    if power is not None:
        exponent, last = power
        try:
            raised = value**exponent
        except (OverflowError, ZeroDivisionError):
            raised = value
        return Amount(i, last, raised, Written.DIGITS, False, True)
    if j + 1 < len(toks) and toks[j].low in {"x", "×", "*", "·"} and toks[j + 1].text == "10":
        power = _power(toks, j + 2) or _lost_power(toks, j + 2)
        if power is not None and abs(power[0]) < 300:
            return Amount(i, power[1], value * 10.0 ** power[0], Written.DIGITS, False, True)
    flattened = j + 1 < len(toks) and toks[j].text == "×" and _FLATTENED.fullmatch(toks[j + 1].text)
    if flattened:
        return Amount(i, j + 2, value * 10.0 ** int(toks[j + 1].text[2:]), Written.DIGITS, False, True)
    if j < len(toks) and toks[j].low == "e" and glued(toks, j):
        sign, k = (-1, j + 2) if j + 1 < len(toks) and toks[j + 1].text in "-−+" else (1, j + 1)
        short = k < len(toks) and glued(toks, k) and toks[k].text.isdecimal() and len(toks[k].text) <= 2
        if short and (sign > 0 or toks[j + 1].text != "+"):
            return Amount(i, k + 1, value * 10.0 ** (sign * int(toks[k].text)), Written.DIGITS, False, True)
    return None


def _lost_power(toks: Sequence[Tok], j: int) -> tuple[int, int] | None:
    """The exponent after "×10" in a text that lost its superscripts but kept the sign: "1.99×10−30"."""
    if j + 1 >= len(toks) or toks[j].text not in {"-", "−", "–"} or not (glued(toks, j) and glued(toks, j + 1)):
        return None
    return (-int(toks[j + 1].text), j + 2) if toks[j + 1].text.isdecimal() and len(toks[j + 1].text) <= 2 else None


def _power(toks: Sequence[Tok], j: int) -> tuple[int, int] | None:
    """The exponent written from token `j` on ("^26", "²⁶") and where it ends."""
    if j < len(toks) and glued(toks, j) and toks[j].text[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻":
        digits = toks[j].text.translate(_SUPERSCRIPT)
        return (int(digits), j + 1) if digits.lstrip("-").isdecimal() and len(digits) <= 4 else None
    if j + 2 < len(toks) and toks[j].text == toks[j + 1].text == "*" and glued(toks, j + 1):
        j += 1  # "10**26"
    if j + 1 < len(toks) and toks[j].text in {"^", "*"} and glued(toks, j) and glued(toks, j + 1):
        sign = {"-": -1, "−": -1, "+": 1}.get(toks[j + 1].text)
        k = j + 1 if sign is None else j + 2
        if k < len(toks) and toks[k].text.isdecimal() and len(toks[k].text) <= 3:
            return ((sign or 1) * int(toks[k].text), k + 1)
    return None
