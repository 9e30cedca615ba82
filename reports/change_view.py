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
from reports.lookup import Lookup, anchor_of
from reports.model import ChangeGroup, ChangeItem, ChangesView
from reports.quotes import claim_view
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

# In the order in which a reader wants them: heading, and one and many in a sentence.
KINDS: Mapping[ChangeKind, tuple[str, str, str]] = {
    ChangeKind.MEASURE_CONTESTED: ("Newly contested", "measure newly contested", "measures newly contested"),
    ChangeKind.MEASURE_CORROBORATED: ("Newly corroborated", "newly corroborated", "newly corroborated"),
    ChangeKind.MEASURE_SETTLED: ("No longer contested", "no longer contested", "no longer contested"),
    ChangeKind.MEASURE_SUPERSEDED: ("Superseded", "superseded", "superseded"),
    ChangeKind.CLAIM_REVISED: ("Revised claims", "claim revised", "claims revised"),
    ChangeKind.CLAIM_WITHDRAWN: ("Withdrawn claims", "claim withdrawn", "claims withdrawn"),
    ChangeKind.POSITION_CHANGED: ("Changed positions", "position changed", "positions changed"),
    ChangeKind.POSITION_WITHDRAWN: ("Withdrawn positions", "position withdrawn", "positions withdrawn"),
    ChangeKind.CLAIM_NEW: ("New claims", "new claim", "new claims"),
    ChangeKind.POSITION_NEW: ("New positions", "new position", "new positions"),
    ChangeKind.DOCUMENT_NEW: ("New sources", "new source", "new sources"),
    ChangeKind.DOCUMENT_REVISED: ("Revised sources", "source revised", "sources revised"),
    ChangeKind.DOCUMENT_GONE: ("Sources gone", "source gone", "sources gone"),
}
_NEW = frozenset({ChangeKind.CLAIM_NEW, ChangeKind.DOCUMENT_NEW, ChangeKind.POSITION_NEW})
_CONSEQUENCES = frozenset({ChangeKind.MEASURE_CONTESTED, ChangeKind.MEASURE_CORROBORATED})


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
    groups = tuple(_group(lookup, kind, [c for c in told if c.kind is kind], texts) for kind in KINDS)
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
    counts = [(sum(c.kind is kind for c in told), one, many) for kind, (_, one, many) in KINDS.items()]
    return listed_in_words([counted(n, one, many) for n, one, many in counts if n])


def _group(lookup: Lookup, kind: ChangeKind, changes: Sequence[Change], texts: Mapping[str, str]) -> ChangeGroup:
    cap = lookup.caps.changes
    if kind in _NEW:
        cap = Cap(cap.screen, min(cap.printed, 2))  # page one has room for what turns a judgement, not for all that is new
    newest = sorted(changes, key=lambda c: c.id)
    newest.sort(key=lambda c: c.at, reverse=True)
    items = [_item(lookup, c, texts) for c in newest[: cap.screen]]
    return ChangeGroup(kind=str(kind), heading=KINDS[kind][0], items=listed(items, cap, "change", total=len(changes)))


def _item(lookup: Lookup, change: Change, texts: Mapping[str, str]) -> ChangeItem:
    before, after = change.before, change.after
    told = after or before
    href, quote, was = None, None, ""
    if change.kind.value.startswith("claim"):
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
        href = f"#{anchor_of(change.subject)}" if change.subject in lookup.documents else None
    return ChangeItem(id=change.id, words=words, before=was, quote=quote, href=href)


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
