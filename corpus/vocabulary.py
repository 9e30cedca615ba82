"""The closed vocabularies of the records: what a stretch is, how a claim is put, how two claims relate.

Invariant: a value is a word that is stored and printed as it stands, so none is ever renamed. To add a value: here, in
`docs/json.md`, and wherever a reader must tell it from the others.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a stretch of a document is."""

    HEADLINE = "headline"
    BODY = "body"
    QUOTE = "quote"
    SUMMARY = "summary"
    TAKEAWAY = "takeaway"
    COMMENT = "comment"
    PARENT_COMMENT = "parent_comment"
    TRANSCRIPT = "transcript"
    READING = "reading"
    SPONSOR = "sponsor"
    TABLE = "table"
    BOILERPLATE = "boilerplate"


class Modifier(StrEnum):
    """How a quantity bounds the value it names."""

    EQUAL = "="
    ABOUT = "~"
    MORE = ">"
    LESS = "<"
    AT_LEAST = ">="
    AT_MOST = "<="


class Kind(StrEnum):
    """What sort of thing a quantity measures."""

    LEVEL = "level"
    CHANGE = "change"
    MULTIPLIER = "multiplier"
    RATE = "rate"
    SHARE = "share"
    PROBABILITY = "probability"
    DURATION = "duration"
    COUNT = "count"
    MONEY = "money"


class Certainty(StrEnum):
    """How surely a claim is put forward."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    HYPOTHETICAL = "hypothetical"
    FORECAST = "forecast"
    NEGATED = "negated"
    QUESTION = "question"


class Label(StrEnum):
    """The side a stance takes on a proposition."""

    SUPPORT = "support"
    OPPOSE = "oppose"
    MIXED = "mixed"
    NEUTRAL = "neutral"


class RelationKind(StrEnum):
    """How two comparable claims relate."""

    AGREE = "agree"
    REFINE = "refine"
    DIFFERENT_BASIS = "different_basis"
    CONFLICT = "conflict"


class Verdict(StrEnum):
    """What a measure's claims say together."""

    SINGLE = "single"
    AGREE = "agree"
    REFINE = "refine"
    DIFFERENT_BASIS = "different_basis"
    CONFLICT = "conflict"
    FORECAST_SPREAD = "forecast_spread"
    SUPERSEDED = "superseded"
    UNRESOLVED = "unresolved"


class MutationKind(StrEnum):
    """What of a figure changed between one telling and a later one of the same origin."""

    HEDGE_LOST = "hedge_lost"
    HEDGE_GAINED = "hedge_gained"
    MODIFIER = "modifier"
    VALUE = "value"
    UNIT = "unit"
    RATE = "rate"
    DATE = "date"
    BASELINE = "baseline"
    SUBJECT = "subject"
    SCOPE = "scope"
    PARTY = "party"


class InconsistencyKind(StrEnum):
    """In which way one document disagrees with itself."""

    HEADLINE = "headline"
    ARITHMETIC = "arithmetic"
    CONTRADICTION = "contradiction"


class CruxKind(StrEnum):
    """What holders who disagree rest on: a disputed figure, or what a word means."""

    FIGURE = "figure"
    DEFINITION = "definition"


class Absence(StrEnum):
    """Why a document is no longer where it was."""

    GONE = "gone"
    """Its address says so (404, 410)."""
    UNLISTED = "unlisted"
    """The place that brought it lists all that it has, and this no longer."""
