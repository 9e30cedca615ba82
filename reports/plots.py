"""Dot-and-range plots: where the values of one measure lie, origin by origin, and when each was given.

Invariant: a plot is numbers and words; the templates of HTML and PDF draw it, each in its own way, and compute nothing.
Positions are in per cent of an axis, rows on a grid of pixels. The scale of values is logarithmic over more than two
decades; that of time stands in `timeline`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.names import name_key
from corpus.records import Certainty, Claim, Modifier
from reports.lookup import Lookup
from reports.pieces import PlotGroup, PlotRow, PlotView, Tick
from reports.timeline import Days, TimeAxis, days_of, time_axis
from reports.wording import amount_words, clip, counted, date_words, quantity_words

MAX_ROWS = 12  # more rows than this no longer fit beside their words on half a page
ROW_PX = 22
LABEL_CHARS = 32
MEMBER_CHARS = 30  # of a row that stands indented under its origin
LOG_DECADES = 2.0
_MAX_TICKS = 6
_SECONDS = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "week": 604800.0,
    "month": 2629746.0,  # a twelfth of the mean Gregorian year
    "year": 31556952.0,
}
_ABBREVIATED = {
    "second": "s",
    "minute": "min",
    "hour": "h",
    "day": "d",
    "week": "wk",
    "month": "mo",
    "year": "yr",
}
# Marks of a logarithmic time axis, in seconds: by tens, then minutes, hours, a day, a week, a month, a year, tens of years.
_CLOCK_MARKS = (0.001, 0.01, 0.1, 1, 10, 60, 600, 3600, 36000, 86400, 604800, 2629746, 31556952, 315569520, 3155695200)
_BOUNDS = {
    Modifier.MORE: "more",
    Modifier.AT_LEAST: "more",
    Modifier.LESS: "less",
    Modifier.AT_MOST: "less",
    Modifier.ABOUT: "about",
    Modifier.EQUAL: "",
}


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale from `low` to `high` in one unit."""

    low: float
    high: float
    is_log: bool
    ticks: tuple[float, ...]

    def place(self, value: float) -> float:
        """Where a value lies, in per cent of the axis, within 0..100."""
        if self.is_log:
            share = (math.log10(value) - math.log10(self.low)) / (math.log10(self.high) - math.log10(self.low))
        else:
            share = (value - self.low) / (self.high - self.low)
        return round(100 * min(max(share, 0.0), 1.0), 2)


def axis_for(values: Sequence[float], *, unit: str) -> Axis:
    """The axis that shows some finite values well; never empty, never reversed."""
    low, high = min(values), max(values)
    if low > 0 and math.log10(high) - math.log10(low) > LOG_DECADES:
        first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
        stride = max(1, math.ceil((last - first) / _MAX_TICKS))
        powers = tuple(10.0**e for e in range(first, last + 1, stride) if -300 < e < 300)
        if unit in _SECONDS:
            return _log_time_axis(low, high, unit)
        return Axis(low=max(10.0**first, 1e-300), high=10.0**last, is_log=True, ticks=powers)
    if unit == "%" and low >= 0 and high <= 100:
        return Axis(low=0.0, high=100.0, is_log=False, ticks=(0.0, 25.0, 50.0, 75.0, 100.0))
    if low >= 0 and low <= 0.7 * high:
        low = 0.0
    if low == high:
        margin = abs(low) * 0.1 or 1.0
        low, high = low - margin, high + margin
    step = _nice_step((high - low) / (_MAX_TICKS - 1))
    first_step, last_step = math.floor(low / step), math.ceil(high / step)
    ticks = tuple(round(i * step, 12) for i in range(first_step, last_step + 1))
    return Axis(low=first_step * step, high=last_step * step, is_log=False, ticks=ticks)


def _log_time_axis(low: float, high: float, unit: str) -> Axis:
    """A logarithmic axis whose marks are times that people count in."""
    marks = [s / _SECONDS[unit] for s in _CLOCK_MARKS]
    below, above = [m for m in marks if m <= low], [m for m in marks if m >= high]
    start, end = (below or [low])[-1], (above or [high])[0]
    inside = [m for m in marks if start <= m <= end]
    stride = max(1, math.ceil(len(inside) / _MAX_TICKS))
    return Axis(low=start, high=end, is_log=True, ticks=tuple(inside[::stride]))


