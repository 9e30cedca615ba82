"""Unit symbols of the International System and its neighbours: "kg", "μbar", "mmol/L", "kg s−1", "m2".

A symbol is a base symbol with an optional prefix (BIPM, The International System of Units, 9th edition, tables 2, 4, 7 and
8), case and all, since "mW" and "MW" differ by nine powers of ten. Symbols join by "/", "·", a space before an exponent.
Invariant: a symbol is read only after digits; one letter alone only where no word follows that it could belong to.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.lexicon import FUNCTION_WORDS
from extract.numbers.tokens import HYPHENS, Tok, glued
from extract.numbers.units import PHYSICAL, TIME, Unit
from extract.numbers.vocabulary import MAGNITUDES

MAX_PARTS = 5  # symbols in one compound unit: "J kg−1 K−1" has three
_PREFIXES = ("", "n", "μ", "µ", "m", "c", "d", "h", "k", "M", "G", "T", "P", "p", "f")
_PREFIXED = {
    "m": "length",
    "g": "mass",
    "L": "volume",
    "l": "volume",
    "J": "energy",
    "W": "power",
    "Wh": "energy",
    "Hz": "frequency",
    "Pa": "pressure",
    "bar": "pressure",
    "V": "voltage",
    "A": "current",
    "N": "force",
    "Nm": "torque",
    "K": "temperature",
    "T": "field",
    "mol": "amount",
    "M": "concentration",
    "eV": "energy",
    "Sv": "dose",
    "Gy": "dose",
    "Bq": "activity",
    "Da": "mass",
    "s": "time",
    "B": "data",
    "bps": "data rate",
    "pc": "length",
    "yr": "time",
    "a": "time",
    "cal": "energy",
    "F": "capacitance",
    "H": "inductance",
    "C": "charge",
    "S": "conductance",
    "Ω": "resistance",
    "Torr": "pressure",
    "rad": "angle",
    "Ci": "activity",
    "Jy": "flux density",
    "FLOP": "compute",
}
_PLAIN = {
    "Å": "length",
    "AU": "length",
    "au": "length",
    "ppm": "share",
    "ppb": "share",
    "ppt": "share",
    "wt": "share",
    "min": "time",
    "h": "time",
    "hr": "time",
    "d": "time",
    "atm": "pressure",
    "mmHg": "pressure",
    "psi": "pressure",
    "ksi": "pressure",
    "kt": "speed",
    "″": "length",
    "dB": "level",
    "rpm": "frequency",
    "fps": "frequency",
    "mpg": "consumption",
    "PS": "power",
    "lb": "mass",
    "lbs": "mass",
    "oz": "mass",
    "ha": "area",
    "ft": "length",
    "IU": "amount",
    "bp": "length",
    "Mbps": "data rate",
    "Gbps": "data rate",
    "σ": "deviation",
    "sr": "angle",
    "U": "amount",
    "FLOPS": "compute rate",
    "TFLOPS": "compute rate",
    "PFLOPS": "compute rate",
    "Ah": "charge",
    "mAh": "charge",
    "mBar": "pressure",
    "emu": "moment",
    "Oe": "field",
    "erg": "energy",
    "lm": "light",
    "lx": "light",
    "ppmv": "share",
    "ppbv": "share",
    "wpm": "rate",
}
_TIMES = "second ms hour hr minute day year"
SYMBOLS = {p + s: dimension for s, dimension in _PREFIXED.items() for p in _PREFIXES} | _PLAIN
_NAMES = {
    "m": PHYSICAL["metre"],
    "mL": PHYSICAL["ml"],
    "L": PHYSICAL["litre"],
    "l": PHYSICAL["litre"],
    "lbs": PHYSICAL["lb"],
}
_NAMES |= {
    "oz": PHYSICAL["ounce"],
    "ft": PHYSICAL["foot"],
    "ha": PHYSICAL["hectare"],
    "″": PHYSICAL["inch"],
    "kt": PHYSICAL["knot"],
    "PS": PHYSICAL["hp"],
}
_NAMES |= {letter: TIME[word] for letter, word in zip("s ms h hr min d yr".split(), _TIMES.split(), strict=True)}
_NAMES |= {p: PHYSICAL[p] for p in SYMBOLS if p in PHYSICAL}
_AMBIGUOUS = frozenset("pa ma ha da as na PA".split())  # words or initials as often as units
_JOINERS = frozenset("/·⋅∙")
_SUPERSCRIPTS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def symbol_unit_at(toks: Sequence[Tok], j: int) -> tuple[Unit, int] | None:
    """The unit written in symbols from token `j` on, right after digits, and the token after it.

    A compound unit is named as it is written, so that only like is compared with like.
    """
    if j >= len(toks) or j == 0 or toks[j].kind == "number":
        return None
    hyphenated = toks[j - 1].text in HYPHENS and glued(toks, j) and toks[j - 2].kind == "number"
    scaled = toks[j - 1].low in MAGNITUDES and j > 1 and toks[j - 2].kind == "number"  # "1.5 million m3"
    if toks[j - 1].kind != "number" and not (hyphenated or scaled):
        return None
    last = _symbol(toks, j)
    if last is None or (scaled and last == j + 1):
        return None
    first, parts = last, 1
    while parts < MAX_PARTS and (further := _joined(toks, last)) is not None:
        last, parts = further, parts + 1
    if last == first and not _stands_alone(toks, j, last):
        return None
    words = "".join(t.text + (" " if k + 1 < last and not glued(toks, k + 1) else "") for k, t in _numbered(toks, j, last))
    if last == j + 1:
        return _NAMES.get(words) or Unit(words, SYMBOLS[words]), last
    return Unit(words, "compound"), last


def _numbered(toks: Sequence[Tok], start: int, stop: int) -> list[tuple[int, Tok]]:
    return [(k, toks[k]) for k in range(start, stop)]


def _symbol(toks: Sequence[Tok], j: int) -> int | None:
    """The token after one symbol, or several set solid before an exponent ("mWm−2"), or None."""
    if j >= len(toks):
        return None
    exponent = _exponent(toks, j + 1)
    if toks[j].text in SYMBOLS:
        return exponent or j + 1
    return exponent if exponent is not None and _is_set_solid(toks[j].text) else None


def _is_set_solid(word: str, parts: int = 3) -> bool:
    """Whether a word is two or three symbols without a space between."""
    if parts < 3 and word in SYMBOLS:
        return True
    if parts == 1 or len(word) > 9:
        return False
    return any(word[:k] in SYMBOLS and _is_set_solid(word[k:], parts - 1) for k in range(min(3, len(word) - 1), 0, -1))


def _exponent(toks: Sequence[Tok], k: int) -> int | None:
    if k >= len(toks) or not glued(toks, k):
        return None
    if toks[k].text[0] in _SUPERSCRIPTS:
        return k + 1
    signed = toks[k].text in {"-", "−", "–", "^"}
    at = k + 1 if signed else k
    spaced = toks[k].text == "−" and at < len(toks) and toks[at].start - toks[k].end == 1  # "g− 1", as some texts are set
    digit = (
        at < len(toks)
        and (glued(toks, at) or spaced)
        and toks[at].kind == "number"
        and toks[at].text in {"1", "2", "3", "4"}
    )
    return at + 1 if digit else None


def _joined(toks: Sequence[Tok], last: int) -> int | None:
    """The token after a further symbol of a compound unit: "/L", "·h", " s−1"."""
    if last >= len(toks):
        return None
    hyphen = toks[last].text in HYPHENS and last + 1 < len(toks) and toks[last + 1].text in {"ft", "lb", "lbs", "h", "hr"}
    if (toks[last].text in _JOINERS or hyphen) and glued(toks, last) and glued(toks, last + 1):
        solid = toks[last].text == "/" and toks[last + 1].kind == "word" and _is_set_solid(toks[last + 1].text)
        return _symbol(toks, last + 1) or (last + 2 if solid else None)
    known = toks[last].text in SYMBOLS or toks[last].low in TIME or _is_set_solid(toks[last].text)
    if known and toks[last].kind == "word" and not glued(toks, last):
        after = _exponent(toks, last + 1)
        if after is not None and after > last + 1:
            return after
    return None


def _stands_alone(toks: Sequence[Tok], j: int, last: int) -> bool:
    """Whether a symbol that could be a word or a letter is one by what follows: "5 A" of current, not "5 A players"."""
    text = toks[j].text
    if last > j + 1 or (len(text) > 1 and text not in _AMBIGUOUS):
        return True
    if last < len(toks) and toks[last].kind == "word" and toks[last].low not in FUNCTION_WORDS:
        return text in {"m", "g", "s", "V", "W", "K", "N", "J", "L", "l"} and not toks[last].low.endswith("s")
    if text == "a" and not glued(toks, j):
        return False
    return not (text in {"M", "B", "T", "K"} and glued(toks, j)) and not (text in "CFSAHB" and not glued(toks, j))
