from __future__ import annotations

import math

import pytest
from comparison_claims import quantity
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Modifier, Quantity
from index.comparison.units import Fit, about_tolerance, fit, interval_of, is_rounding, is_same_number, unit_family

MIRROR = {Fit.WITHIN: Fit.CONTAINS, Fit.CONTAINS: Fit.WITHIN}

numbers = st.floats(min_value=-1e300, max_value=1e300, allow_nan=False)
quantities = st.builds(
    lambda value, width, modifier, unit: quantity(
        value, unit, high=value + abs(width) if width is not None else None, modifier=modifier
    ),
    st.one_of(numbers, st.sampled_from([0.0, 1.0, 8.0, 50.0, 1e300, -1e300])),
    st.one_of(st.none(), st.floats(min_value=0, max_value=1e6)),
    st.sampled_from([str(m) for m in Modifier]),
    st.sampled_from(["%", "x", "hour", "year", "USD"]),
)


@given(quantities, quantities)
def test_how_two_quantities_lie_is_the_same_from_either_side(a: Quantity, b: Quantity) -> None:
    one, other = fit(a, b), fit(b, a)
    assert other is (MIRROR.get(one, one) if one else None)
    assert is_same_number(a, b) == is_same_number(b, a)
    assert is_rounding(a, b) == is_rounding(b, a)


@given(quantities)
def test_a_quantity_equals_itself_or_has_no_interval(q: Quantity) -> None:
    assert fit(q, q) in ({Fit.EQUAL} if interval_of(q) is not None else {None})


@given(st.floats(min_value=0.01, max_value=1e9))
def test_the_tolerance_of_about_stays_within_its_bounds(value: float) -> None:
    assert 0.0499 * value <= about_tolerance(value) <= 0.2001 * value


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (quantity(80, modifier=">"), quantity(82), Fit.CONTAINS),
        (quantity(8, "x", modifier="<"), quantity(8, "x", modifier=">"), Fit.DISJOINT),
        (quantity(80, modifier=">="), quantity(80), Fit.OVERLAPS),
        (quantity(8, "x"), quantity(10, "x", modifier=">"), Fit.DISJOINT),
        (quantity(8, modifier="~"), quantity(7.6), Fit.CONTAINS),
        (quantity(90, "minute"), quantity(1.5, "hour"), Fit.EQUAL),
        (quantity(4, "hour", high=8), quantity(300, "minute"), Fit.CONTAINS),
        (quantity(4, "hour", high=8), quantity(6, "hour", high=10), Fit.OVERLAPS),
        (quantity(1, "day", modifier=">", noun="working day"), quantity(12, "hour"), Fit.CONTAINS),
        (quantity(1, "day", modifier=">"), quantity(12, "hour"), Fit.DISJOINT),
        (quantity(5, "USD"), quantity(5, "EUR"), None),
        (quantity(5, "%"), quantity(5, "pp"), None),
    ],
)
def test_quantities_are_compared_in_base_units_with_their_modifiers(a: Quantity, b: Quantity, expected: Fit | None) -> None:
    assert fit(a, b) is expected


def test_what_is_not_finite_has_no_interval() -> None:
    assert interval_of(quantity(1e308, "year")) is None
    assert interval_of(quantity(math.inf)) is None
    assert interval_of(quantity(8, high=4)) is None


def test_a_rounded_figure_is_known_from_a_different_one() -> None:
    assert is_rounding(quantity(80), quantity(81.6))
    assert is_rounding(quantity(3, "x"), quantity(2.9, "x"))
    assert not is_rounding(quantity(80), quantity(84))
    assert not is_rounding(quantity(64), quantity(65))


def test_shares_points_and_multiples_are_one_family_and_currencies_are_not() -> None:
    assert unit_family("%") == unit_family("pp") == unit_family("x")
    assert unit_family("second") == unit_family("year")
    assert unit_family("USD") != unit_family("EUR")
