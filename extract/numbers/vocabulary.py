"""The words that numbers are written in, with their values.

To teach a number word: a line in a table here. Denominators are made from the ordinals, so that "three twenty-firsts" needs
no line of its own.
"""

from __future__ import annotations

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
    "lakh": 1e5, "crore": 1e7, "mn": 1e6, "mln": 1e6, "bn": 1e9, "bln": 1e9, "trn": 1e12, "tn": 1e12, "tln": 1e12,
    "mio": 1e6,
}  # fmt: skip
SPELLED_MAGNITUDES = frozenset(w for w in MAGNITUDES if len(w) > 4 and w != "crore")
PLURAL_MAGNITUDES = {"tens": 10.0, "dozens": 24.0, "scores": 40.0, "hundreds": 100.0} | {
    f"{w}s": v for w, v in MAGNITUDES.items() if len(w) > 4
}
DOZENS = frozenset("dozen dozens dz dzs doz dozs".split())
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
_ORDINALS = dict(
    zip(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
        "sixteenth seventeenth eighteenth nineteenth".split(),
        range(1, 20),
        strict=True,
    )
)
_TENTHS = {w[:-1] + "ieth": n for w, n in TENS.items()}
# "first" and "second" are denominators only after tens: "three twenty-firsts".
UNIT_DENOMINATORS = {w: n for w, n in _ORDINALS.items() if n < 10}
UNIT_DENOMINATORS |= {f"{w}s": n for w, n in UNIT_DENOMINATORS.items()}
_SINGLE = {w: n for w, n in _ORDINALS.items() if n > 2} | _TENTHS
_SINGLE |= {"hundredth": 100} | {f"{w}th": int(MAGNITUDES[w]) for w in SPELLED_MAGNITUDES if w != "lakh"}
FRACTIONS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | _SINGLE | {f"{w}s": n for w, n in _SINGLE.items()}
