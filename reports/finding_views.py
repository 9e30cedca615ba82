"""Findings as they stand in a view: key points, cruxes, forecasts, open questions, contradictions."""

from __future__ import annotations

from dataclasses import dataclass

from reports.facets import Keys
from reports.pieces import ClaimView, Listed, Quotation, StanceView


@dataclass(frozen=True, slots=True)
class KeyPointView:
    """A point that several make on a proposition, in the words of the sentence that puts it best."""

    id: str
    anchor: str
    proposition: str
    side: str
    quote: Quotation
    who: str
    against: str
    weight: str
    keys: Keys


@dataclass(frozen=True, slots=True)
class CruxView:
    """What those who disagree on a proposition rest on: a disputed figure or the meaning of a word."""

    id: str
    anchor: str
    proposition: str
    turns_on: str
    label: str
    measure_href: str | None
    reason: str
    claims: tuple[ClaimView, ...]
    stances: tuple[StanceView, ...]
    keys: Keys


@dataclass(frozen=True, slots=True)
class ForecastView:
    """A dated prediction; `likelihood` and `by` are words, "" where the text gives none."""

    id: str
    anchor: str
    who: str
    by: str
    likelihood: str
    said: str
    quote: Quotation
    keys: Keys


@dataclass(frozen=True, slots=True)
class QuestionView:
    """Something that a holder says is not known; `about` is the measure or proposition that an answer would settle."""

    id: str
    anchor: str
    who: str
    about: str
    href: str | None
    quote: Quotation
    keys: Keys


@dataclass(frozen=True, slots=True)
class InconsistencyView:
    """One source against itself."""

    id: str
    anchor: str
    label: str
    kind_words: str
    a: ClaimView
    b: ClaimView
    reason: str
    keys: Keys


@dataclass(frozen=True, slots=True)
class FindingsView:
    """All findings; `is_empty` where there is none of any kind."""

    is_empty: bool
    key_points: Listed[KeyPointView]
    cruxes: Listed[CruxView]
    forecasts: Listed[ForecastView]
    questions: Listed[QuestionView]
    inconsistencies: Listed[InconsistencyView]
