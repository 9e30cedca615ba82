"""Number words and digits to values.

`amount_at` reads one amount ("two and a half million", "18K", "10^26", "four-fifths") from a token position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

MAX_DIGITS = 60  # a longer digit string is an identifier; no measured quantity has so many
_SKIPPED = "\u00ad\u200b\u2060\ufeff"  # soft hyphen and zero-width marks inside a number or word
SPACES = "\u00a0\u2009\u202f\u2007"  # non-breaking, thin and figure spaces that group digits
_DIGIT = rf"\d(?:[{_SKIPPED}]*\d)*"
TOKEN = re.compile(
    rf"(?P<number>{_DIGIT}(?:[,'’{SPACES}][{_SKIPPED}]*\d{{3}}(?!\d))*(?:[.·]\d+)?|(?<![\w.])\.\d+)"
    rf"|(?P<word>[^\W\d_](?:[{_SKIPPED}'’]*[^\W\d_])*)"
    r"|(?P<mark>[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+|[^\w\s]|_)",
    re.UNICODE,
)
_CLEAN = {ord(c): None for c in _SKIPPED + SPACES + ",'’"}
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
GLYPHS = {
    "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5,
    "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip
UNITS = dict(
    zip(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split(),
        range(20),
        strict=True,
    )
)
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10), strict=True))
TENS["fourty"] = 40
MAGNITUDES = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "quadrillion": 1e15, "quintillion": 1e18,
    "lakh": 1e5, "crore": 1e7, "mn": 1e6, "mln": 1e6, "bn": 1e9, "bln": 1e9, "trn": 1e12, "tn": 1e12, "mio": 1e6,
}  # fmt: skip
PLURAL_MAGNITUDES = {"tens": 10.0, "dozens": 24.0, "scores": 40.0, "hundreds": 100.0} | {
    f"{w}s": v for w, v in MAGNITUDES.items() if len(w) > 4
}
# Letters glued to digits. Lower-case m after money is million, after anything else a metre or a minute: left to units.
SUFFIXES = {
    "b": 1e9,
    "k": 1e3,
    "K": 1e3,
    "M": 1e6,
    "B": 1e9,
    "bn": 1e9,
    "Bn": 1e9,
    "BN": 1e9,
    "mn": 1e6,
    "tn": 1e12,
    "trn": 1e12,
    "T": 1e12,
    "mln": 1e6,
}
_DENOMINATORS = "third fourth fifth sixth seventh eighth ninth tenth"
FRACTIONS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4, "hundredth": 100, "hundredths": 100, "thousandth": 1000}
FRACTIONS |= {word: n for n, word in enumerate(_DENOMINATORS.split(), 3)} | {"thousandths": 1000}
FRACTIONS |= {f"{word}s": n for n, word in enumerate(_DENOMINATORS.split(), 3)}
HYPHENS = frozenset("-‐‑–")


@dataclass(frozen=True, slots=True)
class Tok:
    """A token of `TOKEN`: `kind` is number, word or mark; `low` is lower case without soft hyphens."""

    start: int
    end: int
    kind: str
    text: str
    low: str


class Written(Enum):
    """How an amount is written."""

    DIGITS = "digits"
    WORDS = "words"
    ARTICLE = "article"  # "a", "an" standing for one before a unit or a magnitude
    FRACTION = "fraction"
    VAGUE = "vague"  # "tens of thousands", "hundreds": a floor
    MAGNITUDE = "magnitude"  # "trillion" alone, as in "a trillion-dollar firm"


@dataclass(frozen=True, slots=True)
class Amount:
    """A value that covers tokens `first` to `last` (not included)."""

    first: int
    last: int
    value: float
    written: Written
    integer: bool = False
    magnitude: bool = False  # a magnitude word or suffix was part of it


def tokenize(text: str, start: int, end: int) -> list[Tok]:
    """Numbers, words and marks of `text[start:end]`."""
    toks: list[Tok] = []
    for m in TOKEN.finditer(text, start, end):
        kind = m.lastgroup or "mark"
        low = m.group().lower().replace("’", "'")
        if kind == "word" and any(c in low for c in _SKIPPED):
            low = "".join(c for c in low if c not in _SKIPPED)
        toks.append(Tok(m.start(), m.end(), kind, m.group(), low))
    return toks


def glued(toks: Sequence[Tok], i: int) -> bool:
    """Whether token `i` touches the one before it."""
    return 0 < i < len(toks) and toks[i - 1].end == toks[i].start


def digits_value(written: str) -> float | None:
    """The value of digits with separators; None for a string too long to be a quantity."""
    clean = written.translate(_CLEAN).replace("·", ".")
    if len(clean) > MAX_DIGITS:
        return None
    return float(clean)


def amount_at(toks: Sequence[Tok], i: int) -> Amount | None:
    """The amount that starts at token `i`, as long as it goes."""
    if i >= len(toks):
        return None
    tok = toks[i]
    if tok.kind == "number":
        return _digits(toks, i)
    if tok.text in GLYPHS:
        return Amount(i, i + 1, GLYPHS[tok.text], Written.FRACTION)
    if tok.kind == "word":
        return _words(toks, i)
    return None


def _digits(toks: Sequence[Tok], i: int) -> Amount | None:
    value = digits_value(toks[i].text)
    if value is None:
        return None
    integer = "." not in toks[i].text and "·" not in toks[i].text
    j = i + 1
    if j < len(toks) and toks[j].text in GLYPHS and (glued(toks, j) or toks[j].start - toks[i].end == 1):
        return Amount(i, j + 1, value + GLYPHS[toks[j].text], Written.DIGITS)
    if (
        j + 1 < len(toks)
        and toks[j].text in "/⁄"
        and glued(toks, j)
        and glued(toks, j + 1)
        and toks[j + 1].kind == "number"
        and integer
    ):
        below = digits_value(toks[j + 1].text)
        after_slash = j + 2 < len(toks) and toks[j + 2].text == "/" and glued(toks, j + 2)
        if below and value < below <= 100 and not after_slash and below not in {0}:
            return Amount(i, j + 2, value / below, Written.FRACTION)
        return Amount(i, i + 1, value, Written.DIGITS, integer)
    round_plural = integer and j + 1 < len(toks) and toks[j].low == "s" and glued(toks, j) and toks[j + 1].low == "of"
    if round_plural and value in {10.0, 100.0, 1e3, 1e4, 1e5, 1e6}:
        return Amount(i, j + 1, value, Written.VAGUE, False, True)  # "100s of"
    power = _power(toks, j)
    if power is not None:
        exponent, last = power
        return Amount(i, last, value**exponent if abs(exponent) < 400 else value, Written.DIGITS, False, True)
    if j + 1 < len(toks) and toks[j].low in {"x", "×", "*"} and toks[j + 1].text == "10":
        power = _power(toks, j + 2)
        if power is not None and abs(power[0]) < 300:
            return Amount(i, power[1], value * 10.0 ** power[0], Written.DIGITS, False, True)
    if j < len(toks) and toks[j].low == "e" and glued(toks, j):
        sign, k = (-1, j + 2) if j + 1 < len(toks) and toks[j + 1].text in "-+" else (1, j + 1)
        if (
            k < len(toks)
            and glued(toks, k)
            and toks[k].kind == "number"
            and toks[k].text.isdigit()
            and len(toks[k].text) <= 2
            and (sign > 0 or toks[j + 1].text == "-")
        ):
            return Amount(i, k + 1, value * 10.0 ** (sign * int(toks[k].text)), Written.DIGITS, False, True)
    magnitude = _magnitude(toks, i, j)
    if magnitude is not None:
        factor, last = magnitude
        return Amount(i, last, value * factor, Written.DIGITS, False, True)
    return _and_fraction(toks, Amount(i, j, value, Written.DIGITS, integer))


def _power(toks: Sequence[Tok], j: int) -> tuple[int, int] | None:
    """The exponent written from token `j` on ("^26", "²⁶", "**6") and where it ends."""
    if j < len(toks) and glued(toks, j) and toks[j].text[0] in "⁰¹²³⁴⁵⁶⁷⁸⁹⁻":
        digits = toks[j].text.translate(_SUPERSCRIPT)
        return (int(digits), j + 1) if digits.lstrip("-").isdigit() and len(digits) <= 4 else None
    if j + 1 < len(toks) and toks[j].text == "^" and glued(toks, j) and glued(toks, j + 1):
        negative = toks[j + 1].text in "-−"
        k = j + 2 if negative else j + 1
        if k < len(toks) and toks[k].text.isdigit() and len(toks[k].text) <= 4:
            return (-int(toks[k].text) if negative else int(toks[k].text), k + 1)
    return None


def _magnitude(toks: Sequence[Tok], i: int, j: int) -> tuple[float, int] | None:
    """The factor of a magnitude from token `j` on: glued letters or words, with a hyphen between or none."""
    factor, k = 1.0, j
    if k < len(toks) and glued(toks, k) and toks[k].kind == "word" and toks[k].text in SUFFIXES:
        factor, k = SUFFIXES[toks[k].text], k + 1
        return factor, k
    while True:
        at = k + 1 if k < len(toks) and toks[k].text in HYPHENS and glued(toks, k) else k
        is_word = at < len(toks) and toks[at].kind == "word"
        if not is_word or not (toks[at].low in MAGNITUDES or toks[at].low == "hundred"):
            break
        factor *= MAGNITUDES.get(toks[at].low, 100.0)
        k = at + 1
    if k == j or factor > 1e30:
        return None
    return factor, k


def _and_fraction(toks: Sequence[Tok], amount: Amount) -> Amount:
    """Joins "and a half", "1/2" and the like, then a magnitude, to a whole number."""
    j = amount.last
    added: tuple[float, int] | None = None
    if j + 2 < len(toks) and toks[j].low == "and" and toks[j + 1].low in {"a", "one"} and toks[j + 2].low in FRACTIONS:
        added = 1 / FRACTIONS[toks[j + 2].low], j + 3
    elif j + 2 < len(toks) and toks[j].low == "and" and toks[j + 1].low in UNITS and toks[j + 2].low in FRACTIONS:
        added = UNITS[toks[j + 1].low] / FRACTIONS[toks[j + 2].low], j + 3
    elif amount.integer and _is_slashed(toks, j):
        below = digits_value(toks[j + 2].text)
        if below and int(toks[j].text[:9]) < below <= 64:
            added = int(toks[j].text) / below, j + 3
    if added is None or added[0] >= 1:
        return amount
    scale = _last_magnitude(toks, amount) if amount.magnitude else 1.0
    value, last = amount.value + added[0] * scale, added[1]
    magnitude = _magnitude(toks, amount.first, last)
    if magnitude is not None:
        return Amount(amount.first, magnitude[1], value * magnitude[0], amount.written, False, True)
    return Amount(amount.first, last, value, amount.written)


def _last_magnitude(toks: Sequence[Tok], amount: Amount) -> float:
    """The magnitude word that ends an amount: "two million and a half" adds half a million."""
    return MAGNITUDES.get(toks[amount.last - 1].low, 1.0)


def _words(toks: Sequence[Tok], i: int) -> Amount | None:
    low = toks[i].low
    if low in {"low", "mid", "high", "single", "double", "singledigit"}:
        return None
    if low in PLURAL_MAGNITUDES:
        return _plural_magnitude(toks, i)
    if low in {"a", "an"}:
        return _after_article(toks, i)
    if low in {"half", "quarter"}:
        return _half(toks, i)
    if low in UNITS or low in TENS or low == "hundred":
        whole = _whole_number(toks, i)
        fraction = _fraction_words(toks, i, whole)
        return fraction or _spoken_decimal(toks, whole) or _and_fraction(toks, whole)
    if low == "dozen":
        return Amount(i, i + 1, 12, Written.WORDS, True)
    if low in MAGNITUDES and len(low) > 4 and low not in {"crore"}:
        return Amount(i, i + 1, MAGNITUDES[low], Written.MAGNITUDE, False, True)
    return None


def _is_slashed(toks: Sequence[Tok], j: int) -> bool:
    """Whether "1/2" stands at token `j`, one space after what is before."""
    if j + 2 >= len(toks) or toks[j + 1].text not in "/⁄" or not (glued(toks, j + 1) and glued(toks, j + 2)):
        return False
    return toks[j].start - toks[j - 1].end == 1 and toks[j].text.isdigit() and toks[j + 2].kind == "number"


def _spoken_decimal(toks: Sequence[Tok], whole: Amount) -> Amount | None:
    """ "three point five", "two point four million": digits said after a point."""
    j, digits = whole.last, ""
    if j + 1 >= len(toks) or toks[j].low != "point" or whole.magnitude:
        return None
    j += 1
    while j < len(toks) and toks[j].low in UNITS and UNITS[toks[j].low] < 10 and len(digits) < 6:
        digits += str(UNITS[toks[j].low])
        j += 1
    if not digits:
        return None
    value = float(f"{int(whole.value)}.{digits}")
    magnitude = _magnitude(toks, whole.first, j)
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
    if low == "hundred" or (low in MAGNITUDES and len(low) > 4):
        whole = _whole_number(toks, j)
        return _and_fraction(toks, Amount(i, whole.last, whole.value, Written.WORDS, whole.integer, True))
    if low == "dozen":
        return Amount(i, j + 1, 12, Written.WORDS, True)
    if low == "half" and j + 1 < len(toks) and toks[j + 1].low in MAGNITUDES:
        return Amount(i, j + 2, MAGNITUDES[toks[j + 1].low] / 2, Written.WORDS, False, True)
    if low in FRACTIONS and FRACTIONS[low] > 1 and not low.endswith("s"):
        return Amount(i, j + 1, 1 / FRACTIONS[low], Written.FRACTION)
    return None


def _half(toks: Sequence[Tok], i: int) -> Amount:
    j = i + 1
    value = 1 / FRACTIONS[toks[i].low]
    skip = 1 if j < len(toks) and (toks[j].low in {"a", "an"} or toks[j].text in HYPHENS) else 0
    if j + skip < len(toks) and toks[j + skip].low in MAGNITUDES and len(toks[j + skip].low) > 4:
        return Amount(i, j + skip + 1, value * MAGNITUDES[toks[j + skip].low], Written.WORDS, False, True)
    if skip and j + 1 < len(toks) and toks[j].low == "a" and toks[j + 1].low == "dozen":
        return Amount(i, j + 2, 12 * value, Written.WORDS)
    return Amount(i, j, value, Written.FRACTION)


def _fraction_words(toks: Sequence[Tok], i: int, whole: Amount) -> Amount | None:
    """ "two-thirds", "three quarters", "one tenth": a numerator below the denominator."""
    j = whole.last
    if j < len(toks) and toks[j].text in HYPHENS:
        j += 1
    if j >= len(toks) or toks[j].low not in FRACTIONS or whole.value >= FRACTIONS[toks[j].low] or whole.value == 0:
        return None
    low, plural = toks[j].low, toks[j].low.endswith("s")
    if (whole.value > 1) != plural:
        return None
    return Amount(i, j + 1, whole.value / FRACTIONS[low], Written.FRACTION)


def _whole_number(toks: Sequence[Tok], i: int) -> Amount:
    """The longest whole number in words from token `i`: groups below a thousand times falling magnitudes."""
    total, group, j = 0.0, 0.0, i
    last_magnitude = float("inf")
    state = ""  # what was read last: unit, ten, hundred, magnitude
    magnitude = False
    while j < len(toks):
        at = j
        if (state and toks[at].text in HYPHENS and glued(toks, at) and glued(toks, at + 1)) or (
            state in {"hundred", "magnitude"} and toks[at].low == "and"
        ):
            at += 1
        if at >= len(toks):
            break
        low = toks[at].low
        joined_by_and = at != j and toks[j].low == "and"
        if (low in UNITS and state in {"", "hundred", "magnitude"}) or (
            low in UNITS and state == "ten" and 0 < UNITS[low] < 10
        ):
            if joined_by_and and at + 1 < len(toks) and toks[at + 1].low in FRACTIONS:
                break
            group, state = group + UNITS[low], "unit"
        elif low in TENS and state in {"", "hundred", "magnitude"}:
            group, state = group + TENS[low], "ten"
        elif low == "hundred" and state in {"", "unit", "ten"} and not joined_by_and and group < 100:
            group, state = max(group, 1.0) * 100, "hundred"
        elif low in MAGNITUDES and len(low) > 4 and not joined_by_and and MAGNITUDES[low] < last_magnitude and low != "lakh":
            total, last_magnitude = total + max(group, 1.0) * MAGNITUDES[low], MAGNITUDES[low]
            group, state, magnitude = 0.0, "magnitude", True
        elif low in MAGNITUDES and state == "magnitude" and not joined_by_and and total < 1e18:
            total, magnitude = total * MAGNITUDES[low], True
        else:
            break
        j = at + 1
    return Amount(i, max(j, i + 1), total + group, Written.WORDS, True, magnitude)
