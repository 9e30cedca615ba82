"""So many of so many: "one in five", "3 out of 4", "nine in every ten", "17 of 20 lifts", "7 of the 20".

`ratio_at` reads them as a share in percent. Invariant: a number that names something ("section 1 in 4 volumes") opens none.
"""

from __future__ import annotations

from collections.abc import Sequence

from extract.lexicon import AUXILIARIES, FUNCTION_WORDS, LABELS, NUMBERED, REPORTING
from extract.numbers import units
from extract.numbers.nouns import counted_noun
from extract.numbers.tokens import Amount, Tok, Written, skip_hyphen
from extract.numbers.unit_after import low_at, unit_at
from extract.numbers.units import Unit
from extract.numbers.vocabulary import TENS, UNITS
from extract.numbers.words import amount_at

_KNOWN = frozenset("the its their our these those".split())
_VERB_LIKE = AUXILIARIES | REPORTING | {"", "."}
MIN_KNOWN = 10  # "two of the three authors" tells which; of ten and more it is told how many
_ROUND_WHOLES = frozenset("5 10 20 50 100 1,000 1000 10,000 100,000".split())
MAX_WHOLE = 1000  # "1 in 8 kettles": a share of more is of a round number

Ratio = tuple[float, None, Unit, int, str]


def ratio_at(toks: Sequence[Tok], i: int) -> Ratio | None:
    """The share that starts at token `i`: value, no high end, percent, the token after it, and "part" for "3 of 4"."""
    if toks[i].kind != "number" and toks[i].low not in UNITS and toks[i].low not in TENS:
        return None
    amount = amount_at(toks, i)
    if amount is None or not amount.integer or amount.value <= 0:
        return None
    j = skip_hyphen(toks, amount.last)
    kind = "ratio"
    if low_at(toks, j) == "out" and low_at(toks, j + 1) == "of":
        j += 2
    elif low_at(toks, j) == "of":
        kind, j = "part", j + 1
        of_known = low_at(toks, j) in _KNOWN and amount.value > 1
        part = amount_at(toks, j + of_known)
        if part is None or not part.integer or part.magnitude or (of_known and part.value < MIN_KNOWN):
            return None
        follows = counted_noun(toks, part.last) is not None or (of_known and low_at(toks, part.last) in _VERB_LIKE)
        if not follows:
            return None
        j += of_known
    elif low_at(toks, j) == "in":
        j = skip_hyphen(toks, j + 1)
        if (toks[j].kind == "number" if j < len(toks) else True) and not _is_share_of(toks, i, amount, j):
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
    return 100 * amount.value / whole.value, None, units.PERCENT, whole.last, kind


def _is_share_of(toks: Sequence[Tok], i: int, amount: Amount, j: int) -> bool:
    """Whether "3 in" before digits at token `j` opens a share: of a round number, of things counted, or one of so many."""
    if j >= len(toks) or low_at(toks, i - 1) in LABELS | NUMBERED:
        return False
    if toks[j].text in _ROUND_WHOLES:
        return True
    whole = amount_at(toks, j)
    if whole is None or whole.value > MAX_WHOLE or _is_name(toks, i - 1):
        return False
    follows = low_at(toks, whole.last)
    ends = whole.last >= len(toks) or toks[whole.last].kind == "mark"
    goes_on = ends or follows in FUNCTION_WORDS or follows in REPORTING
    return counted_noun(toks, whole.last) is not None or (amount.value == 1 and goes_on)


def _is_name(toks: Sequence[Tok], i: int) -> bool:
    return i >= 0 and toks[i].kind == "word" and toks[i].text[0].isupper() and toks[i].low not in FUNCTION_WORDS
