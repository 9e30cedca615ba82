"""The difference between what the corpus says now and what it said when it was last looked at.

Pure: `state_of` reduces a snapshot to what changes are told about, `differences` compares two states. Invariant: equal
states differ in nothing; every document, claim and position that came or went is told once; the order of the result depends
on the states alone. To tell another change: its kind in `corpus/changes.py`, its rule here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from corpus.changes import ChangeKind, Difference, StateItem, Subject
from corpus.findings import Forecast
from corpus.records import Snapshot, Verdict
from corpus.revised import apply_attributions
from corpus.text import squash, words_of
from index.comparison.dates import span_of

State = Mapping[str, StateItem]
REVISED_RATIO = 0.55  # of equal words, above which a sentence is another's new wording and not a new sentence; by judgement
MAX_PAIRS = 20_000  # sentences of one document compared for that; beyond it, gone and new are told apart without pairing


def state_of(snapshot: Snapshot, *, today: date) -> dict[str, StateItem]:
    """What changes are told about, by id; `today` decides which forecasts are past their date."""
    comparison = snapshot.comparison
    measure_of = {claim: m for m in comparison.measures for claim in m.claims}
    vanished = {v.document: {"vanished": v.why.value} for v in snapshot.vanished}
    items: list[StateItem] = []
    told: dict[str, Any]
    for d in snapshot.documents:
        told = {"location": d.location, "title": d.title, "revision": d.revision}
        items.append(StateItem(d.id, Subject.DOCUMENT, told | vanished.get(d.id, {})))
    for c in apply_attributions(snapshot.claims, comparison.attributions):
        measure = measure_of.get(c.id)
        told = {"document": c.document, "evidence": squash(c.evidence), "quantity": squash(c.quantity.text)}
        told |= {"holder": c.attributed_to or c.speaker, "measure": measure.id if measure else None}
        items.append(StateItem(c.id, Subject.CLAIM, told))
    for m in comparison.measures:
        told = {"label": m.label, "verdict": m.verdict.value, "independent_origins": m.independent_origins}
        items.append(StateItem(m.id, Subject.MEASURE, told | {"claims": len(m.claims), "documents": list(m.sources)}))
    for p in comparison.positions:
        told = {"topic": p.topic, "target": p.target, "holder": p.holder, "label": p.label.value}
        items.append(StateItem(p.id, Subject.POSITION, told | {"documents": list(p.sources)}))
    for f in comparison.forecasts:
        told = {"document": f.document, "evidence": squash(f.evidence), "holder": f.holder, "by": f.by, "by_iso": f.by_iso}
        items.append(StateItem(f.id, Subject.FORECAST, told | {"is_due": is_due(f, today)}))
    return {item.id: item for item in items}


def is_due(forecast: Forecast, today: date) -> bool:
    """Whether the last day that a forecast speaks of has passed."""
    by = span_of(forecast.by_iso)
    return by is not None and by.last < today


def differences(before: State, after: State) -> list[Difference]:
    """What leads from one state to the other, by kind and id."""
    found = [
        *_of_documents(before, after),
        *_of_claims(before, after),
        *_of_measures(before, after),
        *_of_positions(before, after),
        *_of_forecasts(before, after),
    ]
    return sorted(found, key=lambda d: (list(ChangeKind).index(d.kind), d.id))


def _split(before: State, after: State, subject: Subject) -> tuple[list[str], list[str], list[str]]:
    """The ids that went, came, and stayed but differ."""
    old = {i for i, item in before.items() if item.subject is subject}
    new = {i for i, item in after.items() if item.subject is subject}
    stayed = sorted(i for i in old & new if before[i].told != after[i].told)
    return sorted(old - new), sorted(new - old), stayed


def _of_documents(before: State, after: State) -> Iterator[Difference]:
    gone, came, stayed = _split(before, after, Subject.DOCUMENT)
    for i in gone:
        yield Difference(ChangeKind.DOCUMENT_GONE, i, before[i].told, {})
    for i in came:
        yield Difference(ChangeKind.DOCUMENT_NEW, i, {}, after[i].told)
    for i in stayed:
        old, new = before[i].told, after[i].told
        if old["revision"] != new["revision"]:
            yield Difference(ChangeKind.DOCUMENT_REVISED, i, old, new)
        if bool(old.get("vanished")) != bool(new.get("vanished")):
            kind = ChangeKind.DOCUMENT_VANISHED if new.get("vanished") else ChangeKind.DOCUMENT_RETURNED
            yield Difference(kind, i, old, new)


def _of_claims(before: State, after: State) -> Iterator[Difference]:
    gone, came, _ = _split(before, after, Subject.CLAIM)
    revised = _reworded(before, after, gone, came)
    for new, old in sorted(revised.items()):
        yield Difference(ChangeKind.CLAIM_REVISED, new, {"id": old, **before[old].told}, after[new].told)
    for i in sorted(set(gone) - set(revised.values())):
        yield Difference(ChangeKind.CLAIM_WITHDRAWN, i, before[i].told, {})
    for i in sorted(set(came) - set(revised)):
        yield Difference(ChangeKind.CLAIM_NEW, i, {}, after[i].told)


def _reworded(before: State, after: State, gone: list[str], came: list[str]) -> dict[str, str]:
    """The old claim of each new one whose sentence is its rewording, in the same document; best pairs first."""
    went, arrived = defaultdict(list), defaultdict(list)
    for i in gone:
        went[before[i].told["document"]].append(i)
    for i in came:
        arrived[after[i].told["document"]].append(i)
    pairs: list[tuple[float, str, str]] = []
    for document in sorted(went.keys() & arrived.keys()):
        if len(went[document]) * len(arrived[document]) > MAX_PAIRS:
            continue
        for old in went[document]:
            for new in arrived[document]:
                ratio = _likeness(before[old].told, after[new].told)
                if ratio >= REVISED_RATIO:
                    pairs.append((-ratio, new, old))
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _, new, old in sorted(pairs):
        if new not in found and old not in taken:
            found[new] = old
            taken.add(old)
    return found


def _likeness(old: Mapping[str, Any], new: Mapping[str, Any]) -> float:
    """The share of equal words of two sentences in order, and a little for the same figure, which keeps claims apart."""
    ratio = SequenceMatcher(None, words_of(old.get("evidence", "")), words_of(new["evidence"]), autojunk=False).ratio()
    return ratio + (0.05 if old.get("quantity") == new["quantity"] else 0.0)


def _of_measures(before: State, after: State) -> Iterator[Difference]:
    _, came, stayed = _split(before, after, Subject.MEASURE)
    for i in came:
        told = after[i].told
        if told["verdict"] == Verdict.CONFLICT.value:
            yield Difference(ChangeKind.MEASURE_CONTESTED, i, {}, told)
        if told["verdict"] == Verdict.SUPERSEDED.value:
            yield Difference(ChangeKind.MEASURE_SUPERSEDED, i, {}, told)
        if told["independent_origins"] > 1:
            yield Difference(ChangeKind.MEASURE_CORROBORATED, i, {}, told)
    for i in stayed:
        old, new = before[i].told, after[i].told
        for kind in _verdict_changes(old["verdict"], new["verdict"]):
            yield Difference(kind, i, old, new)
        if new["independent_origins"] > old["independent_origins"]:
            yield Difference(ChangeKind.MEASURE_CORROBORATED, i, old, new)


def _verdict_changes(old: str, new: str) -> Iterator[ChangeKind]:
    conflict, superseded = Verdict.CONFLICT.value, Verdict.SUPERSEDED.value
    if new == conflict != old:
        yield ChangeKind.MEASURE_CONTESTED
    if old == conflict != new:
        yield ChangeKind.MEASURE_SETTLED
    if new == superseded != old:
        yield ChangeKind.MEASURE_SUPERSEDED


def _of_positions(before: State, after: State) -> Iterator[Difference]:
    gone, came, stayed = _split(before, after, Subject.POSITION)
    held = {_stand(before[i].told): before[i].told for i in gone}
    moved = set()
    for i in came:
        told = after[i].told
        old = held.get(_stand(told))
        if old is None:
            yield Difference(ChangeKind.POSITION_NEW, i, {}, told)
            continue
        moved.add(_stand(told))
        if old["label"] != told["label"]:
            yield Difference(ChangeKind.POSITION_CHANGED, i, old, told)
    for i in stayed:
        if before[i].told["label"] != after[i].told["label"]:
            yield Difference(ChangeKind.POSITION_CHANGED, i, before[i].told, after[i].told)
    for i in gone:
        if _stand(before[i].told) not in moved:
            yield Difference(ChangeKind.POSITION_WITHDRAWN, i, before[i].told, {})


def _stand(told: Mapping[str, Any]) -> tuple[str, str, str]:
    return told["topic"], told["target"], told.get("holder", "")


def _of_forecasts(before: State, after: State) -> Iterator[Difference]:
    """Those whose date has passed since; one that was past when it was first read is no news."""
    for i in _split(before, after, Subject.FORECAST)[2]:
        if after[i].told["is_due"] and not before[i].told["is_due"]:
            yield Difference(ChangeKind.FORECAST_DUE, i, before[i].told, after[i].told)
