"""Headline measures: what is measured, which values it is given, by how many independent origins.

Invariant: a measure is a headline when at least two claims speak of it; the rest stand with their source. Order: by
verdict (conflicts first), independent origins, documents, claims; equal ones by label and id, so that it never wavers.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from corpus.names import name_key
from corpus.records import Claim, Measure, ValueGroup
from reports.caps import listed
from reports.lookup import Lookup, anchor_of, headline_order
from reports.model import ChainGroup, ChainStep, MeasureView, Order, ValueView
from reports.pieces import Listed
from reports.plots import plot_of
from reports.quotes import claim_view
from reports.repetition import without_repetition
from reports.wording import (
    LABEL_CHARS,
    NAME_CHARS,
    VERDICT_WORDS,
    amount_words,
    capitalised,
    clip,
    counted,
    date_words,
    modifier_words,
    names_in_words,
    number_words,
)

_BECAUSE = {
    "attributed": "names its source",
    "overlap": "repeats its words",
    "link": "links to it",
    "repeats figure": "gives the same figure later",
}
BRIEF = 2  # sentences that sum a measure up; the plot beside them shows all of its values
_OWN_WORDS = "own words"  # a step that leads nowhere: the claim is the origin's


def measure_label(measure: Measure) -> str:
    """A measure's label as a heading."""
    return capitalised(clip(measure.label, LABEL_CHARS)) or "An unnamed measure"


def headline_measures(lookup: Lookup) -> list[Measure]:
    """Measures with two claims or more, most interesting first."""
    return headline_order(lookup.measures.values())


def claims_of(lookup: Lookup, measure: Measure) -> list[Claim]:
    """A measure's claims: each value's best first (first-hand, dated early), so that a cut list still shows every value."""
    by_group = [[lookup.claims[c] for c in g.claims if c in lookup.claims] for g in measure.groups]
    grouped = {c.id for group in by_group for c in group}
    by_group.append([lookup.claims[c] for c in measure.claims if c in lookup.claims and c not in grouped])
    return best_of_each(lookup, by_group)


def best_of_each(lookup: Lookup, groups: Iterable[Iterable[Claim]]) -> list[Claim]:
    """The best claim of each group, in the order of the groups, then the second best of each, and so on."""
    ordered = [sorted(group, key=lookup.best_first) for group in groups]
    longest = max((len(group) for group in ordered), default=0)
    return [group[i] for i in range(longest) for group in ordered if i < len(group)]


def measure_view(lookup: Lookup, measure: Measure, *, shown: frozenset[str]) -> MeasureView:
    """A measure as a page shows it; `shown` are the claims that have their place under a measure."""
    in_order = claims_of(lookup, measure)
    claims = without_repetition(in_order, n=BRIEF)
    label = measure_label(measure)
    views = [claim_view(lookup, c, shown=shown) for c in claims[: lookup.caps.claims.screen]]
    return MeasureView(
        id=measure.id,
        anchor=anchor_of(measure.id),
        label=label,
        verdict=str(measure.verdict),
        verdict_words=VERDICT_WORDS[measure.verdict],
        spread=spread_words(claims),
        counts=", ".join(
            (
                counted(len(measure.claims), "claim"),
                counted(len(measure.sources), "source"),
                counted(measure.independent_origins, "independent origin"),
            )
        ),
        origin=_origin_words(lookup, measure),
        values=listed([_value_view(lookup, g) for g in _sorted_groups(measure)], lookup.caps.values, "value"),
        plot=plot_of(lookup, label, in_order, _origin_names(lookup, measure)),
        claims=listed(views, lookup.caps.claims, "claim", total=len(claims)),
        brief=min(BRIEF, len(views)),
        chain=_chain(lookup, measure),
        order=Order(measure.independent_origins, len(measure.sources), spread_factor(claims)),
        keys=lookup.keys_of_claims(claims),
    )


def shown_claims(lookup: Lookup, measures: Sequence[Measure]) -> frozenset[str]:
    """The ids of the claims that are listed under the measures on screen."""
    return frozenset(
        c.id for m in measures[: lookup.caps.measures.screen] for c in claims_of(lookup, m)[: lookup.caps.claims.screen]
    )


def spread_words(claims: Sequence[Claim]) -> str:
    """From the least to the greatest value where one unit holds for all: "27 % to 80 %, a factor of 3"."""
    units = {c.quantity.unit for c in claims}
    values = [v for c in claims for v in (c.quantity.value, c.quantity.high) if v is not None and math.isfinite(v)]
    if not values:
        return ""
    if len(units) > 1:
        return f"given in {counted(len(units), 'unit')}"
    unit = next(iter(units))
    noun = next((c.quantity.noun for c in claims if c.quantity.noun), None)
    low, high = min(values), max(values)
    if low == high:
        return amount_words(low, None, unit, noun)
    words = f"{amount_words(low, None, unit, None)} to {amount_words(high, None, unit, noun)}"
    if low > 0 and high / low >= 1.5:
        words += f", a factor of {number_words(float(f'{high / low:.2g}'))}"
    return words


