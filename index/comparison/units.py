"""Quantities in base units, as intervals that can be compared.

"more than 80%" is every value above 80, "~8" is 8 give or take, "4 to 8 hours" is a span of seconds. Invariant: comparing is
symmetric, and nothing here raises for an absurd number: what is not finite has no interval. To add a unit: `_SECONDS` or
`_SPELLINGS`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from corpus.records import Claim, Modifier, Quantity

_SECONDS = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "week": 604800.0,
    "month": 2629746.0,  # a twelfth of the Gregorian year
    "year": 31556952.0,  # the Gregorian mean year
}
_WORKING = {"day": 8 * 3600.0, "week": 40 * 3600.0}  # "a working day": the hours that somebody works in it
_SPELLINGS = {
    "percent": "%",
    "per cent": "%",
    "percentage points": "pp",
    "points": "pp",
    "times": "x",
    "fold": "x",
    "": "count",
}

EQUAL_TOLERANCE = 0.005  # relative; what the scoring of claims calls equal, and less than the rounding of three digits
ABOUT_LEAST, ABOUT_MOST = (
    0.05,
    0.20,
)  # "about" is half a unit of the last digit written, but within these shares of the value
ROUNDING_MOST = 0.035  # relative: however round a number is, nobody writes 80 for 84
SUM_TOLERANCE = 0.12  # arithmetic on rounded figures: 64 / 22 = 2.9 is "tripling"


class Fit(StrEnum):
    """How the interval of a first quantity lies to that of a second."""

    EQUAL = "equal"
    WITHIN = "within"
    CONTAINS = "contains"
    OVERLAPS = "overlaps"
    DISJOINT = "disjoint"


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `low` to `high` in base units; an end that is not `closed` is not itself among them."""

    low: float
    high: float
    low_closed: bool = True
    high_closed: bool = True

    def holds(self, other: Interval) -> bool:
        """Whether every value of `other` is one of these."""
        low = self.low < other.low or (self.low == other.low and (self.low_closed or not other.low_closed))
        high = self.high > other.high or (self.high == other.high and (self.high_closed or not other.high_closed))
        return low and high

    def meets(self, other: Interval) -> bool:
        """Whether some value belongs to both."""
        first, second = (self, other) if (self.low, self.high) <= (other.low, other.high) else (other, self)
        if first.high == second.low:
            return first.high_closed and second.low_closed
        return first.high > second.low


def is_duration(unit: str) -> bool:
    """Whether a unit is one of time."""
    return unit in _SECONDS


def base_unit(unit: str) -> str:
    """The unit in which values of this unit are compared: "s" for durations, the unit itself otherwise."""
    return "s" if unit in _SECONDS else _SPELLINGS.get(unit, unit)


def base_factor(unit: str, *, words: str = "") -> float:
    """How many base units one unit is; `words` (noun and quantity as written) may make a day a working day."""
    lower = words.lower()
    if unit in _WORKING and ("working" in lower or "work day" in lower or "workday" in lower or "workweek" in lower):
        return _WORKING[unit]
    return _SECONDS.get(unit, 1.0)


def unit_family(unit: str) -> str:
    """What units one measure may have beside each other: shares, points and multiples; durations; one currency; counts."""
    base = base_unit(unit)
    return "ratio" if base in {"%", "pp", "x"} else base


def half_last_digit(value: float) -> float:
    """Half a unit of the last significant digit that a number needs to be written: 0.5 for 3, 5 for 20, 0.05 for 1.5."""
    if value == 0 or not math.isfinite(value):
        return 0.0
    digits = f"{abs(value):.6e}".split("e")
    mantissa = digits[0].rstrip("0").rstrip(".")
    decimals = len(mantissa.split(".")[1]) if "." in mantissa else 0
    return float(0.5 * 10.0 ** (int(digits[1]) - decimals))


def significant_digits(value: float) -> int:
    """How many digits a number needs to be written, zeros at either end aside: 1 for 50, 2 for 52, 3 for 1.48."""
    if value == 0 or not math.isfinite(value):
        return 0
    return len(f"{abs(value):.6e}".split("e")[0].replace(".", "").rstrip("0"))


