"""How well the readers do on annotated real pages: the figures that the method section of a briefing prints.

Invariant: nothing is claimed here that the quality gate (`tests/syntopic/test_quality_gate.py`) does not hold on every run
with the evaluation data; a test compares the two. To change a figure: the floor there first, then here.
"""

from __future__ import annotations

from reports.pieces import Measured

ON = (
    "Five real pages were annotated by hand, 225 traps among them. On these the readers reach at least the figures below, "
    "from 0 (never right) to 1 (always); on pages that nobody has looked at, expect less."
)
FIGURES = (
    Measured("Claims found, and only claims", "0.92", "F1"),
    Measured("How a figure bounds its value", "0.95", "accuracy"),
    Measured("How surely it is put forward", "0.85", "macro F1"),
    Measured("Whose figure it is", "0.86", "accuracy"),
    Measured("Claims about the same measured thing", "0.79", "B-cubed F1"),
    Measured("How two claims relate", "0.26", "macro F1"),
    Measured("Where a figure comes from", "0.50", "accuracy"),
    Measured("Who takes which side", "0.19", "F1"),
)
WEAK = "The last three are weak: read a verdict, an origin or a position together with the sentences that it stands on."
