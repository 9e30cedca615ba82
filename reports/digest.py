"""What is agreed, what is disputed and what is new: a summary of the topic in sentences of its sources.

Invariant: extractive: each line is a heading made of counts and labels, and one or two sentences that stand word for word in
their sources. No sentence is shown twice, nor one that says what a shown one says (`repetition.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from corpus.records import Comparison, Label, Stance, Verdict
from corpus.topic import TopicPack
from reports.lookup import Lookup, anchor_of
from reports.measures import measure_label
from reports.model import AgreementView, DigestItem, DigestView, DisagreementView, Voiced
from reports.pieces import ClaimView
from reports.quotes import claim_view, stance_view
from reports.repetition import Said
from reports.wording import VERDICT_WORDS, clip, voice_words

ITEMS = 4


def digest_view(
    lookup: Lookup,
    comparison: Comparison,
    topic: TopicPack,
    *,
    agreements: Sequence[AgreementView],
    disagreements: Sequence[DisagreementView],
    sides: Mapping[str, tuple[int, int]],
) -> DigestView:
    """The three lists, each of the items that most bears on; empty ones are left out by the page.

    Args:
        sides: holders for and against, by proposition, as the page counts them elsewhere (`positions.division`).
    """
    said = Said()
    return DigestView(
        agreed=tuple(_agreed(_undisputed(agreements, comparison), said)),
        disputed=(*_disputed(disagreements, said), *_divided(lookup, comparison, topic, sides, said)),
        new=tuple(_new(lookup, said)),
    )


def _undisputed(agreements: Sequence[AgreementView], comparison: Comparison) -> list[AgreementView]:
    """Without what agrees in a measure that is in conflict: a reader is not told that a disputed thing is agreed."""
    contested = {f"#{anchor_of(m.id)}" for m in comparison.measures if m.verdict is Verdict.CONFLICT}
    return [a for a in agreements if a.measure_href not in contested]


def _agreed(agreements: Sequence[AgreementView], said: Said) -> Iterable[DigestItem]:
    shown = 0
    for agreement in agreements:
        quote = next((_voiced(c) for c in agreement.claims.items if said.is_new(_words(c))), None)
        if quote is None:
            continue
        words = f"{agreement.value}: {agreement.weight}"
        yield DigestItem(label=agreement.label, href=f"#{agreement.anchor}", words=words, quotes=(quote,))
        shown += 1
        if shown == ITEMS:
            return


def _voiced(claim: ClaimView) -> Voiced:
    return Voiced(quote=claim.quote, who=claim.who.words, date=claim.date)


def _words(claim: ClaimView) -> str:
    return f"{claim.quote.before}{claim.quote.number}{claim.quote.after}"


def _disputed(disagreements: Sequence[DisagreementView], said: Said) -> Iterable[DigestItem]:
    for d in list(disagreements)[:ITEMS]:
        quotes = tuple(_voiced(c) for c in (d.lead.a, d.lead.b) if said.is_new(_words(c)))
        if quotes:
            words = f"{d.lead.a.value} against {d.lead.b.value}, {d.kind_words}"
            yield DigestItem(label=d.label, href=f"#{d.anchor}", words=words, quotes=quotes)


def _divided(
    lookup: Lookup, comparison: Comparison, topic: TopicPack, sides: Mapping[str, tuple[int, int]], said: Said
) -> Iterable[DigestItem]:
    """The propositions with a camp on either side, the most evenly held first, each side at its best."""
    texts = {p.key: p.text for p in topic.propositions}
    camps = {(c.target, c.label): c for c in comparison.camps if c.topic == topic.name}
    has_camps = {t for t in texts if (t, Label.SUPPORT) in camps and (t, Label.OPPOSE) in camps}
    both = [t for t in texts if t in has_camps and min(sides.get(t, (0, 0)))]
    for target in sorted(both, key=lambda t: (-min(sides[t]), -sum(sides[t]), t))[: ITEMS // 2]:
        ids = [s for side in (Label.SUPPORT, Label.OPPOSE) for s in camps[target, side].strongest[:1]]
        stances = [lookup.stances[s] for s in ids if s in lookup.stances]
        quotes = tuple(_stated(lookup, s) for s in stances if said.is_new(s.evidence))
        if quotes:
            words = f"{sides[target][0]} for, {sides[target][1]} against"
            yield DigestItem(
                label=clip(texts[target], 200), href=f"#proposition-{anchor_of(target)}", words=words, quotes=quotes
            )


def _stated(lookup: Lookup, stance: Stance) -> Voiced:
    view = stance_view(lookup, stance)
    holder = voice_words(stance.holder, lookup.documents.get(stance.document))
    return Voiced(quote=view.quote, who=", ".join(filter(None, (holder, view.reported))), date=view.date)


def _new(lookup: Lookup, said: Said) -> Iterable[DigestItem]:
    """The newest figures of shared measures, one of each measure, by the date of the words."""
    dated = [(lookup.date_of(c.document, c.segment) or "", c) for c in lookup.claims.values()]
    shared = [(d, c) for d, c in dated if d and (m := lookup.measure_of.get(c.id)) and m.id in lookup.headlines]
    seen: set[str] = set()
    for _, claim in sorted(shared, key=lambda item: (item[0], item[1].id), reverse=True):
        measure = lookup.measure_of[claim.id]
        if measure.id in seen or not said.is_new(claim.evidence):
            continue
        seen.add(measure.id)
        quote = _voiced(claim_view(lookup, claim))
        words = VERDICT_WORDS[measure.verdict]
        yield DigestItem(label=measure_label(measure), href=f"#{anchor_of(measure.id)}", words=words, quotes=(quote,))
        if len(seen) == ITEMS:
            return
