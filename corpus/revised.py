"""Claims and stances as the corpus tells them: local records with their revised attributions laid over them.

Revised attributions are kept beside the records that they revise, never written over them; whoever reads the corpus as a
whole (comparison, reports, command line) lays them over here. Invariant: pure; nothing but who speaks and who is credited
changes. To let an attribution revise more: `Attribution` in `records.py` and here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.records import Attribution, Claim, Stance


def attributions_by_record(attributions: Iterable[Attribution]) -> dict[str, Attribution]:
    """The attribution that holds for each revised record: of several, the one with the least id."""
    chosen: dict[str, Attribution] = {}
    for attribution in sorted(attributions, key=lambda a: a.id, reverse=True):
        chosen[attribution.record] = attribution
    return chosen


def apply_attributions(claims: Sequence[Claim], attributions: Iterable[Attribution]) -> tuple[Claim, ...]:
    """The claims, in their order, with speaker and credited party as the whole corpus tells them."""
    revised = attributions_by_record(attributions)
    return tuple(
        replace(c, speaker=revised[c.id].speaker, attributed_to=revised[c.id].attributed_to) if c.id in revised else c
        for c in claims
    )


def apply_attributions_to_stances(stances: Sequence[Stance], attributions: Iterable[Attribution]) -> tuple[Stance, ...]:
    """The stances, in their order: who utters them, and as holder the party to whom the words were traced."""
    revised = attributions_by_record(attributions)
    return tuple(
        replace(s, speaker=revised[s.id].speaker, holder=revised[s.id].attributed_to or s.holder) if s.id in revised else s
        for s in stances
    )
