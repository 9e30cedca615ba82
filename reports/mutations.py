"""Figures that change on their way: two tellings of one origin's figure, and what the later one lost or altered.

Invariant: every change shown is a stored `Mutation`; those of one pair of tellings stand together. What changed is said
by the stored kind with the trait as either telling has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from corpus.findings import Mutation
from corpus.records import Comparison, RelationKind
from corpus.vocabulary import MutationKind
from reports.caps import listed
from reports.lookup import Lookup, anchor_of
from reports.measures import measure_label
from reports.model import MutationView
from reports.pieces import Listed
from reports.quotes import claim_view
from reports.wording import clip, modifier_words

_TRAIT_CHARS = 60
_SOFT = frozenset({RelationKind.REFINE, RelationKind.DIFFERENT_BASIS})
_TRAITS = {
    MutationKind.HEDGE_LOST: "hedge",
    MutationKind.HEDGE_GAINED: "hedge",
    MutationKind.MODIFIER: "bound",
    MutationKind.VALUE: "value",
    MutationKind.UNIT: "unit",
    MutationKind.RATE: "rate",
    MutationKind.DATE: "date",
    MutationKind.BASELINE: "baseline",
    MutationKind.SUBJECT: "subject",
    MutationKind.SCOPE: "scope",
    MutationKind.PARTY: "party",
}


def mutation_list(lookup: Lookup, comparison: Comparison, *, shown: frozenset[str]) -> Listed[MutationView]:
    """Changed figures by pair of tellings, those of measures with most independent origins first."""
    by_pair: dict[tuple[str, str], list[Mutation]] = defaultdict(list)
    for mutation in comparison.mutations:
        if mutation.a in lookup.claims and mutation.b in lookup.claims:
            by_pair[mutation.a, mutation.b].append(mutation)
    ordered = sorted(by_pair.values(), key=lambda found: (*_weight(lookup, found[0]), found[0].a, found[0].b))
    views = [_view(lookup, found, shown) for found in ordered[: lookup.caps.mutations.screen]]
    return listed(views, lookup.caps.mutations, "changed figure", total=len(ordered))


def told_as_mutations(lookup: Lookup, comparison: Comparison) -> frozenset[str]:
    """The relations that are told as a changed figure and need no second telling as a disagreement or agreement."""
    pairs = {frozenset((m.a, m.b)) for m in comparison.mutations}
    return frozenset(r.id for r in lookup.relations if r.relation in _SOFT and frozenset((r.a, r.b)) in pairs)


def _weight(lookup: Lookup, mutation: Mutation) -> tuple[int, int]:
    measure = lookup.measures.get(mutation.measure)
    return (-measure.independent_origins, -len(measure.sources)) if measure else (0, 0)


def _view(lookup: Lookup, found: Sequence[Mutation], shown: frozenset[str]) -> MutationView:
    first = found[0]
    a, b = lookup.claims[first.a], lookup.claims[first.b]
    measure = lookup.measures.get(first.measure)
    return MutationView(
        anchor=anchor_of(first.id),
        label=measure_label(measure) if measure else clip(a.measure_phrase, 120),
        a=claim_view(lookup, a, shown=shown),
        b=claim_view(lookup, b, shown=shown),
        changes=tuple(change_words(m) for m in found),
        keys=lookup.keys_of_claims((a, b)),
    )


def change_words(mutation: Mutation) -> str:
    """One change in words: "the bound is lost (more than 80 %)", "the date changes from May to June"."""
    trait = _TRAITS[mutation.kind]
    before, after = clip(mutation.before, _TRAIT_CHARS), clip(mutation.after, _TRAIT_CHARS)
    if mutation.kind in (MutationKind.HEDGE_LOST, MutationKind.HEDGE_GAINED):
        return f"{before or 'asserted'} becomes {after or 'asserted'}"
    if mutation.kind is MutationKind.MODIFIER:
        return f"{_bound_words(before)} becomes {_bound_words(after)}"
    if mutation.kind is MutationKind.PARTY:
        return f"credited to {before} in one and to {after} in the other"
    if before and not after:
        return f"the {trait} is lost ({before})"
    if after and not before:
        return f"a {trait} is added ({after})"
    return f"the {trait} changes from {before} to {after}"


def _bound_words(figure: str) -> str:
    """ "> 80%" as "more than 80%"."""
    sign, _, number = figure.partition(" ")
    words = modifier_words([sign])
    return f"{words}{number}" if number and (words or sign == "=") else figure