def spread_factor(claims: Sequence[Claim]) -> float:
    """How many times the least value the greatest is, where all have one unit and a sign; else 1."""
    values = [v for c in claims for v in (c.quantity.value, c.quantity.high) if v is not None and math.isfinite(v)]
    if len({c.quantity.unit for c in claims}) != 1 or not values or min(values) <= 0:
        return 1.0
    return float(f"{max(values) / min(values):.4g}")


def _sorted_groups(measure: Measure) -> list[ValueGroup]:
    return sorted(measure.groups, key=lambda g: (-len(g.claims), g.unit, g.value, g.claims))


def _value_view(lookup: Lookup, group: ValueGroup) -> ValueView:
    claims = [lookup.claims[c] for c in group.claims if c in lookup.claims]
    noun = next((c.quantity.noun for c in claims if c.quantity.noun), None)
    names: dict[str, str] = {}
    for claim in claims:
        holder = lookup.holder_of(claim)
        names.setdefault(name_key(holder), holder)
    return ValueView(
        value=modifier_words(group.modifiers) + amount_words(group.value, group.high, group.unit, noun),
        claims=counted(len(group.claims), "claim"),
        holders=names_in_words(list(names.values())),
    )


def name_of_origin(lookup: Lookup, measure: Measure, origin: str) -> str:
    """An origin in words; an unnamed one ("author") by the source of the first claim that is traced to it."""
    first = next((link.claim for link in measure.chain if link.origin == origin), None)
    claim = lookup.claims.get(first) if first else None
    if claim is not None and name_key(origin) == name_key(claim.attributed_to or claim.speaker):
        return lookup.holder_of(claim)
    return clip(origin, NAME_CHARS) or "an unnamed origin"


def _origin_names(lookup: Lookup, measure: Measure) -> dict[str, str]:
    """The name of each claim's origin, by the claim's id."""
    names = {origin: name_of_origin(lookup, measure, origin) for origin in {link.origin for link in measure.chain}}
    return {link.claim: names[link.origin] for link in measure.chain}


def _origin_words(lookup: Lookup, measure: Measure) -> str:
    if measure.origin:
        return f"first-hand source: {name_of_origin(lookup, measure, measure.origin)}"
    names = list(dict.fromkeys(name_of_origin(lookup, measure, o) for o in measure.origins))
    return f"origins: {names_in_words(names)}" if names else "no first-hand source in the corpus"


def _chain(lookup: Lookup, measure: Measure) -> Listed[ChainGroup]:
    """Origins with those who repeat them, the one that most do first."""
    groups: dict[str, dict[tuple[str, int], tuple[str, ChainStep]]] = {}
    for link in measure.chain:
        claim = lookup.claims.get(link.claim)
        if claim is None or claim.document not in lookup.refs or link.because == _OWN_WORDS:
            continue
        when = lookup.date_of(claim.document, claim.segment)
        step = ChainStep(
            repeater=lookup.name_in(claim.speaker, claim.document),
            because=_BECAUSE.get(link.because, clip(link.because, NAME_CHARS)),
            date=date_words(when),
            source=lookup.refs[claim.document],
        )
        steps = groups.setdefault(name_of_origin(lookup, measure, link.origin), {})
        steps.setdefault((step.repeater, step.source.number), (when or "9999", step))
    most = lookup.caps.claims.screen  # of the repeaters of one origin
    drawn = []
    for origin, steps in groups.items():
        oldest = sorted(steps.values(), key=lambda s: (s[0], s[1].source.number))[:most]
        drawn.append(ChainGroup(origin, tuple(step for _, step in oldest)))
    drawn.sort(key=lambda g: (-len(g.steps), g.origin))
    return listed(drawn, lookup.caps.chain, "origin")


def measure_list(lookup: Lookup, measures: Sequence[Measure], *, shown: frozenset[str]) -> Listed[MeasureView]:
    """The headline measures, cut to the caps."""
    views: list[MeasureView] = []
    placed: set[str] = set()
    for measure in measures[: lookup.caps.measures.screen]:
        view = measure_view(lookup, measure, shown=shown)
        views.append(_with_each_claim_placed_once(view, placed))
        placed.update(c.id for c in view.claims.items)
    return listed(views, lookup.caps.measures, "measure", total=len(measures))


def _with_each_claim_placed_once(view: MeasureView, placed: set[str]) -> MeasureView:
    """The view with no anchor at the claims that have their place under an earlier measure: a page holds an id once."""
    if not any(c.id in placed for c in view.claims.items):
        return view
    items = tuple(replace(c, anchor="") if c.id in placed else c for c in view.claims.items)
    return replace(view, claims=replace(view.claims, items=items))
