"""Dates of the precision that a text gives, as spans of days that can be told apart.

Invariant: never guesses: what is not an ISO date, quarter or interval of them has no span, and no span is not a difference.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

_DATE = re.compile(r"^(\d{4})(?:-(?:(\d{2})(?:-(\d{2}))?|Q([1-4])|H([12])))?")
_YEARS = re.compile(r"(?<![\d.,])((?:19|20)\d{2})(?![\d%]|[.,]\d)")


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def meets(self, other: Span) -> bool:
        """Whether some day belongs to both."""
        return self.first <= other.last and other.first <= self.last


def span_of(iso: str | None) -> Span | None:
    """The days of an ISO date ("2025", "2025-04", "2025-Q1") or interval ("2021/2025", "../2025-02", "2026/..")."""
    if not iso:
        return None
    first, _, last = iso.partition("/")
    start = _one(first)
    if not _ or not last:
        return start
    end = _one(last)
    if first.strip() in {"", ".."} and end:
        return Span(date.min, end.last)
    if last.strip() in {"", ".."} and start:
        return Span(start.first, date.max)
    return Span(start.first, end.last) if start and end and start.first <= end.last else None


def years_in(text: str) -> frozenset[int]:
    """The calendar years that a text names."""
    return frozenset(int(y) for y in _YEARS.findall(text))


def _one(text: str) -> Span | None:
    match = _DATE.match(text.strip())
    if match is None or not 1 <= int(match[1]) <= 9998:
        return None
    year = int(match[1])
    if match[4]:
        month = 3 * int(match[4]) - 2
        return Span(date(year, month, 1), date(year, month + 2, monthrange(year, month + 2)[1]))
    if match[5]:
        return Span(date(year, 1, 1), date(year, 6, 30)) if match[5] == "1" else Span(date(year, 7, 1), date(year, 12, 31))
    if not match[2]:
        return Span(date(year, 1, 1), date(year, 12, 31))
    month = int(match[2])
    if not 1 <= month <= 12:
        return None
    length = monthrange(year, month)[1]
    if not match[3]:
        return Span(date(year, month, 1), date(year, month, length))
    day = int(match[3])
    return Span(date(year, month, day), date(year, month, day)) if 1 <= day <= length else None
