"""What a measure's claims say together: one word, the weightiest that its relations allow.

Invariant: the verdict follows from the relations and the members alone. A conflict outweighs everything; a revision, a
spread of forecasts and a different basis explain a gap, in this order; agreement is said only where nothing else is.
"""

from __future__ import annotations

from collections.abc import Sequence

from corpus.records import Certainty, Claim, Relation, RelationKind, Verdict

_SILENT = frozenset({Certainty.QUESTION, Certainty.HYPOTHETICAL})


def verdict_of(claims: Sequence[Claim], relations: Sequence[Relation]) -> Verdict:
    """The verdict on one measure."""
    if len(claims) < 2:
        return Verdict.SINGLE
    kinds = {r.relation for r in relations}
    rules = {r.rule for r in relations}
    if RelationKind.CONFLICT in kinds:
        return Verdict.CONFLICT
    if all(c.certainty in _SILENT for c in claims) or kinds_are_doubtful(relations):
        return Verdict.UNRESOLVED
    if "superseded" in rules:
        return Verdict.SUPERSEDED
    if "forecast_spread" in rules:
        return Verdict.FORECAST_SPREAD
    if RelationKind.DIFFERENT_BASIS in kinds:
        return Verdict.DIFFERENT_BASIS
    if RelationKind.REFINE in kinds:
        return Verdict.REFINE
    return Verdict.AGREE if RelationKind.AGREE in kinds else Verdict.UNRESOLVED


def kinds_are_doubtful(relations: Sequence[Relation]) -> bool:
    """Whether all that is known is that the figures may not measure the same or cannot be compared."""
    return bool(relations) and all(r.rule in {"not_surely_the_same", "not_a_number"} for r in relations)
