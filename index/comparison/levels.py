"""Levels and the changes that lead from one to the other: "from 22% to 64%" is 42 points and about a tripling.

Invariant: a change is checked only against levels of its own document and measure, where the text itself puts them together,
so that a failed check is the text's own contradiction. To check another kind of change: `_holds`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from corpus.records import Claim, Modifier
from index.comparison.units import SUM_TOLERANCE, base_unit

MAX_LEVELS = 12  # levels of one document and measure; beyond, a change could be made from some pair by chance


class LevelIndex:
    """The levels (in per cent) that each document gives in one measure."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._levels: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims:
            if base_unit(claim.quantity.unit) == "%" and claim.quantity.high is None:
                self._levels[claim.document].append(claim)

    def check(self, level: Claim, change: Claim) -> tuple[str, str, bool] | None:
        """Whether a level is an end of a change, and the arithmetic holds.

        Returns:
            the two levels as written, from and to, and whether the change is the way between them; None where the level has
            nothing to do with the change.
        """
        if level.document != change.document:
            return None
        levels = self._levels[change.document]
        if len(levels) > MAX_LEVELS:
            return None
        others = [c for c in levels if c.quantity.value != level.quantity.value]
        for other in others:
            start, end = sorted((level, other), key=lambda c: c.quantity.value)
            if _holds(start, end, change):
                return start.quantity.text, end.quantity.text, True
        named = self._named_ends(change)
        if named is None or level.id not in {c.id for c in named}:
            return None
        start, end = named
        return start.quantity.text, end.quantity.text, False

    def _named_ends(self, change: Claim) -> tuple[Claim, Claim] | None:
        """The two levels in the sentence of the change itself ("from 22% to 64%, a tripling")."""
        inside = sorted(
            (c for c in self._levels[change.document] if change.start <= c.quantity.start < change.end),
            key=lambda c: c.quantity.start,
        )
        return (inside[0], inside[1]) if len(inside) == 2 and "from" in change.evidence.lower() else None


def _holds(start: Claim, end: Claim, change: Claim) -> bool:
    low, high = start.quantity.value, end.quantity.value
    by_points = base_unit(change.quantity.unit) == "pp"
    if not by_points and low == 0:
        return False
    actual = high - low if by_points else high / low
    said = change.quantity.value
    near = abs(actual - said) <= (1.0 if by_points else SUM_TOLERANCE * max(said, actual))
    match change.quantity.modifier:
        case Modifier.MORE | Modifier.AT_LEAST:
            return actual >= said * (1 - SUM_TOLERANCE / 4)
        case Modifier.LESS | Modifier.AT_MOST:
            return actual <= said * (1 + SUM_TOLERANCE / 4)
        case _:
            return near
