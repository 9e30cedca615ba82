"""Figures that change on their way: both claims go back to one origin, and the repetition is not what the origin said.

Invariant: every pair shown is a stored relation between claims of two documents that the measure's chain traces to one
origin, decided by a rule about what is lost in repeating (a bound, a rate, a baseline, a modality, a scope). What changed is
read off the two claims field by field. To show more kinds: `LOSSY_RULES`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from corpus.names import is_same_name
from corpus.records import Claim, Relation, RelationKind
from reports.caps import listed
from reports.disagreements import REASON_CHARS, claims_of_pair
from reports.lookup import Lookup, anchor_of
from reports.measures import measure_label
from reports.model import MutationView
from reports.pieces import Listed
from reports.quotes import claim_view
from reports.wording import certainty_words, clip, quantity_words

LOSSY_RULES = frozenset({"modifier", "rate", "baseline", "modality", "scope", "noun"})
_KINDS = frozenset({RelationKind.REFINE, RelationKind.DIFFERENT_BASIS})


def mutations(lookup: Lookup) -> list[Relation]:
    """The relations that show a figure changed on its way: one of each repeating claim, in the order of the snapshot."""
    return [r for r in lookup.relations if r.relation in _KINDS and r.rule in LOSSY_RULES and _is_repeated(lookup, r)]


def _is_repeated(lookup: Lookup, relation: Relation) -> bool:
    pair = claims_of_pair(lookup, relation)
    if pair is None or pair[0].document == pair[1].document:
        return False
    one, other = (lookup.origin_of.get(c.id) for c in pair)
    return bool(one and other and is_same_name(one, other))


def mutation_list(lookup: Lookup, relations: Sequence[Relation], *, shown: frozenset[str]) -> Listed[MutationView]:
    """Changed figures, those of measures with most independent origins first; one for each repeating claim."""
    by_repeat: dict[str, list[tuple[Claim, Claim, Relation]]] = defaultdict(list)
    for relation in relations:
        pair = claims_of_pair(lookup, relation)
        if pair is not None:
            origin, repeat = sorted(pair, key=lambda c: _first_hand_first(lookup, c))
            by_repeat[repeat.id].append((origin, repeat, relation))
    best = [min(found, key=lambda f: (_first_hand_first(lookup, f[0]), f[2].id)) for found in by_repeat.values()]
    best.sort(key=lambda f: (*_weight(lookup, f[2]), f[1].document, f[1].start, f[1].id))
    views = [_view(lookup, *found, shown) for found in best[: lookup.caps.mutations.screen]]
    return listed(views, lookup.caps.mutations, "changed figure", total=len(best))


def _first_hand_first(lookup: Lookup, claim: Claim) -> tuple[object, ...]:
    return (
        claim.attributed_to is not None,
        lookup.date_of(claim.document, claim.segment) or "9999",
        claim.document,
        claim.start,
    )


def _weight(lookup: Lookup, relation: Relation) -> tuple[int, int]:
    measure = lookup.measures.get(relation.measure)
    return (-measure.independent_origins, -len(measure.sources)) if measure else (0, 0)


def _view(lookup: Lookup, origin: Claim, repeat: Claim, relation: Relation, shown: frozenset[str]) -> MutationView:
    measure = lookup.measures.get(relation.measure)
    return MutationView(
        anchor=f"mutation-{anchor_of(repeat.id)}",
        label=measure_label(measure) if measure else clip(origin.measure_phrase, 120),
        a=claim_view(lookup, origin, shown=shown),
        b=claim_view(lookup, repeat, shown=shown),
        because=clip(relation.reason, REASON_CHARS),
        changes=changes_between(origin, repeat),
        keys=lookup.keys_of_claims((origin, repeat)),
    )


def changes_between(origin: Claim, repeat: Claim) -> tuple[str, ...]:
    """What differs between a figure and its repetition, each change in words; empty where only the words differ."""
    changes: list[str] = []
    a, b = origin.quantity, repeat.quantity
    if (a.value, a.high, a.unit) != (b.value, b.high, b.unit) or a.modifier is not b.modifier:
        changes.append(f"{quantity_words(a)} becomes {quantity_words(b)}")
    if origin.certainty is not repeat.certainty:
        was, now = (certainty_words(c.certainty) or "asserted" for c in (origin, repeat))
        changes.append(f"{was} becomes {now}")
    for name, before, after in (
        ("date", origin.time_iso or origin.time, repeat.time_iso or repeat.time),
        ("baseline", origin.baseline, repeat.baseline),
        ("scope", origin.scope, repeat.scope),
    ):
        if before and not after:
            changes.append(f"the {name} is lost ({clip(before, 60)})")
        elif before and after and before.strip().lower() != after.strip().lower():
            changes.append(f"the {name} changes from {clip(before, 60)} to {clip(after, 60)}")
    return tuple(changes)
