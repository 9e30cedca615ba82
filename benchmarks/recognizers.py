"""The specifications of Recognizers-Text (Microsoft, MIT): is the value of each number, amount and range resolved?

Asked are all rows but ordinals (also those inside ranges), temperatures in words and phone-like codes; rows that name only a
unit ask no value. A specification of a percentage written as "one out of three" as two numbers is asked as it stands.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from benchmarks.newsquant import rows
from corpus.records import Modifier
from extract.modifiers import bound_of
from extract.numbers import Form, Reading, read_quantities

_ORDINAL = re.compile(r"\b(?:\w+th|\w+(?:first|second|third)|first|second|third|\d+(?:st|nd|rd))\b", re.IGNORECASE)
_CODE = re.compile(r"^[A-Z]+-\d+$")
_JOINED = re.compile(r"^[^.]{0,40}?(?:\band\b|\bbut\b|,)[^.\d]{0,40}$")


@dataclass(frozen=True, slots=True)
class Interval:
    """Ends and whether they belong to it."""

    low: float = -math.inf
    high: float = math.inf
    low_in: bool = False
    high_in: bool = False


def score(path: Path, *, show: int = 0) -> tuple[int, int, dict[str, int]]:
    """Right values, values asked, and how many were left out for which reason."""
    right = asked = 0
    left_out: dict[str, int] = {}
    for row in rows(path):
        spec, text, results = str(row["spec"]), str(row["text"]), row["results"]
        assert isinstance(results, list)
        for result in results:
            gold = str(result["Resolution"].get("value") or "")
            reason = _why_left_out(spec, str(result["Text"]), gold)
            if reason is not None:
                left_out[reason] = left_out.get(reason, 0) + 1
                continue
            asked += 1
            found = _has_range(text, gold) if gold[:1] in "[(" else _has_value(text, gold)
            right += found
            if not found and show > 0:
                show -= 1
                print(
                    f"-- {spec}: {text!r}: gold {result['Text']!r} = {gold}; said {[r.value for r in read_quantities(text)]}"
                )
    return right, asked, left_out


def _why_left_out(spec: str, words: str, gold: str) -> str | None:
    if spec.startswith("Ordinal") or (spec.startswith("NumberRange") and _ORDINAL.search(words)):
        return "ordinal"
    if gold in {"", "null"}:
        return "unit without a value"
    if spec.startswith("Temperature") and not any(c.isdigit() for c in words):
        return "temperature in words"
    return "phone-like code" if _CODE.match(words) else None


def _has_value(text: str, gold: str) -> bool:
    want = float(gold.rstrip("%"))
    said = [v for r in read_quantities(text) for v in (r.value / r.factor, r.value, r.high) if v is not None]
    factors = (1.0, 0.01, 0.1)  # shares are percent with us; a decade counts as ten years
    return any(math.isclose(want, v * f, rel_tol=1e-6, abs_tol=1e-12) for v in said for f in factors)


def _has_range(text: str, gold: str) -> bool:
    low, high = gold[1:-1].split(",")
    want = Interval(float(low) if low else -math.inf, float(high) if high else math.inf, gold[0] == "[", gold[-1] == "]")
    return any(_is_same(want, said) for said in intervals(text))


def _is_same(want: Interval, said: Interval) -> bool:
    ends = math.isclose(want.low, said.low, rel_tol=1e-6) and math.isclose(want.high, said.high, rel_tol=1e-6)
    written_range = said.low_in and said.high_in and math.isfinite(said.low) and math.isfinite(said.high)
    if written_range:
        return ends  # the two modes of the set disagree on whether "1 to 5" includes 5
    return ends and (want.low_in, want.high_in) == (said.low_in, said.high_in)


def intervals(text: str) -> list[Interval]:
    """What each quantity and each pair of opposite bounds allow."""
    found: list[tuple[Reading, Interval]] = []
    for reading in read_quantities(text):
        bound = bound_of(text, reading.start, reading.end, 0, len(text), is_time=reading.dimension == "time")
        found.append((reading, _interval(reading, bound.modifier)))
    both = [i for _, i in found]
    for (a, first), (b, second) in pairwise(found):
        low, high = (first, second) if math.isfinite(first.low) else (second, first)
        opposite = math.isinf(low.high) and math.isinf(high.low) and low.low < high.high
        if opposite and _JOINED.match(text[a.end : b.start]):
            both.append(Interval(low.low, high.high, low.low_in, high.high_in))
    return both


def _interval(reading: Reading, modifier: Modifier) -> Interval:
    share = reading.unit == "%" and (reading.form is Form.FRACTION or reading.form is Form.MEASURED)
    scale = 0.01 if share else 1.0
    value, high = reading.value * scale, (reading.value if reading.high is None else reading.high) * scale
    if modifier in {Modifier.MORE, Modifier.AT_LEAST}:
        return Interval(low=value, low_in=modifier is Modifier.AT_LEAST)
    if modifier in {Modifier.LESS, Modifier.AT_MOST}:
        return Interval(high=high, high_in=modifier is Modifier.AT_MOST)
    return Interval(value, high, True, True)