def tick_words(value: float, unit: str) -> str:
    """A mark on an axis, short: times in the unit that makes them whole, money and counts without their noun."""
    if not value:
        return "0"
    if unit not in _SECONDS:
        return amount_words(value, None, unit, None) if unit in {"%", "x"} else _short_number(value)
    seconds = value * _SECONDS[unit]
    for name, size in reversed(_SECONDS.items()):
        n = seconds / size
        if n >= 1 and abs(n - round(n)) < 1e-6:
            return f"{_short_number(round(n))} {_ABBREVIATED[name]}"
    return f"{_short_number(value)} {_ABBREVIATED[unit]}"


def _short_number(value: float) -> str:
    for size, letter in ((1e12, "tn"), (1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= size:
            return f"{value / size:.3g}{letter}"
    return f"{value:.4g}"


def _nice_step(raw: float) -> float:
    size = 10.0 ** math.floor(math.log10(raw))
    return next(f * size for f in (1.0, 2.0, 2.5, 5.0, 10.0) if f * size >= raw * 0.999)


def plot_of(lookup: Lookup, label: str, claims: Sequence[Claim], origins: Mapping[str, str]) -> PlotView | None:
    """Draw the values of a measure's claims, or None where fewer than two values can be compared.

    Claims in another unit than most, denied or asked ones, and rows beyond the cap, are counted in `left_out`.

    Args:
        origins: the name of the origin of each claim, by the claim's id; a claim without one is its holder's.
    """
    drawable = [c for c in claims if _is_drawable(c)]
    if not drawable:
        return None
    family = Counter(_family(c) for c in drawable).most_common(1)[0][0]
    same = [c for c in drawable if _family(c) == family]
    unit = Counter(c.quantity.unit for c in same).most_common(1)[0][0]
    rows = _distinct(lookup, same)
    values = [v for c, _ in rows for v in _ends(c, unit)]
    if len({round(v, 12) for v in values}) < 2:
        return None
    axis = axis_for(values, unit=unit)
    noun = next((c.quantity.noun for c in same if c.quantity.noun), None)
    times = time_axis(d for c, _ in rows if (d := _days_of(lookup, c)))
    grouped = _by_origin(lookup, rows[:MAX_ROWS], origins)
    drawn, groups, height = _laid_out(lookup, grouped, _Scales(axis, unit, times))
    return PlotView(
        title=f"Values given for: {label}",
        description="; ".join(_said(name, members) for name, members in _named(drawn, groups)),
        scale="logarithmic scale" if axis.is_log else "",
        ticks=tuple(Tick(x=axis.place(t), label=tick_words(t, unit)) for t in axis.ticks),
        times=times.ticks if times else (),
        groups=groups,
        rows=drawn,
        height=height + 26,
        axis_y=height + 6,
        left_out=_left_out(len(rows) - len(drawn), len(claims) - len(same), noun),
    )


@dataclass(frozen=True, slots=True)
class _Scales:
    """What a row is placed by."""

    values: Axis
    unit: str
    times: TimeAxis | None


def _by_origin(
    lookup: Lookup, rows: Sequence[tuple[Claim, int]], origins: Mapping[str, str]
) -> list[tuple[str, list[tuple[Claim, int]]]]:
    """Rows under the name of their origin, in the order of each origin's first row."""
    groups: dict[str, tuple[str, list[tuple[Claim, int]]]] = {}
    for claim, n in rows:
        origin = origins.get(claim.id) or lookup.holder_of(claim)
        groups.setdefault(name_key(origin), (origin, []))[1].append((claim, n))
    return list(groups.values())


def _laid_out(
    lookup: Lookup, grouped: Sequence[tuple[str, Sequence[tuple[Claim, int]]]], scales: _Scales
) -> tuple[tuple[PlotRow, ...], tuple[PlotGroup, ...], int]:
    """The rows and groups at their heights, and the height of them all. A name that its one row says again has no line."""
    rows: list[PlotRow] = []
    groups: list[PlotGroup] = []
    y = 0
    for origin, members in grouped:
        is_named = len(members) > 1 or name_key(lookup.holder_of(members[0][0])) != name_key(origin)
        groups.append(PlotGroup(clip(origin, LABEL_CHARS) if is_named else "", y + ROW_PX // 2, y))
        y += ROW_PX * is_named
        for claim, n in members:
            rows.append(_row(lookup, claim, n, scales, _Place(y + ROW_PX // 2, origin if is_named else "")))
            y += ROW_PX
    return tuple(rows), tuple(groups), y


def _named(rows: Sequence[PlotRow], groups: Sequence[PlotGroup]) -> list[tuple[str, list[PlotRow]]]:
    """Each group's name and its rows."""
    ends = [*(g.top for g in groups[1:]), math.inf]
    return [(g.label, [r for r in rows if g.top <= r.y < end]) for g, end in zip(groups, ends, strict=True)]


def _said(origin: str, rows: Sequence[PlotRow]) -> str:
    """A group for who hears the plot."""
    words = "; ".join(f"{r.label}: {r.value}" for r in rows)
    return f"from {origin}: {words}" if origin else words


def _left_out(rows: int, others: int, noun: str | None) -> str:
    parts = []
    if rows > 0:
        parts.append(f"{counted(rows, 'value')} more")
    if others > 0:
        parts.append(f"{counted(others, 'claim')} in another unit, denied or asked")
    return f"Not drawn: {', '.join(parts)}." if parts else ""


def _is_drawable(claim: Claim) -> bool:
    if claim.certainty in (Certainty.NEGATED, Certainty.QUESTION):
        return False  # a figure that is denied or asked about is nobody's value
    quantity = claim.quantity
    return math.isfinite(quantity.value) and (quantity.high is None or math.isfinite(quantity.high))


def _family(claim: Claim) -> str:
    quantity = claim.quantity
    if quantity.unit in _SECONDS:
        return "time"
    return f"count {(quantity.noun or '').lower()}" if quantity.unit == "count" else quantity.unit


def _ends(claim: Claim, unit: str) -> tuple[float, ...]:
    quantity = claim.quantity
    factor = _SECONDS[quantity.unit] / _SECONDS[unit] if quantity.unit in _SECONDS else 1.0
    ends = (quantity.value,) if quantity.high is None else (quantity.value, quantity.high)
    return tuple(sorted(e * factor for e in ends))


def _distinct(lookup: Lookup, claims: Sequence[Claim]) -> list[tuple[Claim, int]]:
    """One claim for each holder and value, with how often it is given; oldest first, then by value."""
    seen: dict[tuple[object, ...], tuple[Claim, int]] = {}
    for claim in claims:
        quantity = claim.quantity
        holder = name_key(lookup.holder_of(claim))
        key = (holder, quantity.value, quantity.high, quantity.unit, quantity.modifier)
        first, n = seen.get(key, (claim, 0))
        is_better = claim.attributed_to is None and first.attributed_to is not None
        seen[key] = (claim if is_better else first, n + 1)

    def order(item: tuple[Claim, int]) -> tuple[str, float, str]:
        claim = item[0]
        return (lookup.date_of(claim.document, claim.segment) or "9999", claim.quantity.value, claim.id)

    return sorted(seen.values(), key=order)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands: its height in pixels, and the origin whose name stands above it, "" where none does."""

    y: int
    under: str


def _row_label(lookup: Lookup, claim: Claim, place: _Place) -> str:
    """Who gives a value and in which month; under the name of that same holder the date alone."""
    holder, when = lookup.holder_of(claim), lookup.date_of(claim.document, claim.segment)
    if place.under and when and name_key(holder) == name_key(place.under):
        return date_words(when)
    suffix = f", {when[:7]}" if when else ""
    return clip(holder, (MEMBER_CHARS if place.under else LABEL_CHARS) - len(suffix)) + suffix


def _days_of(lookup: Lookup, claim: Claim) -> Days | None:
    return days_of(lookup.date_of(claim.document, claim.segment))


def _row(lookup: Lookup, claim: Claim, n: int, scales: _Scales, place: _Place) -> PlotRow:
    ends = _ends(claim, scales.unit)
    times = f" ({n}×)" if n > 1 else ""
    x = scales.values.place(ends[0])
    x_high = scales.values.place(ends[1]) if len(ends) > 1 else None
    days = _days_of(lookup, claim) if scales.times else None
    first, last = (scales.times.place(days.first), scales.times.place(days.last)) if scales.times and days else (None, 0.0)
    return PlotRow(
        label=_row_label(lookup, claim, place),
        value=quantity_words(claim.quantity) + times,
        x=x,
        x_high=x_high,
        width=round((x_high or x) - x, 2) if x_high is not None else 0.0,
        y=place.y,
        bound=_BOUNDS[claim.quantity.modifier],
        is_own=lookup.who_says(claim).reporter is None,
        when=first,
        when_width=round(last - first, 2) if first is not None else 0.0,
        is_member=bool(place.under),
    )
