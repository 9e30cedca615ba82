"""A value back into words: the inverse that the tests of reading lean on, and what reports print beside a quotation.

Invariant: `read_quantities(render(value, high, unit))` reads the same value, high and unit for every unit of the records.
"""

from __future__ import annotations

_SIGNS = {"USD": "$", "GBP": "£", "EUR": "€"}
_TIME = frozenset("second minute hour day week month year".split())


def render(value: float, high: float | None, unit: str, noun: str | None = None) -> str:
    """A quantity in the plain form of English prose.

    >>> render(4, 8, "hour"), render(64, None, "%"), render(1200000, None, "USD")
    ('4 to 8 hours', '64%', '$1,200,000')
    """
    ends = [_number(value)] if high is None else [_number(value), _number(high)]
    if unit in _SIGNS:
        return " to ".join(_SIGNS[unit] + e for e in ends)
    whole = " to ".join(ends)
    if unit in {"%", "x"}:
        return whole + unit
    if unit == "pp":
        return f"{whole} percentage points"
    if unit in _TIME:
        return f"{whole} {unit}" + ("" if high is None and value == 1 else "s")
    if unit == "count":
        return f"{whole} {noun}" if noun else whole
    return f"{whole} {unit}"


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    return f"{value:,.10f}".rstrip("0") if abs(value) >= 1e-6 else f"{value:.10f}".rstrip("0")
