"""Page one in sentences made of counts: nothing in them is written freely, so nothing in them can be invented."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.names import name_key
from corpus.records import Measure, Snapshot, Verdict
from corpus.topic import TopicPack
from reports.lookup import Lookup
from reports.model import DisagreementView, MutationView, OverviewView
from reports.pieces import Figure, Listed
from reports.positions import Placed, division
from reports.wording import capitalised, clip, counted, is_iso_date, listed_in_words, span_words


@dataclass(frozen=True, slots=True)
class Found:
    """What the other parts of the view hold, for counting."""

    measures: Sequence[Measure]
    disagreements: Listed[DisagreementView]
    n_key: int  # disagreements for page one, the first
    mutations: Listed[MutationView]
    placed: Sequence[Placed]


def overview_view(lookup: Lookup, snapshot: Snapshot, topic: TopicPack, found: Found) -> OverviewView:
    """Sentences, numbers, and the disagreements that matter most."""
    return OverviewView(
        sentences=tuple(s for s in _sentences(lookup, snapshot, topic, found) if s),
        figures=_figures(snapshot, found),
        key_disagreements=found.disagreements.items[: found.n_key],
        no_disagreement=""
        if found.disagreements.total
        else "No two comparable figures in these sources contradict each other.",
    )


def _conflicts(measures: Sequence[Measure]) -> int:
    return sum(m.verdict is Verdict.CONFLICT for m in measures)


def _figures(snapshot: Snapshot, found: Found) -> tuple[Figure, ...]:
    rows = (
        (len(snapshot.documents), "source", "sources"),
        (len(snapshot.claims), "claim", "claims"),
        (len(found.measures), "shared measure", "shared measures"),
        (_conflicts(found.measures), "in conflict", "in conflict"),
        (len(found.placed), "position", "positions"),
    )
    return tuple(Figure(number=f"{n:,}", words=one if n == 1 else many) for n, one, many in rows)


def _sentences(lookup: Lookup, snapshot: Snapshot, topic: TopicPack, found: Found) -> list[str]:
    if not snapshot.documents:
        return [
            "This corpus holds no source yet, so there is nothing to compare.",
            "Add texts with “syntopic add” and write the briefing again.",
        ]
    return [_read(lookup, snapshot), _compared(found), _parted(found), _took_sides(topic, found.placed)]


def _read(lookup: Lookup, snapshot: Snapshot) -> str:
    dates = sorted(d.published for d in snapshot.documents if d.published and is_iso_date(d.published))
    when = span_words(dates[0], dates[-1]) if dates else ""
    words = sum(len(d.text.split()) for d in snapshot.documents)
    second = sum(c.attributed_to is not None for c in lookup.claims.values())
    claims = counted(len(snapshot.claims), "numeric claim")
    credited = f", of which {second:,} {'is' if second == 1 else 'are'} credited to somebody else" if second else ""
    dated = f", dated {when}," if when else ""
    n = len(snapshot.documents)
    verb = "makes" if n == 1 else "make"
    return f"{capitalised(counted(n, 'source'))} of {counted(words, 'word')} together{dated} {verb} {claims}{credited}."


def _compared(found: Found) -> str:
    if not found.measures:
        return "No measure is spoken of more than once, so no figures could be compared."
    verdicts = [
        (Verdict.AGREE, "agree"),
        (Verdict.CONFLICT, "are in conflict"),
        (Verdict.DIFFERENT_BASIS, "rest on different bases"),
        (Verdict.REFINE, "differ in precision alone"),
        (Verdict.FORECAST_SPREAD, "are forecasts that spread"),
        (Verdict.SUPERSEDED, "were superseded"),
        (Verdict.UNRESOLVED, "cannot be settled"),
    ]
    counts = [(sum(m.verdict is v for m in found.measures), words) for v, words in verdicts]
    parts = [f"{n:,} {words if n > 1 else _singular(words)}" for n, words in counts if n]
    tail = f": of these {listed_in_words(parts)}" if parts else ""
    many = len(found.measures)
    verb = "is" if many == 1 else "are"
    return f"{capitalised(counted(many, 'measure'))} {verb} spoken of more than once{tail}."


def _singular(words: str) -> str:
    return {
        "agree": "agrees",
        "are in conflict": "is in conflict",
        "rest on different bases": "rests on different bases",
        "differ in precision alone": "differs in precision alone",
        "were superseded": "was superseded",
        "are forecasts that spread": "is a forecast that spreads",
    }.get(words, words)


def _parted(found: Found) -> str:
    changed = found.mutations.total
    if not changed:
        return ""
    verb = "figure has" if changed == 1 else "figures have"
    return f"{changed:,} {verb} changed on the way from one source to another."


def _took_sides(topic: TopicPack, placed: Sequence[Placed]) -> str:
    if not placed:
        return "No source takes a side on a proposition of the topic."
    holders = counted(len({name_key(p.holder) or p.holder for p in placed}), "holder")
    targets = counted(len({p.position.target for p in placed}), "proposition")
    sides = division(placed)
    key = max(sorted(sides), key=lambda k: (min(sides[k]), sum(sides[k])))
    support, oppose = sides[key]
    first = f"{capitalised(holders)} {'takes' if holders.startswith('1 ') else 'take'} a side on {targets}."
    if not min(support, oppose):
        return first
    text = clip(next((p.text for p in topic.propositions if p.key == key), key.replace("_", " ")), 200).rstrip(".")
    return f"{first} The most divided: {text} ({support:,} for, {oppose:,} against)."
