"""Grouped claims to measures, relations and mutations: one group after the other, and the pairs that lie near each other.

Invariant: what comes out depends on the groups, their documents and the overlaps alone; each record names in `made_from` the
hash of all that it was made from. To add what is found in a measure: `compare_groups` and a field of `Compared`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace

from corpus.findings import Mutation
from corpus.ids import make_id, stable_hash
from corpus.protocols import PairJudge
from corpus.records import Claim, Document, Measure, Overlap, Quantity, Relation
from index.comparison.basis import rate_of
from index.comparison.holders import HolderBook
from index.comparison.levels import LevelIndex
from index.comparison.measures import Group, Likeness, reading_order, value_groups
from index.comparison.mutations import mutations_of
from index.comparison.origins import OriginFinder, Origins
from index.comparison.relations import HANG_ON_OTHERS, Finding, Setting, pairs_to_compare, relate, relate_near
from index.comparison.together import Together
from index.comparison.updating import Before, has_origins
from index.comparison.verdicts import verdict_of
from index.comparison.withdrawn import Withdrawals


@dataclass(frozen=True, slots=True)
class Compared:
    """What claims come to: each tuple sorted by id."""

    measures: tuple[Measure, ...]
    relations: tuple[Relation, ...]
    mutations: tuple[Mutation, ...]


class _Hashes(dict[str, str]):
    """The content hashes of claims by id, made when first asked for."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._claims = {c.id: c for c in claims}

    def __missing__(self, claim: str) -> str:
        self[claim] = content_hash(self._claims[claim])
        return self[claim]


def compare_groups(
    groups: Sequence[Group],
    likeness: Likeness,
    documents: Mapping[str, Document],
    *,
    book: HolderBook,
    overlaps: Sequence[Overlap] = (),
    judge: PairJudge | None = None,
    before: Before | None = None,
) -> Compared:
    """Compare the members of each group, and the claims of different groups that are near each other.

    Args:
        before: the last comparison, of which is taken over what would be made again as it is.
    """
    finder = OriginFinder(documents, overlaps, book)
    hashes = _Hashes(c for group in groups for c in group.claims)
    measures: list[Measure] = []
    relations: list[Relation] = []
    mutations: list[Mutation] = []
    origin_of: dict[str, str | None] = {}
    for group in groups:
        origins = finder.trace(group.claims)
        origin_of.update(origins.of_claim)
        known = before.measure(group.id, group.label, sorted(c.id for c in group.claims)) if before else None
        if (
            before
            and known
            and (known.origin, known.origins, known.chain) == (origins.origin, origins.origins, origins.chain)
        ):
            measures.append(known)
            relations.extend(before.inside.get(known.id, ()))
            mutations.extend(before.mutations.get(known.id, ()))
            continue
        found = _relations_of(group, origins, documents, likeness, judge, hashes, before)
        relations.extend(found)
        measures.append(_measure_of(group, origins, found, documents, hashes))
        mutations += mutations_of(group.claims, group.id, origins.of_claim, likeness, hashes)
    relations.extend(_near_relations(groups, origin_of, documents, likeness, judge, hashes, before))
    return Compared(
        measures=tuple(measures),
        relations=tuple(sorted(relations, key=lambda r: r.id)),
        mutations=tuple(sorted(mutations, key=lambda m: m.id)),
    )


def content_hash(claim: Claim) -> str:
    """The hash of all that a claim holds, by the names of its fields."""
    quantity = {name: getattr(claim.quantity, name) for name in _QUANTITY_FIELDS}
    return stable_hash({name: quantity if name == "quantity" else getattr(claim, name) for name in _CLAIM_FIELDS})


_CLAIM_FIELDS = tuple(f.name for f in fields(Claim))
_QUANTITY_FIELDS = tuple(f.name for f in fields(Quantity))


def _relations_of(
    group: Group,
    origins: Origins,
    documents: Mapping[str, Document],
    likeness: Likeness,
    judge: PairJudge | None,
    hashes: Mapping[str, str],
    before: Before | None,
) -> list[Relation]:
    """The relations of the members of a group; of those in one measure before, the ones that still hold are taken over."""
    setting = Setting(
        likeness=likeness,
        origin_of=dict(origins.of_claim),
        published={c.document: _published(c, documents) for c in group.claims},
        levels=LevelIndex(group.claims),
        withdrawals=Withdrawals(group.claims, documents),
        together=Together(group.claims, origins.of_claim),
        judge=judge,
    )
    found: list[Relation] = []
    ask: list[tuple[Claim, Claim]] = []
    known = before.relations_of(group.claims) if before else {}
    for a, b in pairs_to_compare(group.claims):
        held = known.get(make_id("relation", *sorted((a.id, b.id)))) if known else None
        if held is not None and _still_holds(held, a, b, setting):
            found.append(held if held.measure == group.id else replace(held, measure=group.id))
        else:
            ask.append((a, b))
    likeness.prepare([(a.id, b.id) for a, b in ask])
    return found + [_relation(a, b, relate(a, b, setting), setting, group.id, hashes) for a, b in ask]


