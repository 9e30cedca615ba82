"""Sentences of our own for every form of a quantity and every kind of no claim, read with the shipped pipeline.

The sentences and what they claim stand in `data/claims_told.txt`. Single readings follow from trees, which another model may
draw otherwise, so a floor is held over all, and over those without a claim.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from corpus.records import Claim
from extract import load_english
from extract.components import CLAIMS, QUANTITIES, register_components

TOLD = Path(__file__).parent / "data" / "claims_told.txt"
FLOOR = 0.95
NO_CLAIM_FLOOR = 0.95


@dataclass(frozen=True, slots=True)
class Wanted:
    """A claim as it should be read; "*" leaves a field open."""

    quantity: str
    value: str
    unit: str
    modifier: str
    kind: str
    certainty: str = "asserted"

    def fits(self, claim: Claim) -> bool:
        """Whether a claim is the wanted one in each field."""
        said = (claim.quantity.text, claim.quantity.unit, claim.quantity.modifier.value, claim.kind.value)
        want = (self.quantity, self.unit, self.modifier, self.kind)
        plain = all(w in {"*", s} for w, s in zip((*want, self.certainty), (*said, claim.certainty.value), strict=True))
        return plain and self._has_value(claim)

    def _has_value(self, claim: Claim) -> bool:
        if self.value == "*":
            return True
        low, _, high = self.value.partition("..")
        ends = ((low, claim.quantity.value), (high, claim.quantity.high))
        return all(g is None if not w else g is not None and float(w) == pytest.approx(g) for w, g in ends)


def told() -> list[tuple[str, tuple[Wanted, ...]]]:
    rows: list[tuple[str, list[Wanted]]] = []
    for line in TOLD.read_text(encoding="utf-8").splitlines():
        if line.startswith("  "):
            rows[-1][1].append(Wanted(*(field.strip() for field in line.split("|"))))
        elif line and not line.startswith("#"):
            rows.append((line, []))
    return [(text, tuple(wanted)) for text, wanted in rows]


@cache
def misread() -> tuple[tuple[str, int, tuple[str, ...]], ...]:
    """The sentences read otherwise, how many claims each holds, and what was read."""
    nlp = load_english()
    register_components()
    nlp.add_pipe(QUANTITIES)
    nlp.add_pipe(CLAIMS)
    rows = told()
    found = []
    for (text, wanted), doc in zip(rows, nlp.pipe(text for text, _ in rows), strict=True):
        claims: tuple[Claim, ...] = doc._.claims
        if len(claims) != len(wanted) or not all(w.fits(c) for w, c in zip(wanted, claims, strict=True)):
            said = tuple(f"{c.quantity} {c.kind.value} {c.certainty.value}" for c in claims)
            found.append((text, len(wanted), said))
    return tuple(found)


def test_sentences_are_read_as_they_are_meant() -> None:
    assert len(misread()) <= (1 - FLOOR) * len(told()), "\n".join(map(str, misread()))


def test_sentences_without_a_claim_yield_none() -> None:
    empty = [text for text, wanted in told() if not wanted]
    taken = [row for row in misread() if row[1] == 0]
    assert len(taken) <= (1 - NO_CLAIM_FLOOR) * len(empty), "\n".join(map(str, taken))


def test_the_sentences_hold_every_kind_of_figure_and_every_certainty() -> None:
    claims = [w for _, wanted in told() for w in wanted]
    assert {w.kind for w in claims} >= set("level change multiplier rate share probability duration count money".split())
    assert {w.certainty for w in claims} >= set("asserted hedged hypothetical forecast negated question".split())
    assert {w.modifier for w in claims} >= set("= ~ > < >= <=".split())
