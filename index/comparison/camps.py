"""Camps: who stands on which side of a proposition, with the sentences that put each side best.

Invariant: a holder is in at most one camp of a proposition, the one of the latest stretch of time; a camp's independent
origins are its holders, so that ten texts that quote one person are one. To rank sentences otherwise: `_strength`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from corpus.findings import Camp
from corpus.ids import make_id, stable_hash
from corpus.records import Label, Position, Stance
from index.comparison.holders import is_name
from index.comparison.positions import is_own_voice

MOST_STRONGEST = 12
_LEAST_WORDS, _MOST_WORDS = 6, 60  # shorter sentences say little by themselves, longer ones are hard to quote


def find_camps(positions: Sequence[Position], stances: Mapping[str, Stance]) -> tuple[Camp, ...]:
    """The camps of all propositions, sorted by topic, target and label; `stances` by id, with revised holders."""
    latest: dict[tuple[str, str, str], Position] = {}
    for position in positions:
        key = (position.topic, position.target, position.holder)
        known = latest.get(key)
        if known is None or (position.last or "", position.id) > (known.last or "", known.id):
            latest[key] = position
    sides: dict[tuple[str, str, Label], list[Position]] = defaultdict(list)
    for position in latest.values():
        sides[(position.topic, position.target, position.label)].append(position)
    return tuple(_camp(*key, sorted(mine, key=lambda p: p.id), stances) for key, mine in sorted(sides.items()))


def _camp(topic: str, target: str, label: Label, positions: Sequence[Position], stances: Mapping[str, Stance]) -> Camp:
    best = [min((stances[s] for s in p.stances), key=lambda s: (s.label is not label, _weakness(s))) for p in positions]
    ranked = sorted(best, key=lambda s: (s.label is not label, _weakness(s)))
    origins = sorted({p.holder for p in positions if is_name(p.holder)})
    return Camp(
        id=make_id("camp", topic, target, str(label)),
        topic=topic,
        target=target,
        label=label,
        positions=tuple(p.id for p in positions),
        holders=tuple(sorted({p.holder for p in positions})),
        strongest=tuple(s.id for s in ranked[:MOST_STRONGEST]),
        sources=tuple(sorted({d for p in positions for d in p.sources})),
        origins=tuple(origins),
        independent_origins=len(origins),
        made_from=stable_hash([p.made_from for p in positions]),
    )


def _weakness(stance: Stance) -> tuple[bool, bool, bool, float, str]:
    """Less for a sentence that puts its side better: unconditional, of readable length, in the holder's own voice, sure."""
    words = len(stance.evidence.split())
    readable = _LEAST_WORDS <= words <= _MOST_WORDS
    return (stance.conditional, not readable, not is_own_voice(stance), -round(stance.score, 4), stance.id)
