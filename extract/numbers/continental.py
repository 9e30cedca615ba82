"""Numbers as the Continent, India and the standards of metrology write them: "€45,50", "1.250.000", "12 500 homes".

`with_continental` joins the tokens of such a number into one, where what stands around it tells it from two numbers side by
side: a currency or a unit for a decimal comma, what is counted for a group after a space. Invariant: one pass, bounded look
around; tokens stay in order and verbatim. (ISO 80000-1, 7.3: the decimal sign is a comma or a point, groups of three are
parted by a small space.)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.lexicon import FUNCTION_WORDS, LABELS, MONTHS, NUMBERED
from extract.numbers import units
from extract.numbers.nouns import counted_noun
from extract.numbers.parts import magnitude_at
from extract.numbers.tokens import HYPHENS, Tok, glued
from extract.numbers.unit_after import low_at, unit_at

MAX_GROUPS = 6  # of three digits: no amount of money or people has more
_GROUP = re.compile(r"\d{3}")
_OPENING = re.compile(r"[1-9]\d{0,2}")
_POINTED = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_WHOLE = re.compile(r"\d{1,7}|[1-9]\d{0,2}(?:[.\s]\d{3})+")
_OPENS = frozenset('.!?;:("“~≈<>≤≥')
_JOINERS = frozenset({"to", "and", "or"}) | HYPHENS
_NO_LEFT = frozenset(MONTHS) | LABELS | NUMBERED


def with_continental(toks: Sequence[Tok]) -> list[Tok]:
    """The tokens, each number with a decimal comma, with points or with spaces between its groups as one of them."""
    found: list[Tok] = []
    i = 0
    while i < len(toks):
        if toks[i].kind != "number":
            found.append(toks[i])
            i += 1
            continue
        last = _after_groups(toks, i)
        last = _after_comma(toks, i, last)
        found.append(toks[i] if last == i + 1 else _one(toks, i, last))
        i = last
    return found


def _one(toks: Sequence[Tok], first: int, last: int) -> Tok:
    """The tokens from `first` to `last` (not included) as one number; they touch or stand one space apart."""
    words = "".join(("" if k == first or glued(toks, k) else " ") + toks[k].text for k in range(first, last))
    return Tok(toks[first].start, toks[last - 1].end, "number", words, words)


def _after_groups(toks: Sequence[Tok], i: int) -> int:
    """The token after a number in groups of three that starts at token `i`."""
    return _after_points(toks, i) or _after_space(toks, i) or i + 1


def _after_points(toks: Sequence[Tok], i: int) -> int | None:
    """ "1.250.000": groups that a point parts, unless they are the four parts of an address."""
    if not _POINTED.fullmatch(toks[i].text):
        return None
    last, groups = i + 1, [toks[i].text[-3:]]
    while last + 1 < len(toks) and len(groups) < MAX_GROUPS and toks[last].text == "." and glued(toks, last):
        if not (glued(toks, last + 1) and _GROUP.fullmatch(toks[last + 1].text)):
            break
        groups.append(toks[last + 1].text)
        last += 2
    is_address = len(groups) == 3 and not any(g.startswith("0") for g in groups)
    is_number = groups[-1] == "000" or (_has_currency_before(toks, i) and not is_address)
    return last if last > i + 1 and is_number else None


def _after_space(toks: Sequence[Tok], i: int) -> int | None:
    """ "12 500 homes", "1 200 to 1 500 homes": one group after a space, where both together count what follows."""
    if not _is_spaced(toks, i) or _is_named(toks, i):
        return None
    last = i + 2
    if _has_currency_before(toks, i) or _counts(toks, last) or _after_comma(toks, i, last) > last:
        return last
    ranges = low_at(toks, last) in _JOINERS
    return last if ranges and _is_spaced(toks, last + 1) and _counts(toks, last + 3) else None


def _is_spaced(toks: Sequence[Tok], i: int) -> bool:
    """Whether one to three digits and, one space on, a group of three stand at token `i`."""
    if i + 1 >= len(toks) or not _OPENING.fullmatch(toks[i].text):
        return False
    group = toks[i + 1]
    near = group.kind == "number" and group.start - toks[i].end == 1
    return near and _GROUP.fullmatch(group.text.partition(".")[0]) is not None and not _goes_on(toks, i + 2)


def _goes_on(toks: Sequence[Tok], j: int) -> bool:
    return j < len(toks) and toks[j].kind == "number" and toks[j].start - toks[j - 1].end <= 1


def _counts(toks: Sequence[Tok], j: int) -> bool:
    return unit_at(toks, j) is not None or counted_noun(toks, j) is not None


def _is_named(toks: Sequence[Tok], i: int) -> bool:
    """Whether the word or number before token `i` takes it for its own: "Section 3 200 people", "May 12 500 people"."""
    if i == 0:
        return False
    before = toks[i - 1]
    if before.kind == "mark":
        return before.text not in _OPENS and before.text not in units.CURRENCY_SIGNS and before.text not in HYPHENS
    is_name = before.text[0].isupper() and before.low not in FUNCTION_WORDS and before.text not in units.CURRENCY_CODES
    return before.kind == "number" or before.low in _NO_LEFT or is_name


def _after_comma(toks: Sequence[Tok], i: int, last: int) -> int:
    """The token after a decimal comma and one or two digits; a currency, a unit or a magnitude tells it from a list."""
    whole = toks[i].text if last == i + 1 else _one(toks, i, last).text
    if last + 1 >= len(toks) or toks[last].text != "," or not (glued(toks, last) and glued(toks, last + 1)):
        return last
    digits = toks[last + 1].text
    if not (digits.isdecimal() and len(digits) <= 2 and _WHOLE.fullmatch(whole)) or _is_listed(toks, i, last + 2):
        return last
    told = whole == "0" and len(digits) == 2
    told = told or _has_currency_before(toks, i) or unit_at(toks, last + 2) is not None
    if told or magnitude_at(toks, last + 2) is not None:
        return last + 2
    further = last + 3  # "2,5 to 3,5 hours"
    ranges = low_at(toks, last + 2) in _JOINERS and further < len(toks) and toks[further].kind == "number"
    return last + 2 if ranges and _after_comma(toks, further, further + 1) > further + 1 else last


def _is_listed(toks: Sequence[Tok], i: int, j: int) -> bool:
    """Whether commas without a space go on to either side."""
    before = i >= 2 and toks[i - 1].text == "," and glued(toks, i)
    after = j + 1 < len(toks) and toks[j].text == "," and glued(toks, j) and glued(toks, j + 1)
    return before or (after and toks[j + 1].kind == "number")


def _has_currency_before(toks: Sequence[Tok], i: int) -> bool:
    return i > 0 and (toks[i - 1].text in units.CURRENCY_SIGNS or toks[i - 1].text in units.CURRENCY_CODES)
