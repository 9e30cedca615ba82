"""Where claims of one measure part, agree, or change on their way: pairs side by side with the rule that decided.

Invariant: every pair shown is a stored relation or a stored step of an origin chain; nothing is compared here anew, except
that a step's two claims are set against each other field by field to name what changed. Order: conflicts before different
bases; then independent origins, documents, pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set

from corpus.names import name_key
from corpus.records import Certainty, Claim, Measure, Relation, RelationKind
from reports.caps import listed
from reports.lookup import Lookup, anchor_of
from reports.measures import best_of_each, measure_label
from reports.model import AgreementView, DisagreementView, PairView
from reports.pieces import Listed
from reports.quotes import claim_view
from reports.wording import RELATION_WORDS, capitalised, clip, counted, quantity_words

REASON_CHARS = 400
BRIEF_CHARS = 150  # of a reason on page one: five disagreements must fit there
KEY_DISAGREEMENTS = 5
_KINDS = (RelationKind.CONFLICT, RelationKind.DIFFERENT_BASIS)
_AGREEING = (RelationKind.AGREE, RelationKind.REFINE)
_ADVERSE = {k: i for i, k in enumerate(_KINDS)}


def claims_of_pair(lookup: Lookup, relation: Relation) -> tuple[Claim, Claim] | None:
    """The two claims of a relation, or None where the snapshot lacks one."""
    a, b = lookup.claims.get(relation.a), lookup.claims.get(relation.b)
    return (a, b) if a and b else None


def _pair_order(lookup: Lookup, relation: Relation) -> tuple[object, ...]:
    """First-hand claims before reported ones, two documents before one, asserted before hedged, early ones first, by id."""
    pair = claims_of_pair(lookup, relation)
    if pair is None:
        return (9, relation.id)
    reported = sum(c.attributed_to is not None for c in pair)
    unsure = sum(c.certainty is not Certainty.ASSERTED for c in pair)
    dates = sorted(lookup.date_of(c.document, c.segment) or "9999" for c in pair)
    return (pair[0].document == pair[1].document, reported, unsure, dates, relation.id)


def _values(lookup: Lookup, relation: Relation) -> frozenset[tuple[object, ...]]:
    pair = claims_of_pair(lookup, relation) or ()
    return frozenset((c.quantity.value, c.quantity.high, c.quantity.unit, c.quantity.modifier) for c in pair)


def _best_pairs(lookup: Lookup, relations: Sequence[Relation]) -> list[Relation]:
    """The pairs worth reading: the best of each pair of values first, then the rest."""
    ordered = sorted(relations, key=lambda r: _pair_order(lookup, r))
    first: dict[frozenset[tuple[object, ...]], Relation] = {}
    rest: list[Relation] = []
    for relation in ordered:
        key = _values(lookup, relation)
        if key in first:
            rest.append(relation)
        else:
            first[key] = relation
    return [*first.values(), *rest]


def pair_view(lookup: Lookup, relation: Relation, *, shown: frozenset[str]) -> PairView:
    """Two claims side by side, the earlier one first.

    Raises:
        KeyError: the snapshot lacks one of the claims.
    """
    a, b = lookup.claims[relation.a], lookup.claims[relation.b]
    dates = tuple(lookup.date_of(c.document, c.segment) or "9999" for c in (a, b))
    if dates[1] < dates[0]:
        a, b = b, a
    return PairView(
        id=relation.id,
        anchor=anchor_of(relation.id),
        kind=str(relation.relation),
        kind_words=RELATION_WORDS[relation.relation],
        a=claim_view(lookup, a, shown=shown),
        b=claim_view(lookup, b, shown=shown),
        rule=clip(relation.rule.replace("_", " "), 80),
        reason=capitalised(clip(relation.reason, REASON_CHARS)),
        brief=capitalised(clip(relation.reason, BRIEF_CHARS)),
        inputs=tuple((clip(k.replace("_", " "), 60), clip(v, 160)) for k, v in relation.inputs if v),
    )


def _by_measure_and_kind(
    lookup: Lookup, kinds: Sequence[RelationKind], left_out: Set[str] = frozenset()
) -> dict[tuple[str, RelationKind], list[Relation]]:
    found: dict[tuple[str, RelationKind], list[Relation]] = defaultdict(list)
    for relation in lookup.relations:
        if relation.relation in kinds and relation.id not in left_out and claims_of_pair(lookup, relation):
            found[relation.measure, relation.relation].append(relation)
    return found


def _interest(lookup: Lookup, measure: Measure | None, relations: Sequence[Relation]) -> tuple[int, int, int]:
    """Independent origins of the claims concerned, their documents, and pairs.

    No more origins than the measure has, whose names may be one party's; the measure's where none could be traced.
    """
    claims = {c.id: c for r in relations for c in claims_of_pair(lookup, r) or ()}
    origins = {name_key(lookup.origin_of[c]) for c in claims if c in lookup.origin_of}
    most = measure.independent_origins if measure else len(origins)
    return (min(len(origins), most) or most, len({c.document for c in claims.values()}), len(relations))


def _weight_words(interest: tuple[int, int, int], noun: str) -> str:
    origins, documents, pairs = interest
    return ", ".join((counted(origins, "independent origin"), counted(documents, "source"), counted(pairs, noun)))


def disagreement_list(
    lookup: Lookup, *, headlines: frozenset[str], shown: frozenset[str], elsewhere: Set[str]
) -> tuple[Listed[DisagreementView], int]:
    """Disagreements by measure and kind, and how many of them, the first, are for page one; the rest by interest.

    `headlines` are measures with a place on the page; relations `elsewhere` are shown in another part of it.
    """
    found = _by_measure_and_kind(lookup, _KINDS, elsewhere)
    interest = {key: _interest(lookup, lookup.measures.get(key[0]), rs) for key, rs in found.items()}
    by_interest = sorted(found, key=lambda k: (_ADVERSE[k[1]], *(-n for n in interest[k]), k[0]))
    key = _key_disagreements(lookup, found, by_interest)
    ordered = [*key, *(k for k in by_interest if k not in key)]
    views = []
    for measure_id, kind in ordered[: lookup.caps.disagreements.screen]:
        relations = _best_pairs(lookup, found[measure_id, kind])
        pairs = [pair_view(lookup, r, shown=shown) for r in relations[: lookup.caps.pairs.screen]]
        measure = lookup.measures.get(measure_id)
        views.append(
            DisagreementView(
                anchor=f"{kind}-{anchor_of(measure_id)}",
                kind=str(kind),
                kind_words=RELATION_WORDS[kind],
                label=measure_label(measure) if measure else _phrase(lookup, relations[0]),
                measure_href=f"#{anchor_of(measure_id)}" if measure_id in headlines else None,
                weight=_weight_words(interest[measure_id, kind], "pair"),
                lead=pairs[0],
                pairs=listed(pairs, lookup.caps.pairs, "pair", total=len(relations)),
                keys=lookup.keys_of_claims(c for r in relations for c in claims_of_pair(lookup, r) or ()),
            )
        )
    return listed(views, lookup.caps.disagreements, "disagreement", total=len(ordered)), len(key)


def _key_disagreements(
    lookup: Lookup,
    found: Mapping[tuple[str, RelationKind], Sequence[Relation]],
    by_interest: Sequence[tuple[str, RelationKind]],
) -> list[tuple[str, RelationKind]]:
    """The disagreements for page one: one of each measure; two figures of one writer on two bases explain each other."""
    of_measure: dict[str, tuple[str, RelationKind]] = {}
    for measure, kind in by_interest:
        if len(of_measure) == KEY_DISAGREEMENTS:
            break
        lead = claims_of_pair(lookup, _best_pairs(lookup, found[measure, kind])[0])
        is_within_one_source = lead is not None and lead[0].document == lead[1].document
        if kind is RelationKind.CONFLICT or not is_within_one_source:
            of_measure.setdefault(measure, (measure, kind))
    return list(of_measure.values())


def _phrase(lookup: Lookup, relation: Relation) -> str:
    return clip(lookup.claims[relation.a].measure_phrase, 120) or "An unnamed measure"


def agreement_list(
    lookup: Lookup, *, headlines: frozenset[str], shown: frozenset[str], elsewhere: Set[str]
) -> Listed[AgreementView]:
    """Values that sources give alike, those with most independent origins first."""
    found: dict[str, list[Relation]] = defaultdict(list)
    for (measure_id, _), relations in _by_measure_and_kind(lookup, _AGREEING, elsewhere).items():
        found[measure_id] += relations
    interest = {m: _interest(lookup, lookup.measures.get(m), rs) for m, rs in found.items()}
    across = [m for m in found if interest[m][1] > 1]
    ordered = sorted(across, key=lambda m: (*(-n for n in interest[m]), m))
    views = [
        _agreement(lookup, m, found[m], interest[m], headlines, shown) for m in ordered[: lookup.caps.agreements.screen]
    ]
    return listed(views, lookup.caps.agreements, "agreement", total=len(ordered))


def _agreement(
    lookup: Lookup,
    measure_id: str,
    relations: Sequence[Relation],
    interest: tuple[int, int, int],
    headlines: frozenset[str],
    shown: frozenset[str],
) -> AgreementView:
    first = _best_pairs(lookup, relations)[0]
    of_value: dict[str, dict[str, Claim]] = defaultdict(dict)
    for claim in (c for r in relations for c in claims_of_pair(lookup, r) or ()):
        of_value[quantity_words(claim.quantity)][claim.id] = claim
    values = sorted(of_value, key=lambda v: (-len(of_value[v]), v))
    claims = best_of_each(lookup, (of_value[v].values() for v in values))
    measure = lookup.measures.get(measure_id)
    is_exact = any(r.relation is RelationKind.AGREE for r in relations)
    views = [claim_view(lookup, c, shown=shown) for c in claims[: lookup.caps.agreeing.screen]]
    return AgreementView(
        anchor=f"agree-{anchor_of(measure_id)}",
        label=measure_label(measure) if measure else _phrase(lookup, first),
        measure_href=f"#{anchor_of(measure_id)}" if measure_id in headlines else None,
        value=", also ".join(values[:3]),
        kind_words=RELATION_WORDS[RelationKind.AGREE if is_exact else RelationKind.REFINE],
        weight=_weight_words(interest, "agreeing pair"),
        reason=clip(first.reason, REASON_CHARS),
        claims=listed(views, lookup.caps.agreeing, "claim", total=len(claims)),
        keys=lookup.keys_of_claims(claims),
    )
