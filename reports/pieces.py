"""What the parts of a view are made of: quotations with their links, claims, stances, plots, lists that may be cut.

Invariant: as in `model.py`, which puts these together. Words between quotation marks come from `Quotation` alone, which
holds verbatim text of one document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A list that a page may cut: `items` on screen, `printed` (some of them) in print, `total` in the JSON form.

    `more` and `more_printed` say in words how many are left out and where they are; empty where none is.
    """

    items: tuple[T, ...]
    printed: tuple[T, ...]
    total: int
    more: str
    more_printed: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where a quotation is found: `href` is None where nothing safe can be opened; `label` always says the place."""

    href: str | None
    label: str
    is_time: bool


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source as others point to it: its number in the list of sources, a title short enough for a line, its anchor."""

    number: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Verbatim words of one source, the number in them apart.

    `before + number + after` is the evidence as stored. A very long sentence is cut at words about its number: then
    `cut_before` or `cut_after` is true, and the page shows an ellipsis in square brackets outside the words.
    """

    before: str
    number: str
    after: str
    cut_before: bool
    cut_after: bool
    source: SourceRef
    link: Link


@dataclass(frozen=True, slots=True)
class Who:
    """Whose statement it is. `reporter` is set where somebody else utters it; `words` is the whole in words."""

    holder: str
    reporter: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Context:
    """The words that stand before and after a quotation in its source, cut at words; verbatim as the quotation is."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A numeric claim as a page shows it.

    `anchor` is the id of its place, "" where an earlier part of the page is its place; `href` leads there, or is None.
    """

    id: str
    anchor: str
    href: str | None
    value: str
    quote: Quotation
    who: Who
    date: str
    details: str
    note: str
    context: Context


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis; `x` is in per cent of its length."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class PlotRow:
    """One holder's value: a dot at `x`, or a bar from `x` to `x_high` (per cent of the axis), at height `y` (pixels).

    `bound` is "more" or "less" where the words give only a bound, "about" where they are vague, else "". `when` is the place
    of its date on the time axis, None where it has none; `when_width` is above 0 for a date that is a month or a year.
    `is_member` is true where it stands under the name of its origin.
    """

    label: str
    value: str
    x: float
    x_high: float | None
    width: float
    y: int
    bound: str
    is_own: bool
    when: float | None
    when_width: float
    is_member: bool


@dataclass(frozen=True, slots=True)
class PlotGroup:
    """The rows of one origin, from height `top` on; `label`, at height `y`, is empty where its only row says it."""

    label: str
    y: int
    top: int


@dataclass(frozen=True, slots=True)
class PlotView:
    """A dot-and-range plot of one measure, its rows by origin, and when each value was given.

    Heights are pixels; `times` are the marks of the time axis, none where the dates do not differ; `left_out` says what the
    plot cannot draw.
    """

    title: str
    description: str
    scale: str
    ticks: tuple[Tick, ...]
    times: tuple[Tick, ...]
    groups: tuple[PlotGroup, ...]
    rows: tuple[PlotRow, ...]
    height: int
    axis_y: int
    left_out: str


@dataclass(frozen=True, slots=True)
class StanceView:
    """A sentence that takes a side."""

    id: str
    anchor: str
    quote: Quotation
    label_words: str
    reported: str
    date: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number for the strip on page one."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Measured:
    """How well one thing is read: what, the figure, and its metric."""

    what: str
    figure: str
    metric: str
