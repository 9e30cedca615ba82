"""A person's corrections laid over the clusters: merges first, then splits, then pins, so that the more exact one wins.

A measure is known by the claim its id was made from, and else by the members it had in the last comparison; so a correction
still holds when the measure it names was merged away long ago. Invariant: no claim is lost or doubled, and equal corrections
of equal clusters give equal groups. To add a kind: `corpus.corrections` and a step in `corrected`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.corrections import Corrections
from corpus.ids import make_id
from corpus.records import Claim, Measure


@dataclass(frozen=True, slots=True)
class Corrected:
    """Clusters after the corrections; `labels` and `ids` by a cluster's place. An id that names nothing has no effect."""

    members: tuple[tuple[Claim, ...], ...]
    labels: dict[int, str]
    ids: dict[int, str]


class _Places:
    """Which cluster each claim is in, while clusters change."""

    def __init__(self, members: Sequence[Sequence[Claim]], previous: Sequence[Measure]) -> None:
        self.of = {c.id: n for n, claims in enumerate(members) for c in claims}
        self.anchor = {make_id("measure", c): c for c in self.of}
        self.before = {m.id: m.claims for m in previous}
        self.count = len(members)

    def find(self, measure: str) -> int | None:
        """The cluster that goes by a measure's id."""
        if measure in self.anchor:
            return self.of[self.anchor[measure]]
        held = Counter(self.of[c] for c in self.before.get(measure, ()) if c in self.of)
        if not held:
            return None
        return min(held, key=lambda n: (-held[n], n))

    def known(self, claims: Sequence[str]) -> list[str]:
        """Those of the claims that there are."""
        return [c for c in claims if c in self.of]

    def move(self, claims: Sequence[str], place: int) -> None:
        """Put claims into a cluster."""
        for claim in claims:
            self.of[claim] = place


def corrected(
    members: Sequence[Sequence[Claim]],
    corrections: Corrections,
    rank: Mapping[str, int],
    previous: Sequence[Measure] = (),
) -> Corrected:
    """Lay corrections over clusters of claims; `rank` is the place of each claim in reading order."""
    places = _Places(members, previous)
    labels: dict[int, str] = {}
    ids: dict[int, str] = {}
    for merge in corrections.merges:
        found = [(m, n) for m in merge.measures if (n := places.find(m)) is not None]
        if not found:
            continue
        first, home = found[0]
        gone = {n for _, n in found} - {home}
        places.move([c for c, n in places.of.items() if n in gone], home)
        ids[home] = first
        if merge.label:
            labels[home] = merge.label
    for split in corrections.splits:
        claims = places.known(split.claims)
        if claims:
            places.move(claims, places.count)
            if split.label:
                labels[places.count] = split.label
            places.count += 1
    for pin in corrections.pins:
        pinned = places.find(pin.measure)
        if pinned is not None:
            places.move(places.known(pin.claims), pinned)
    for rename in corrections.renames:
        renamed = places.find(rename.measure)
        if renamed is not None:
            labels[renamed] = rename.label
    return _regrouped(members, places, labels, ids, rank)


def _regrouped(
    members: Sequence[Sequence[Claim]], places: _Places, labels: dict[int, str], ids: dict[int, str], rank: Mapping[str, int]
) -> Corrected:
    """The clusters as the claims now lie, each still in reading order; what became empty is gone."""
    groups: dict[int, list[Claim]] = {}
    for claims in members:
        for claim in claims:
            groups.setdefault(places.of[claim.id], []).append(claim)
    order = sorted(groups)
    at = {old: new for new, old in enumerate(order)}
    return Corrected(
        members=tuple(tuple(sorted(groups[n], key=lambda c: rank[c.id])) for n in order),
        labels={at[n]: label for n, label in labels.items() if n in at},
        ids={at[n]: i for n, i in ids.items() if n in at},
    )
