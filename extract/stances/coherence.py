"""Stances of one holder on one proposition in one document, held against each other.

Somebody who argues for ten sentences and seems to argue against in one was most likely misread in that one. Invariant: where
both sides are clearly taken, both stay, because a holder may be of two minds, and positions show it as mixed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from corpus.names import name_key
from corpus.records import Label, Stance

OUTWEIGHED = 2.0  # a side with so many times the evidence makes weak ones of the other side unlikely
WEAK = 0.85  # a stance of at least this probability stays whatever the others say
_SIDES = (Label.SUPPORT, Label.OPPOSE)


def without_outweighed(stances: Sequence[Stance]) -> list[Stance]:
    """The stances without weak ones that the same holder's others outweigh, in the same order."""
    groups: dict[tuple[str, str, str], list[Stance]] = defaultdict(list)
    for stance in stances:
        groups[(stance.topic, stance.target, name_key(stance.holder))].append(stance)
    dropped: set[str] = set()
    for mine in groups.values():
        evidence = {side: sum(s.score - 0.5 for s in mine if s.label is side) for side in _SIDES}
        for side, other in (_SIDES, _SIDES[::-1]):
            if evidence[side] > 0 and evidence[other] >= OUTWEIGHED * evidence[side]:
                dropped |= {s.id for s in mine if s.label is side and s.score < WEAK}
    return [s for s in stances if s.id not in dropped]
