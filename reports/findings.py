"""Key points, cruxes, forecasts, open questions and sources that contradict themselves, as a page shows them.

Invariant: every finding shown is a stored record of `corpus/findings.py` on this topic or on no topic, with the sentences it
was made from; one whose sentences are gone is left out. To show another kind: its type in `finding_views.py`, a list in
`findings_view`, and its place in each template.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from corpus.findings import Crux, Forecast, Inconsistency, KeyPoint, OpenQuestion
from corpus.names import is_same_name
from corpus.records import Comparison, Stance
from corpus.topic import TopicPack
from corpus.vocabulary import CruxKind, InconsistencyKind
from reports.caps import listed
from reports.facets import Keys
from reports.finding_views import CruxView, FindingsView, ForecastView, InconsistencyView, KeyPointView, QuestionView
from reports.lookup import Lookup, anchor_of
from reports.measures import measure_label
from reports.pieces import Quotation
from reports.quotes import claim_view, quotation, stance_view
from reports.wording import LABEL_WORDS, clip, counted, date_words, names_in_words, voice_words

REASON_CHARS = 400
SHOWN_SENTENCES = 2  # of each side of a crux; the rest stand under the proposition and the measure
_CRUX_WORDS = {CruxKind.FIGURE: "a figure", CruxKind.DEFINITION: "the meaning of a word"}
_INCONSISTENCY_WORDS = {
    InconsistencyKind.HEADLINE: "headline and text differ",
    InconsistencyKind.ARITHMETIC: "the figures do not add up",
    InconsistencyKind.CONTRADICTION: "two figures exclude each other",
}


def findings_view(lookup: Lookup, comparison: Comparison, topic: TopicPack) -> FindingsView:
    """The findings on a topic, those that most holders or origins bear on first."""
    texts = {p.key: p.text for p in topic.propositions}
    cap, here = lookup.caps.findings, topic.name
    points = sorted(
        (p for p in comparison.key_points if p.topic == here and p.stance in lookup.stances),
        key=lambda p: (-len(p.holders), -len(p.sources), p.id),
    )
    cruxes = sorted(
        (c for c in comparison.cruxes if c.topic == here),
        key=lambda c: (-min(len(c.supporting), len(c.opposing)), -len(c.claims), c.id),
    )
    forecasts = sorted(
        (f for f in comparison.forecasts if f.topic in (None, here) and f.document in lookup.documents),
        key=lambda f: (f.by_iso is None, f.by_iso or "", f.said or "", f.id),
    )
    questions = sorted(
        (q for q in comparison.questions if q.topic in (None, here) and q.document in lookup.documents),
        key=lambda q: (q.measure is None and q.target is None, q.document, q.start, q.id),
    )
    doubted = [i for i in comparison.inconsistencies if i.a in lookup.claims and i.b in lookup.claims]
    return FindingsView(
        is_empty=not (points or cruxes or forecasts or questions or doubted),
        key_points=listed([_point(lookup, p, texts) for p in points[: cap.screen]], cap, "point", total=len(points)),
        cruxes=listed(
            [_crux(lookup, c, texts) for c in cruxes[: cap.screen]], cap, "crux", plural="cruxes", total=len(cruxes)
        ),
        forecasts=listed([_forecast(lookup, f) for f in forecasts[: cap.screen]], cap, "forecast", total=len(forecasts)),
        questions=listed(
            [_question(lookup, q, texts) for q in questions[: cap.screen]], cap, "question", total=len(questions)
        ),
        inconsistencies=listed(
            [_inconsistency(lookup, i) for i in doubted[: cap.screen]], cap, "contradiction", total=len(doubted)
        ),
    )


def _text(texts: dict[str, str], key: str) -> str:
    return clip(texts.get(key, key.replace("_", " ")), 300)


def _point(lookup: Lookup, point: KeyPoint, texts: dict[str, str]) -> KeyPointView:
    stance = lookup.stances[point.stance]
    made_by = [lookup.stances[s] for s in point.supporters if s in lookup.stances]
    sources = len({s.document for s in made_by})
    return KeyPointView(
        id=point.id,
        anchor=anchor_of(point.id),
        proposition=_text(texts, point.target),
        side=LABEL_WORDS[point.label],
        quote=stance_view(lookup, stance).quote,
        who=names_in_words(_holders(lookup, made_by)),
        against=names_in_words(_holders(lookup, [lookup.stances[s] for s in point.opponents if s in lookup.stances])),
        weight=", ".join(
            (
                counted(len(point.supporters), "sentence"),
                counted(len(point.holders), "holder"),
                counted(sources, "source"),
            )
        ),
        keys=lookup.keys_of_stances(lookup.name_in(stance.holder, stance.document), made_by),
    )


def _holders(lookup: Lookup, stances: Iterable[Stance]) -> list[str]:
    return list(dict.fromkeys(lookup.name_in(s.holder, s.document) for s in stances))


def _crux(lookup: Lookup, crux: Crux, texts: dict[str, str]) -> CruxView:
    measure = lookup.measures.get(crux.measure) if crux.measure else None
    claims = [lookup.claims[c] for c in crux.claims if c in lookup.claims]
    stances = [lookup.stances[s] for s in crux.stances if s in lookup.stances]
    return CruxView(
        id=crux.id,
        anchor=anchor_of(crux.id),
        proposition=_text(texts, crux.target),
        turns_on=_CRUX_WORDS[crux.kind],
        label=measure_label(measure) if measure else f"“{clip(crux.term or '', 80)}”",
        measure_href=f"#{anchor_of(measure.id)}" if measure and measure.id in lookup.headlines else None,
        reason=clip(crux.reason, REASON_CHARS),
        claims=tuple(claim_view(lookup, c) for c in claims[: 2 * SHOWN_SENTENCES]),
        stances=tuple(stance_view(lookup, s) for s in stances[: 2 * SHOWN_SENTENCES]),
        keys=lookup.keys_of_claims(claims),
    )


def _forecast(lookup: Lookup, forecast: Forecast) -> ForecastView:
    document = lookup.documents[forecast.document]
    holder = lookup.name_in(forecast.holder, forecast.document)
    is_own = is_same_name(forecast.holder, forecast.speaker)
    who = holder if is_own else f"{holder}, as reported by {voice_words(forecast.speaker, document)}"
    return ForecastView(
        id=forecast.id,
        anchor=anchor_of(forecast.id),
        who=who,
        by=clip(forecast.by or "", 60),
        likelihood=_likelihood(forecast),
        said=date_words(forecast.said),
        quote=_words(lookup, forecast),
        keys=_keys(lookup, forecast.holder, forecast.document, forecast.said),
    )


def _likelihood(forecast: Forecast) -> str:
    low, high = forecast.likelihood, forecast.likelihood_high
    if low is None:
        return clip(forecast.likelihood_words or "", 60)
    percent = f"{100 * low:.3g}" if high is None else f"{100 * low:.3g}–{100 * high:.3g}"
    said = clip(forecast.likelihood_words or "", 60)
    return f"{percent}\u202f%" + (f" (“{said}”)" if said and "%" not in said else "")


def _question(lookup: Lookup, question: OpenQuestion, texts: dict[str, str]) -> QuestionView:
    measure = lookup.measures.get(question.measure) if question.measure else None
    about, href = "", None
    if measure is not None:
        about = measure_label(measure)
        href = f"#{anchor_of(measure.id)}" if measure.id in lookup.headlines else None
    elif question.target:
        about = _text(texts, question.target)
    return QuestionView(
        id=question.id,
        anchor=anchor_of(question.id),
        who=lookup.name_in(question.holder, question.document),
        about=about,
        href=href,
        quote=_words(lookup, question),
        keys=_keys(lookup, question.holder, question.document, None),
    )


def _words(lookup: Lookup, found: Forecast | OpenQuestion) -> Quotation:
    return quotation(
        lookup,
        document=found.document,
        segment=found.segment,
        start=found.start,
        text=found.evidence,
        number=None,
    )


def _keys(lookup: Lookup, holder: str, document: str, said: str | None) -> Keys:
    about = lookup.keys_of_documents((document,))
    tokens = (lookup.facets.holder(lookup.name_in(holder, document)), about.tokens)
    return lookup.facets.keys(tokens, (said, *about.dates.split()))


def _inconsistency(lookup: Lookup, found: Inconsistency) -> InconsistencyView:
    claims: Sequence[str] = (found.a, found.b)
    a, b = (lookup.claims[c] for c in claims)
    measure = lookup.measures.get(found.measure)
    return InconsistencyView(
        id=found.id,
        anchor=anchor_of(found.id),
        label=measure_label(measure) if measure else clip(a.measure_phrase, 120),
        kind_words=_INCONSISTENCY_WORDS[found.kind],
        a=claim_view(lookup, a),
        b=claim_view(lookup, b),
        reason=clip(found.reason, REASON_CHARS),
        keys=lookup.keys_of_claims((a, b)),
    )
