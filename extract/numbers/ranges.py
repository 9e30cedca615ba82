"""Ranges and changes: "4 to 8 hours", "50%–80%", "between a and b", "rose from 22% to 64%".

A range is one quantity with two ends; a change names two states and is two quantities.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from extract.numbers import units
from extract.numbers.forms import Piece, currency_prefix, piece_at, sign_at
from extract.numbers.nouns import counted_noun
from extract.numbers.tokens import HYPHENS, Amount, Tok, Written, glued
from extract.numbers.unit_after import low_at, unit_at
from extract.numbers.words import amount_at

_CHANGE_STEMS = (
    "rise rose risen rising grow grew grown growing fall fell fallen falling jump climb drop go goes went gone going "
    "increas decreas improv "
    "declin shrink shrank shrunk soar surg plung slip mov shift extend widen narrow cut reduc rais boost leap leapt "
    "doubl up down swing "
    "advanc expand accelerat slow lengthen shorten shot steepen edg chang tripl"
).split()

_DATED = frozenset("in since until by of from during after before".split())

_RANGE_STEMS = ("rang", "vary", "vari", "span", "anywhere", "between")


def range_from(text: str, toks: Sequence[Tok], i: int, piece: Piece) -> tuple[Piece, Piece, bool] | None:
    """Both ends of a range that starts with `piece`, and whether they are two states ("rose from 22% to 64%")."""
    j = piece.last
    joiner = low_at(toks, j)
    if j >= len(toks) or piece.amount.written is Written.VAGUE:
        return None
    before = low_at(toks, i - 1)
    is_plain = piece.unit is None and piece.amount.integer and toks[i].text.isdecimal()
    year_like = is_plain and 1900 <= piece.amount.value <= 2100
    if year_like and (joiner not in HYPHENS or before in _DATED):
        return None  # "in 2018 to 3.9 million": a year opens no range
    if joiner in HYPHENS and low_at(toks, j + 1) in {"to", "or"} and low_at(toks, j + 2) in HYPHENS:
        j, joiner = j + 1, low_at(toks, j + 1)  # "8-to-10-hour"
        j += glued(toks, j + 1) and glued(toks, j + 2)
    elif joiner in HYPHENS and low_at(toks, j + 1) in {"to", "or"} and glued(toks, j) and not glued(toks, j + 1):
        j, joiner = j + 1, low_at(toks, j + 1)  # "two- to threefold"
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
    first = j + 1 + (joiner == "to" and low_at(toks, j + 1) in HYPHENS and glued(toks, j + 1))
    signed = sign_at(toks, first)
    opens, first = first, signed or first
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
    high = replace(high, opens=opens)
    if signed is not None:
        high = replace(high, amount=replace(high.amount, value=-high.amount.value))
    return _settle(toks, i, piece, high, joiner, before)


def start_before_range(text: str, toks: Sequence[Tok], i: int, piece: Piece) -> Piece | None:
    """What a change starts from that ends in a range: 24 billion euros in "from 24 to 33–35 billion euros"; else None."""
    at = piece.last + 1
    if low_at(toks, i - 1) != "from" or low_at(toks, piece.last) != "to" or at >= len(toks):
        return None
    code, first = currency_prefix(toks, at) or (None, at)
    second = piece_at(text, toks, first, code)
    if second is None or low_at(toks, second.last) not in HYPHENS:
        return None
    found = range_from(text, toks, at, second)
    if found is None or found[2]:
        return None
    high = found[1]
    if piece.unit is None:
        piece = replace(piece, unit=high.unit, noun=piece.noun or high.noun or counted_noun(toks, high.last))
        piece = replace(piece, amount=_scaled_as(piece, high))
    return piece


def _scaled_as(low: Piece, high: Piece) -> Amount:
    """The amount of a lower end that leaves the magnitude to the upper one: 4 in "4 to 8 million"."""
    a, b = low.amount.value, high.amount.value
    if high.amount.magnitude and not low.amount.magnitude and a < 1000 <= b:
        scaled = a * 10 ** (3 * math.floor(math.log10(b) / 3))
        if scaled < b:
            return replace(low.amount, value=scaled)
    return low.amount


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
        ends = (
            joiner == "to" and before == "from" and high.amount.written in {Written.DIGITS, Written.WORDS} and not high.noun
        )
        if low.unit.dimension != "money" and not (ends and counted_noun(toks, high.last) is None):
            return None
        high = replace(high, unit=low.unit)  # "from 5 hours to 13"
    articles = {low.amount.written, high.amount.written} & {Written.ARTICLE, Written.MAGNITUDE, Written.FRACTION}
    are_shares = low.amount.written is high.amount.written is Written.FRACTION and joiner == "and"
    if articles and joiner != "to" and not are_shares:  # "between a third and a half"
        return None
    low = replace(low, amount=_scaled_as(low, high))
    a, b = low.amount.value, high.amount.value
    is_change = joiner == "to" and (_is_change(toks, i, low, high, before) or _is_step(low, b / a if a > 0 else 0.0, before))
    if is_change:
        return low, high, True
    scale_a = low.unit.factor if low.unit else (high.unit.factor if high.unit else 1.0)
    scale_b = high.unit.factor if high.unit else 1.0
    both_below_zero = a < 0 and b < 0 and a != b
    if a * scale_a >= b * scale_b and not both_below_zero:
        return None
    if high.unit is None and joiner in HYPHENS and not (high.noun or counted_noun(toks, high.last)):
        return low, high, False
    if high.unit is None and joiner == "or" and not (high.noun or counted_noun(toks, high.last)):
        return None
    if scale_a != scale_b:
        return None
    return low, high, False


MIN_STEP = 4.0  # times the one that the other must be, for "by 300 to 1,900" to be a change and what it led to


def _is_step(low: Piece, ratio: float, before: str) -> bool:
    """Whether "A to B" after a verb of change are a difference and a level: "grew by 300 to 1,900", "rose $2 to $40"."""
    moved = before == "by" or any(before == stem or (len(stem) > 3 and before.startswith(stem)) for stem in _CHANGE_STEMS)
    return moved and ratio > MIN_STEP and (low.unit is None or low.unit.dimension == "money")


def _is_change(toks: Sequence[Tok], i: int, low: Piece, high: Piece, before: str) -> bool:
    """Whether "A to B" are a start and an end rather than a range."""
    if before != "from":
        return False
    if high.amount.value <= low.amount.value:
        return True
    shared = low.unit is not None and high.unit is not None and low.unit.dimension in {"share", "ratio"}
    for k in range(i - 2, max(-1, i - 8), -1):  # the nearest verb decides
        word = toks[k].low
        if word.startswith(_RANGE_STEMS):
            return False
        if any(word == stem or (len(stem) > 3 and word.startswith(stem)) for stem in _CHANGE_STEMS):
            return True
    return shared