def _still_holds(held: Relation, a: Claim, b: Claim, setting: Setting) -> bool:
    """Whether a relation of two unchanged claims would be found again.

    A level and a change are always compared again, since the other levels of their measure decide; so is what a claim
    beside the two may explain.
    """
    if held.rule in HANG_ON_OTHERS:
        return False
    return (held.a, held.b) == (a.id, b.id) and a.quantity.unit == b.quantity.unit and has_origins(held, setting.origin_of)


def _made_from(a: Claim, b: Claim, setting: Setting, hashes: Mapping[str, str]) -> str:
    return stable_hash(hashes[a.id], hashes[b.id], setting.published[a.document], setting.published[b.document])


def _near_relations(
    groups: Sequence[Group],
    origin_of: Mapping[str, str | None],
    documents: Mapping[str, Document],
    likeness: Likeness,
    judge: PairJudge | None,
    hashes: Mapping[str, str],
    before: Before | None,
) -> list[Relation]:
    """Relations of claims of two measures that may yet measure one thing, kept under the measure of the earlier one."""
    place = {c.id: (n, c, group) for group in groups for n, c in enumerate(group.claims)}
    found: list[Relation] = []
    likeness.prepare(likeness.near)
    withdrawals, together = Withdrawals((), documents), Together((), {})  # what explains a conflict: there is none here
    for one, other in likeness.near:
        (_, a, home), (_, b, other_home) = place[one], place[other]
        if home is other_home:
            continue  # a person joined the two: they were compared with the members of one measure
        if reading_order((a, b), documents)[0].id != a.id:
            a, b, home, other_home = b, a, other_home, home
        id_ = make_id("relation", *sorted((a.id, b.id)))
        held = before.relation_between(id_, origin_of, home.id) if before else None
        if held is not None:
            found.append(held)
            continue
        setting = Setting(
            likeness=likeness,
            origin_of={c.id: origin_of.get(c.id) for c in (a, b)},
            published={c.document: _published(c, documents) for c in (a, b)},
            levels=LevelIndex((a, b)),
            withdrawals=withdrawals,
            together=together,
            judge=judge,
        )
        found.append(_relation(a, b, relate_near(a, b, setting), setting, home.id, hashes))
    return found


def _published(claim: Claim, documents: Mapping[str, Document]) -> str | None:
    return documents[claim.document].published if claim.document in documents else None


def _relation(a: Claim, b: Claim, finding: Finding, setting: Setting, measure: str, hashes: Mapping[str, str]) -> Relation:
    return Relation(
        id=make_id("relation", *sorted((a.id, b.id))),
        a=a.id,
        b=b.id,
        relation=finding.relation,
        rule=finding.rule,
        reason=finding.reason,
        inputs=_inputs(a, b, setting),
        measure=measure,
        made_from=_made_from(a, b, setting, hashes),
    )


def _inputs(a: Claim, b: Claim, setting: Setting) -> tuple[tuple[str, str], ...]:
    """What the rules looked at, for whoever asks why."""
    traits: list[tuple[str, str]] = []
    for side, claim in (("a", a), ("b", b)):
        q = claim.quantity
        told = {
            "value": f"{q.value:g}" if q.high is None else f"{q.value:g}..{q.high:g}",
            "unit": q.unit,
            "modifier": str(q.modifier),
            "certainty": str(claim.certainty),
            "subject": claim.subject,
            "time": claim.time_iso or claim.time,
            "baseline": claim.baseline,
            "scope": claim.scope,
            "rate": rate_of(claim),
            "origin": setting.origin_of.get(claim.id),
        }
        traits.extend((f"{side}.{name}", value) for name, value in told.items() if value)
    traits.append(("likeness", f"{setting.likeness.score(a.id, b.id):.2f}"))
    return tuple(traits)


def _measure_of(
    group: Group,
    origins: Origins,
    relations: Sequence[Relation],
    documents: Mapping[str, Document],
    hashes: Mapping[str, str],
) -> Measure:
    ids = sorted(c.id for c in group.claims)
    sources = sorted({c.document for c in group.claims})
    told = [[d, documents[d].published, documents[d].title, documents[d].authors] for d in sources if d in documents]
    return Measure(
        id=group.id,
        label=group.label,
        claims=tuple(ids),
        groups=value_groups(group.claims),
        sources=tuple(sources),
        origin=origins.origin,
        origins=origins.origins,
        independent_origins=len(origins.origins),
        chain=origins.chain,
        verdict=verdict_of(group.claims, relations),
        made_from=stable_hash([hashes[i] for i in ids], told, [asdict(link) for link in origins.chain]),
    )
