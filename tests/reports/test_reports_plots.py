"""Plots over time and by origin."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import Builder, topic

from corpus.records import OriginLink, Verdict
from reports import build_view
from reports.pieces import PlotView
from reports.timeline import MAX_MARKS, Days, days_of, time_axis

DATES = st.dates(min_value=date(1, 1, 1), max_value=date(9998, 12, 31))


def plot_of_three(dates: tuple[str | None, str | None, str | None], *, origins: tuple[str, str, str]) -> PlotView:
    builder = Builder()
    claims = []
    for name, number, when in zip(("Ada", "Ben", "Cleo"), (5, 7, 9), dates, strict=True):
        sentence = f"We saw {number}% of it."
        doc = builder.document(name, [sentence], title=name, published=when, authors=(name,), voice=name)
        claims.append(builder.claim(doc, sentence, f"{number}%", number, "%"))
    builder.measure(
        "seen",
        claims,
        Verdict.CONFLICT,
        chain=tuple(OriginLink(c, o, "attributed") for c, o in zip(claims, origins, strict=True)),
    )
    view = build_view(builder.snapshot(), topic=topic(), generated=date(2026, 12, 31))
    plot = view.measures.items[0].plot
    assert plot is not None
    return plot


def test_rows_of_one_origin_stand_together_under_its_name() -> None:
    plot = plot_of_three(("2026-01", "2026-02", "2026-03"), origins=("The mill", "Ben", "The mill"))
    assert [g.label for g in plot.groups] == ["The mill", ""]
    assert [r.label for r in plot.rows] == ["Ada, 2026-01", "Cleo, 2026-03", "Ben, 2026-02"]
    assert [r.is_member for r in plot.rows] == [True, True, False]
    assert [r.y for r in plot.rows] == sorted(r.y for r in plot.rows)
    assert len({r.y for r in plot.rows} | {plot.groups[0].y}) == 4
    assert plot.height > max(r.y for r in plot.rows)
    assert plot.description.startswith("from The mill: Ada, 2026-01: 5")


def test_an_origin_in_its_own_words_is_named_once() -> None:
    plot = plot_of_three(("2026-01-05", "2026-02-03", "2026-03"), origins=("Ada", "Ada", "Cleo"))
    assert [r.label for r in plot.rows] == ["5 January 2026", "Ben, 2026-02", "Cleo, 2026-03"]


def test_dates_stand_on_a_time_axis_as_wide_as_they_are_vague() -> None:
    plot = plot_of_three(("2026-01-05", "2026-06", "2026-12-24"), origins=("Ada", "Ben", "Cleo"))
    first, middle, last = plot.rows
    assert first.when is not None
    assert middle.when is not None
    assert last.when is not None
    assert first.when < middle.when < middle.when + middle.when_width < last.when
    assert first.when_width == last.when_width == 0
    assert middle.when_width > 0
    assert 2 <= len(plot.times) <= MAX_MARKS


def test_without_two_different_dates_there_is_no_time_axis() -> None:
    plot = plot_of_three(("2026-01", "2026-01", None), origins=("Ada", "Ben", "Cleo"))
    assert plot.times == ()
    assert all(r.when is None for r in plot.rows)


def test_what_is_no_day_of_the_calendar_has_no_place() -> None:
    assert days_of("2026-02-31") is None
    assert days_of("last spring") is None
    assert days_of(None) is None
    assert days_of("2024-02") == Days(date(2024, 2, 1), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (date(2026, 6, 9), date(2026, 6, 24), ["9 Jun", "24 Jun"]),
        (date(2026, 1, 1), date(2026, 3, 31), ["Jan 2026", "Feb 2026", "Mar 2026"]),
        (date(2023, 5, 1), date(2026, 3, 31), ["2024", "2025", "2026"]),
    ],
)
def test_marks_of_time_are_round(low: date, high: date, marks: list[str]) -> None:
    axis = time_axis([Days(low, low), Days(high, high)])
    assert axis is not None
    assert [t.label for t in axis.ticks] == marks


@given(st.lists(DATES, min_size=2, max_size=9))
def test_a_time_axis_holds_its_dates_in_their_order(days: list[date]) -> None:
    axis = time_axis(Days(d, d) for d in days)
    if axis is None:
        assert len(set(days)) < 2
        return
    places = [axis.place(d) for d in sorted(days)]
    assert places == sorted(places)
    assert all(0 <= p <= 100 for p in places)
    assert 1 <= len(axis.ticks) <= MAX_MARKS
    assert all(0 <= t.x <= 100 for t in axis.ticks)
