"""What changed since the last time: page one of a briefing, by kind, each change with the words it is about.

Invariant: every change told in the window is counted in its group, and a group that is cut says so. The words of a source
stand in quotation marks: those now held through `quotes.py`, those no longer held as they were stored. A first reading, in
which all is new, is said in one sentence instead of a list of everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.changes import Change, ChangeKind
from corpus.topic import TopicPack
from reports.caps import Cap, listed
from reports.changes import ABSENCES, REMOVED, WORDINGS, is_wordless
from reports.lookup import Lookup, anchor_of
from reports.model import ChangeGroup, ChangeItem, ChangesView
from reports.pieces import Quotation
from reports.quotes import claim_view, quotation
from reports.wording import (
    LABEL_CHARS,
    LABEL_WORDS_BY_NAME,
    NAME_CHARS,
    SOURCE_TITLE_CHARS,
    VERDICT_WORDS_BY_NAME,
    capitalised,
    clip,
    counted,
    listed_in_words,
)

_NEW = frozenset({ChangeKind.CLAIM_NEW, ChangeKind.DOCUMENT_NEW, ChangeKind.POSITION_NEW})
_CONSEQUENCES = frozenset({ChangeKind.MEASURE_CONTESTED, ChangeKind.MEASURE_CORROBORATED, ChangeKind.MEASURE_SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes told since a moment; `since` says in words when that was."""

    since: str
    items: tuple[Change, ...]


def changes_view(lookup: Lookup, changes: Changes | None, topic: TopicPack) -> ChangesView | None:
    """The changes by kind; None where nobody asked for them."""
    if changes is None:
        return None
    told = [c for c in changes.items if _is_of(c, topic) and _is_held(lookup, c)]
    since = clip(changes.since, 60)
    if not told:
        return ChangesView(since=since, summary="Nothing changed.", is_first=False, groups=())
    summary = _summary(told)
    if _is_first(lookup, told):
        return ChangesView(since=since, summary=f"All is new: {summary}.", is_first=True, groups=())
    texts = {p.key: p.text for p in topic.propositions}
    groups = tuple(_group(lookup, kind, [c for c in told if c.kind is kind], texts) for kind in WORDINGS)
    return ChangesView(
        since=since, summary=f"{capitalised(summary)}.", is_first=False, groups=tuple(g for g in groups if g.items.total)
    )


def _is_of(change: Change, topic: TopicPack) -> bool:
    told = change.after or change.before
    return "topic" not in told or told["topic"] == topic.name


def _is_held(lookup: Lookup, change: Change) -> bool:
    """In a briefing of some measures only, what is told of others is left out."""
    if not lookup.is_narrowed:
        return True
    told = change.after or change.before
    return change.subject in lookup.measures or told.get("measure") in lookup.measures


def _is_first(lookup: Lookup, told: Sequence[Change]) -> bool:
    new = sum(c.kind is ChangeKind.DOCUMENT_NEW for c in told)
    return all(c.kind in _NEW | _CONSEQUENCES for c in told) and 0 < len(lookup.documents) <= new


def _summary(told: Sequence[Change]) -> str:
    counts = [(sum(c.kind is kind for c in told), wording) for kind, wording in WORDINGS.items()]
    return listed_in_words([counted(n, w.counted_one, w.counted_many) for n, w in counts if n])


def _group(lookup: Lookup, kind: ChangeKind, changes: Sequence[Change], texts: Mapping[str, str]) -> ChangeGroup:
    cap = lookup.caps.changes
    if kind in _NEW:
        cap = Cap(cap.screen, min(cap.printed, 2))  # page one has room for what turns a judgement, not for all that is new
    newest = sorted(changes, key=lambda c: c.id)
    newest.sort(key=lambda c: c.at, reverse=True)
    items = [_item(lookup, c, texts) for c in newest[: cap.screen]]
    return ChangeGroup(
        kind=str(kind), heading=WORDINGS[kind].heading, items=listed(items, cap, "change", total=len(changes))
    )


def _item(lookup: Lookup, change: Change, texts: Mapping[str, str]) -> ChangeItem:
    before, after = change.before, change.after
    told = after or before
    href, quote, was = None, None, ""
    if is_wordless(change):
        words = capitalised(REMOVED)
    elif change.kind is ChangeKind.FORECAST_DUE:
        words = clip(f"{told['holder']}, for {told['by'] or told['by_iso']}", NAME_CHARS)
        quote, href = _forecast_quote(lookup, told), f"#{anchor_of(change.subject)}"
    elif change.kind.value.startswith("claim"):
        claim = lookup.claims.get(change.subject)
        words = clip(str(told.get("holder", "")), NAME_CHARS)
        if claim is not None:
            view = claim_view(lookup, claim)
            words, quote, href = view.who.words, view.quote, f"#{anchor_of(claim.id)}" if lookup.places_claims else None
        was = clip(str(before.get("evidence", "")), 600)
    elif change.kind.value.startswith("measure"):
        words = _measure_words(change.kind, before, after)
        href = f"#{anchor_of(change.subject)}" if change.subject in lookup.headlines else None
    elif change.kind.value.startswith("position"):
        proposition = clip(texts.get(str(told.get("target")), str(told.get("target")).replace("_", " ")), 200)
        words = f"{clip(str(told.get('holder', '')), NAME_CHARS)}, {_side(before, after)}: {proposition}"
    else:
        words = clip(str(told.get("title") or told.get("location") or change.subject), SOURCE_TITLE_CHARS)
        if change.kind is ChangeKind.DOCUMENT_VANISHED:
            words += f": {ABSENCES[told['vanished']]}; what it said is kept"
        href = f"#{anchor_of(change.subject)}" if change.subject in lookup.documents else None
    return ChangeItem(id=change.id, words=words, before=was, quote=quote, href=href)


def _forecast_quote(lookup: Lookup, told: Mapping[str, Any]) -> Quotation | None:
    document, words = lookup.documents.get(str(told["document"])), str(told["evidence"])
    start = max(0, document.text.find(words)) if document else 0
    return quotation(lookup, document=document.id, segment=None, start=start, text=words, number=None) if document else None


def _measure_words(kind: ChangeKind, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    told = after or before
    label = capitalised(clip(str(told.get("label", "")), LABEL_CHARS))
    if kind is ChangeKind.MEASURE_CORROBORATED:
        was = f", before {before['independent_origins']}" if before.get("independent_origins") is not None else ""
        return f"{label}: {counted(int(told.get('independent_origins') or 0), 'independent origin')}{was}"
    was = f", before {_verdict(before)}" if before.get("verdict") else ""
    return f"{label}: {_verdict(told)}{was}"


def _verdict(told: Mapping[str, Any]) -> str:
    verdict = str(told.get("verdict"))
    return VERDICT_WORDS_BY_NAME.get(verdict, verdict.replace("_", " "))


def _side(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    def words(told: Mapping[str, Any]) -> str:
        label = str(told.get("label"))
        return LABEL_WORDS_BY_NAME.get(label, label)

    if before and after:
        return f"{words(after)}, before {words(before)}"
    return words(after) if after else f"no longer {words(before)}"
