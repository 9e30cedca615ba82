"""The time axis of a plot: dates of the precision that a source gives, as places on one line.

Invariant: a date is drawn as wide as it is vague: a day is a dot, a month or a year a bar from its first to its last day.
What is no ISO date has no place. To change which marks an axis gets: `_STRIDES` and `MAX_MARKS`.
"""

from __future__ import annotations

from calendar import month_abbr, monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from reports.pieces import Tick
from reports.wording import is_iso_date

MAX_MARKS = 3  # more labels than this touch each other in the narrow panel
_STRIDES = (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000)  # months between two marks
_MARGIN = 0.06  # of the axis at either end, so that a dot is not cut


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a date may mean, both included."""

    first: date
    last: date


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """A line from one day to another with its marks."""

    low: int
    high: int
    ticks: tuple[Tick, ...]

    def place(self, day: date) -> float:
        """Where a day lies, in per cent of the axis, within 0..100."""
        return _share(day.toordinal(), self.low, self.high)


def days_of(iso: str | None) -> Days | None:
    """The days of an ISO date: one, a month's or a year's; None for anything else.

    >>> days_of("2026-02")
    Days(first=datetime.date(2026, 2, 1), last=datetime.date(2026, 2, 28))
    """
    if not iso or not is_iso_date(iso):
        return None
    year, *rest = (int(p) for p in iso[:10].split("-"))
    months = rest[:1] or [1, 12]
    try:
        if len(rest) == 2:
            return Days(date(year, *rest), date(year, *rest))
        return Days(date(year, months[0], 1), date(year, months[-1], monthrange(year, months[-1])[1]))
    except ValueError:  # no such day, as 31 February
        return None


def time_axis(dates: Iterable[Days]) -> TimeAxis | None:
    """The axis that holds all dates; None where they are fewer than two different ones, which shows nothing over time."""
    known = set(dates)
    if len(known) < 2:
        return None
    low, high = min(d.first for d in known), max(d.last for d in known)
    margin = max(1, round(_MARGIN * (high - low).days))
    ends = max(1, low.toordinal() - margin), min(date.max.toordinal(), high.toordinal() + margin)
    return TimeAxis(*ends, tuple(Tick(x=_share(day.toordinal(), *ends), label=words) for day, words in _marks(low, high)))


def _marks(low: date, high: date) -> list[tuple[date, str]]:
    """Round days between two: as many as fit; where fewer than two are round, the ends themselves."""
    for stride in _STRIDES:
        at = range(-(-_months(low, is_up=True) // stride) * stride, _months(high) + 1, stride)
        if 2 <= len(at) <= MAX_MARKS:
            days = [date(n // 12, n % 12 + 1, 1) for n in at]
            return [(d, str(d.year) if stride >= 12 else f"{month_abbr[d.month]} {d.year}") for d in days]
    is_long = (high - low).days > 300
    return [(d, f"{month_abbr[d.month]} {d.year}" if is_long else f"{d.day} {month_abbr[d.month]}") for d in (low, high)]


def _months(day: date, *, is_up: bool = False) -> int:
    """Months since the year 0; with `is_up` of the first month that starts on or after the day."""
    return 12 * day.year + day.month - 1 + (is_up and day.day > 1)


def _share(ordinal: int, low: int, high: int) -> float:
    return round(100 * (ordinal - low) / max(1, high - low), 2)