def about_tolerance(value: float) -> float:
    """How far from a value given as "about" one may be, in the value's own unit."""
    return min(max(half_last_digit(value), ABOUT_LEAST * abs(value)), ABOUT_MOST * abs(value))


def interval_of(quantity: Quantity) -> Interval | None:
    """The values that a quantity allows, in base units; None where the number is not finite or a range is upside down."""
    factor = base_factor(quantity.unit, words=f"{quantity.noun or ''} {quantity.text}")
    value, top = quantity.value, quantity.value if quantity.high is None else quantity.high
    low, high = value * factor, top * factor
    if not (math.isfinite(low) and math.isfinite(high)) or high < low:
        return None
    match quantity.modifier:
        case Modifier.MORE:
            return Interval(low, math.inf, False, False)
        case Modifier.AT_LEAST:
            return Interval(low, math.inf, True, False)
        case Modifier.LESS:
            return Interval(-math.inf, high, False, False)
        case Modifier.AT_MOST:
            return Interval(-math.inf, high, False, True)
        case Modifier.ABOUT:
            return Interval(low - about_tolerance(value) * factor, high + about_tolerance(top) * factor)
        case Modifier.EQUAL:
            return Interval(low - EQUAL_TOLERANCE * abs(low) / 2, high + EQUAL_TOLERANCE * abs(high) / 2)


def number_key(quantity: Quantity) -> tuple[str, float, float]:
    """Base unit and both ends of a quantity to four digits, so that 90 minutes and an hour and a half are one number."""
    factor = base_factor(quantity.unit, words=f"{quantity.noun or ''} {quantity.text}")
    ends = (quantity.value, quantity.value if quantity.high is None else quantity.high)
    low, high = (float(f"{v * factor:.4g}") for v in ends)
    return (base_unit(quantity.unit), low, high)


def is_same_number(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities name the same number or range of the same base unit, modifiers aside."""
    if base_unit(a.unit) != base_unit(b.unit) or (a.high is None) != (b.high is None):
        return False
    fa, fb = (base_factor(q.unit, words=f"{q.noun or ''} {q.text}") for q in (a, b))
    ends = [(a.value * fa, b.value * fb)]
    if a.high is not None and b.high is not None:
        ends.append((a.high * fa, b.high * fb))
    return all(is_close(x, y) for x, y in ends)


def is_close(a: float, b: float, *, tolerance: float = EQUAL_TOLERANCE) -> bool:
    """Whether two finite numbers differ by at most a share of the greater."""
    return math.isfinite(a) and math.isfinite(b) and abs(a - b) <= tolerance * max(abs(a), abs(b))


def fit(a: Quantity, b: Quantity) -> Fit | None:
    """How the interval of `a` lies to that of `b`; None where one has no interval or the base units differ."""
    if base_unit(a.unit) != base_unit(b.unit):
        return None
    one, other = interval_of(a), interval_of(b)
    if one is None or other is None:
        return None
    if is_same_number(a, b) and a.modifier == b.modifier:
        return Fit.EQUAL
    if not one.meets(other):
        return Fit.DISJOINT
    inside, around = other.holds(one), one.holds(other)
    if inside and around:
        return Fit.EQUAL
    if inside:
        return Fit.WITHIN
    return Fit.CONTAINS if around else Fit.OVERLAPS


def is_rounding(a: Quantity, b: Quantity) -> bool:
    """Whether one quantity is the other with fewer digits: 80% for 81.6%, 3 for 2.9, but not 80% for 84%."""
    if base_unit(a.unit) != base_unit(b.unit) or a.high is not None or b.high is not None:
        return False
    coarse, fine = sorted((a, b), key=lambda q: (significant_digits(q.value), q.value))
    if significant_digits(coarse.value) == significant_digits(fine.value):
        return False
    gap = abs(fine.value * (base_factor(fine.unit) / base_factor(coarse.unit)) - coarse.value)
    return gap <= min(half_last_digit(coarse.value), ROUNDING_MOST * abs(coarse.value))


def base_value(claim: Claim) -> float:
    """The value (for a range its middle) in base units; nan where it is not finite."""
    q = claim.quantity
    middle = q.value if q.high is None else q.value / 2 + q.high / 2
    scaled = middle * base_factor(q.unit, words=f"{q.noun or ''} {q.text}")
    return scaled if math.isfinite(scaled) else math.nan
