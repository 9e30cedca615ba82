"""Tokens of numbers and words with offsets, and what an amount is: the ground that the readers of numbers stand on.

Invariant: tokenizing is one pass of a regular expression, linear in the text; offsets are those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

MAX_DIGITS = 60  # a longer digit string is an identifier; no measured quantity has so many
_SKIPPED = "\u00ad\u200b\u2060\ufeff"  # soft hyphen and zero-width marks inside a number or word
SPACES = "\u00a0\u2009\u202f\u2007"  # non-breaking, thin and figure spaces that group digits
_DIGIT = rf"\d(?:[{_SKIPPED}]*\d)*"
_OPENING, _GROUP = rf"\d(?:[{_SKIPPED}]*\d){{0,2}}", rf"[{_SKIPPED}]*\d{{3}}(?!\d)"
_GLYPHS, _RAISED = "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻"  # letters and digits to Unicode, marks to us
_LETTER = rf"[^\W\d_{_GLYPHS}{_RAISED}]"
TOKEN = re.compile(
    rf"(?P<number>(?<![\d.,])[1-9]\d{{0,2}}(?:(?: \d{{3}}){{2,6}}|[ ]000)(?!\d)(?:\.\d+)?"
    rf"|(?<!\d)(?:{_OPENING}(?P<sep>[,'’{SPACES}]){_GROUP}(?:(?P=sep){_GROUP})*|\d{{1,2}}(?:,\d\d)+,\d{{3}}(?!\d))(?:[.·]\d+)?"
    rf"|{_DIGIT}(?:[.·]\d+)?|(?<![\w.])\.\d+)"
    rf"|(?P<word>{_LETTER}(?:[{_SKIPPED}'’]*{_LETTER})*)"
    rf"|(?P<mark>[{_GLYPHS}]|[{_RAISED}]+|[^\w\s]|_)",
    re.UNICODE,
)
_CLEAN = {ord(c): None for c in _SKIPPED + SPACES + " ,'’"}
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
        if kind == "number" and _is_row(m.group()):
            toks += [
                Tok(m.start() + g.start(), m.start() + g.end(), kind, g.group(), g.group())
                for g in _WORD.finditer(m.group())
            ]
            continue
        low = m.group().lower().replace("’", "'")
        if kind == "word" and any(c in low for c in _SKIPPED):
            low = "".join(c for c in low if c not in _SKIPPED)
        toks.append(Tok(m.start(), m.end(), kind, m.group(), low))
    return toks


_WORD = re.compile(r"\S+")


def _is_row(written: str) -> bool:
    """Whether groups of three digits are rather numbers in a row, each above the last: "100 200 300"."""
    groups = written.split(" ")
    return len(groups) > 2 and len(groups[0]) == 3 and all(a < b for a, b in pairwise(groups))


def glued(toks: Sequence[Tok], i: int) -> bool:
    """Whether token `i` touches the one before it."""
    return 0 < i < len(toks) and toks[i - 1].end == toks[i].start


_POINTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}")


def skip_hyphen(toks: Sequence[Tok], j: int) -> int:
    """`j`, or the token after a hyphen that stands glued there."""
    joined = j + 1 < len(toks) and toks[j].text in HYPHENS and glued(toks, j) and glued(toks, j + 1)
    return j + 1 if joined else j


def plain_digits(written: str) -> str:
    """Digits without separators, a decimal comma as a point."""
    comma = written.rfind(",") if len(written) - written.rfind(",") <= 3 else -1
    whole, decimals = (written, "") if comma < 0 else (written[:comma].replace(".", ""), "." + written[comma + 1 :])
    if _POINTS.fullmatch(whole):
        whole = whole.replace(".", "")
    return whole.translate(_CLEAN).replace("·", ".") + decimals


def digits_value(written: str) -> float | None:
    """The value of digits with separators; None for a string too long to be a quantity."""
    clean = plain_digits(written)
    if len(clean) > MAX_DIGITS:
        return None
    return float(clean)
