"""Figures in words: how a value and its unit are printed, the same in every table and report."""

from __future__ import annotations

_SYMBOL_AFTER = {"%": "%", "x": "×", "pp": " pp"}
_TIME = frozenset({"second", "minute", "hour", "day", "week", "month", "year"})


def number(value: float) -> str:
    """A number as a reader expects it: thousands separated, no needless decimals, powers of ten for the very large.

    >>> number(1200), number(0.7), number(1e26)
    ('1,200', '0.7', '1e+26')
    """
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value and not 1e-4 <= abs(value) < 1e15:
        return f"{value:.3g}"
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text if text not in {"-0", ""} else "0"


def figure(value: float, high: float | None, unit: str, noun: str | None = None) -> str:
    """A value or range with its unit.

    >>> figure(4, 8, "hour"), figure(80, None, "%"), figure(1, None, "day"), figure(1.2e9, None, "USD")
    ('4–8 hours', '80%', '1 day', '1,200,000,000 USD')
    """
    amount = number(value) if high is None else f"{number(value)}–{number(high)}"
    if unit in _SYMBOL_AFTER:
        return amount + _SYMBOL_AFTER[unit]
    if unit in _TIME:
        return f"{amount} {unit}" + ("" if value == 1 and high is None else "s")
    if unit == "count":
        return f"{amount} {noun}" if noun else amount
    return f"{amount} {unit}"
