"""How a figure changed on its way: each later telling held against the first telling of the same origin.

A measure's tellings of one origin are put in reading order; the first is what the others are held against, trait by trait.
A trait that both tell and tell differently has changed; a hedge, a baseline or a scope that is gone is lost. Invariant: a
mutation is only said where one origin is behind both tellings (or, for a figure pinned on another party, where the words are
surely the same claim), so that two parties' own figures are never called a garbling. To look at one trait more: `_TRAITS`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from corpus.findings import Mutation
from corpus.ids import make_id, stable_hash
from corpus.names import is_same_name
from corpus.records import Certainty, Claim
from corpus.text import squash
from corpus.vocabulary import MutationKind
from index.comparison.basis import Difference, baseline_of, differences, rate_of
from index.comparison.frames import rarity_of
from index.comparison.holders import is_generic, is_name
from index.comparison.measures import Likeness
from index.comparison.units import Fit, base_unit, fit, is_rounding, is_same_number

SURE = 0.7  # likeness from which two tellings are of one claim; see training/measures/README.md
_TELLING = 0.5  # rarity of a figure that can be pinned on a wrong party: two parties may both say "half"
MOST_TELLINGS = 200  # of one origin in one measure that are held against the first

_SOFT = frozenset({Certainty.HEDGED, Certainty.FORECAST, Certainty.HYPOTHETICAL})
_KIND_OF = {
    "rate": MutationKind.RATE,
    "time": MutationKind.DATE,
    "baseline": MutationKind.BASELINE,
    "subject": MutationKind.SUBJECT,
    "scope": MutationKind.SCOPE,
    "noun": MutationKind.UNIT,
}
_Change = tuple[MutationKind, str, str]


def mutations_of(
    claims: Sequence[Claim],
    measure: str,
    origin_of: Mapping[str, str | None],
    likeness: Likeness,
    hashes: Mapping[str, str],
) -> list[Mutation]:
    """The mutations among the members of one measure, given in reading order; sorted by id."""
    tellings: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        origin = origin_of.get(claim.id)
        if origin and claim.certainty is not Certainty.QUESTION:
            tellings[origin].append(claim)
    found: list[Mutation] = []
    for origin, told in tellings.items():
        for first, later in _held_against(told[:MOST_TELLINGS], likeness):
            found += [_mutation(measure, first, later, origin, c, hashes) for c in _changes(first, later)]
    firsts = [told[0] for told in tellings.values()]
    for a, b in _wrong_parties(firsts[:MOST_TELLINGS], likeness):
        change = (MutationKind.PARTY, a.attributed_to or "", b.attributed_to or "")
        found.append(_mutation(measure, a, b, None, change, hashes))
    return sorted({m.id: m for m in found}.values(), key=lambda m: m.id)


def _held_against(told: Sequence[Claim], likeness: Likeness) -> Iterator[tuple[Claim, Claim]]:
    """Each telling with the first one of the same number, or else, if it is surely the same claim, with the first of all."""
    firsts: list[Claim] = []
    for claim in told:
        same = next((f for f in firsts if is_same_number(f.quantity, claim.quantity)), None)
        if same is None:
            same = next((f for f in firsts if _one_claim(f, claim) and likeness.score(f.id, claim.id) >= SURE), None)
            firsts.append(claim)
        if same is not None and (same.document != claim.document or same.role is not claim.role):
            yield same, claim


def _one_claim(a: Claim, b: Claim) -> bool:
    """Whether two different numbers can be tellings of one: the same subject and no different time."""
    if not a.subject or not b.subject or not is_same_name(a.subject, b.subject):
        return False
    return not any(d.what in {"time", "unit", "threshold"} for d in differences(a, b))


def _changes(a: Claim, b: Claim) -> Iterator[_Change]:
    yield from _changed_certainty(a, b)
    yield from _changed_figure(a, b)
    for difference in differences(a, b):
        kind = _KIND_OF.get(difference.what)
        if kind is not None and not _is_vague(difference):
            yield kind, difference.a, difference.b
    yield from _lost(a, b)


def _changed_certainty(a: Claim, b: Claim) -> Iterator[_Change]:
    soft, soft_2 = a.certainty in _SOFT, b.certainty in _SOFT
    if soft and b.certainty is Certainty.ASSERTED:
        yield MutationKind.HEDGE_LOST, str(a.certainty), str(b.certainty)
    if soft_2 and a.certainty is Certainty.ASSERTED:
        yield MutationKind.HEDGE_GAINED, str(a.certainty), str(b.certainty)


def _changed_figure(a: Claim, b: Claim) -> Iterator[_Change]:
    one, other = a.quantity, b.quantity
    if base_unit(one.unit) != base_unit(other.unit):
        if one.value == other.value:
            yield MutationKind.UNIT, squash(one.text), squash(other.text)
        return
    if is_same_number(one, other):
        if one.modifier is not other.modifier:
            yield MutationKind.MODIFIER, f"{one.modifier} {squash(one.text)}", f"{other.modifier} {squash(other.text)}"
    elif fit(one, other) is Fit.DISJOINT and not is_rounding(one, other):
        yield MutationKind.VALUE, squash(one.text), squash(other.text)


def _lost(a: Claim, b: Claim) -> Iterator[_Change]:
    """A baseline or rate that the first telling gives and a later one leaves out, where the figure hangs on it."""
    hangs = base_unit(a.quantity.unit) in {"x", "pp"}
    if hangs and (before := baseline_of(a)) and not baseline_of(b):
        yield MutationKind.BASELINE, before, ""
    if hangs and (rate := rate_of(a)) and not rate_of(b):
        yield MutationKind.RATE, f"per {rate}", ""


def _is_vague(difference: Difference) -> bool:
    """Whether a difference is only that of an earlier level and the one given now, which no telling gets wrong."""
    return difference.a in {"the earlier level", "the level given now"}


def _wrong_parties(firsts: Sequence[Claim], likeness: Likeness) -> Iterator[tuple[Claim, Claim]]:
    """First tellings of two origins that are surely one claim: the same telling figure, credited to different parties."""
    for i, a in enumerate(firsts):
        for b in firsts[i + 1 :]:
            if not (a.attributed_to and b.attributed_to and a.document != b.document):
                continue
            if any(is_generic(n) or not is_name(n) for n in (a.attributed_to, b.attributed_to)):
                continue
            if is_same_name(a.attributed_to, b.attributed_to) or rarity_of(a.quantity.value) < _TELLING:
                continue
            if is_same_number(a.quantity, b.quantity) and not differences(a, b) and likeness.score(a.id, b.id) >= SURE:
                yield a, b


_IN_WORDS: dict[MutationKind, Callable[[str, str], str]] = {
    MutationKind.HEDGE_LOST: lambda before, after: f"what was {before} is asserted",
    MutationKind.HEDGE_GAINED: lambda before, after: f"what was asserted is {after}",
    MutationKind.PARTY: lambda before, after: f"the figure of “{before}” is credited to “{after}”, or the other way round",
}


def _mutation(measure: str, a: Claim, b: Claim, origin: str | None, change: _Change, hashes: Mapping[str, str]) -> Mutation:
    kind, before, after = change
    if kind in _IN_WORDS:
        words = _IN_WORDS[kind](before, after)
    else:
        name = kind.value.replace("_", " ")
        words = f"the {name} “{before}” is lost" if not after else f"the {name} “{before}” became “{after}”"
    return Mutation(
        id=make_id("mutation", a.id, b.id, str(kind)),
        measure=measure,
        a=a.id,
        b=b.id,
        origin=origin,
        kind=kind,
        before=before,
        after=after,
        reason=f"{words[:1].upper()}{words[1:]}.",
        made_from=stable_hash(hashes[a.id], hashes[b.id], origin),
    )
