"""Positions: where each holder stands on each proposition, and since when.

Invariant: every stance belongs to exactly one position. One holder with other labels at other dates has a position for each
stretch of time; with contradicting labels at one date, or without dates, the position is mixed. What is said without a
condition outweighs what is said with one. Unnamed voices of different documents are different holders.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from corpus.ids import make_id, stable_hash
from corpus.names import is_same_name
from corpus.records import Document, Label, OriginLink, Position, Role, Stance
from index.comparison.dates import Span, span_of
from index.comparison.holders import HolderBook

_REPORTED = frozenset({Role.QUOTE, Role.READING, Role.PARENT_COMMENT, Role.SUMMARY, Role.TAKEAWAY})
_DECIDED = (Label.SUPPORT, Label.OPPOSE)


def find_positions(stances: Sequence[Stance], documents: Mapping[str, Document], book: HolderBook) -> tuple[Position, ...]:
    """The positions of all holders, sorted by topic, target, holder and time.

    Args:
        stances: with revised holders, in any order.
        book: knows the holders' names.
    """
    by_holder: dict[tuple[str, str, str], list[Stance]] = defaultdict(list)
    for stance in sorted(stances, key=lambda s: s.id):
        by_holder[(stance.topic, stance.target, book.key(stance.holder, stance.document))].append(stance)
    found: list[Position] = []
    for key, mine in sorted(by_holder.items()):
        for nth, stretch in enumerate(_stretches(mine, documents)):
            found.append(_position(key, nth, stretch, documents, book))
    return tuple(found)


def label_of_stances(stances: Sequence[Stance]) -> Label:
    """The one label that stances of one time amount to."""
    firm = [s for s in stances if not s.conditional] or list(stances)
    decided = {s.label for s in firm if s.label in _DECIDED}
    if len(decided) == 1 and all(s.label is not Label.MIXED for s in firm):
        return decided.pop()
    if not decided and all(s.label is Label.NEUTRAL for s in firm):
        return Label.NEUTRAL
    return Label.MIXED


def date_of(stance: Stance, documents: Mapping[str, Document]) -> str | None:
    """When a stance was taken: its own date, else that of its document."""
    home = documents.get(stance.document)
    return stance.date or (home.published if home else None)


def is_own_voice(stance: Stance) -> bool:
    """Whether the holder of a stance speaks in the document itself, and nobody else for them."""
    return stance.role not in _REPORTED and is_same_name(stance.holder, stance.speaker)


def _because(stance: Stance) -> str:
    """How a sentence leads to its holder, in the words of `OriginLink`."""
    if is_own_voice(stance):
        return "own words"
    return "quoted" if stance.role in _REPORTED else "attributed"


def _stretches(stances: Sequence[Stance], documents: Mapping[str, Document]) -> list[list[Stance]]:
    """Stances by stretches of time with one label, the earliest first; the undated go with the like-minded, else last."""
    moments: list[tuple[Span, list[Stance]]] = []
    dated = [(span, s) for s in stances if (span := span_of(date_of(s, documents))) is not None]
    undated = [s for s in stances if span_of(date_of(s, documents)) is None]
    for span, stance in sorted(dated, key=lambda d: (d[0].first, d[0].last, d[1].id)):
        if moments and moments[-1][0].meets(span):
            last = moments[-1][0]
            moments[-1] = (Span(last.first, max(last.last, span.last)), [*moments[-1][1], stance])
        else:
            moments.append((span, [stance]))
    stretches: list[list[Stance]] = []
    for _, at_once in moments:
        if stretches and label_of_stances(stretches[-1]) == label_of_stances(at_once):
            stretches[-1].extend(at_once)
        else:
            stretches.append(list(at_once))
    if undated:
        label = label_of_stances(undated)
        like = next((s for s in reversed(stretches) if label_of_stances(s) == label), None)
        if like is None:
            stretches.append(undated)
        else:
            like.extend(undated)
    return stretches


def _position(
    key: tuple[str, str, str], nth: int, stances: Sequence[Stance], documents: Mapping[str, Document], book: HolderBook
) -> Position:
    dates = sorted(d for s in stances if (d := date_of(s, documents)) and span_of(d))
    ordered = sorted(stances, key=lambda s: s.id)
    topic, target, holder = key
    return Position(
        id=make_id("position", topic, target, holder, nth),
        topic=topic,
        holder=book.display(min(s.holder for s in ordered)),
        target=target,
        label=label_of_stances(ordered),
        stances=tuple(s.id for s in ordered),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        sources=tuple(sorted({s.document for s in ordered})),
        first_hand=tuple(sorted({s.document for s in ordered if is_own_voice(s)})),
        chain=tuple(OriginLink(s.id, book.display(s.holder), _because(s)) for s in ordered),
        made_from=stable_hash(
            [asdict(s) for s in ordered], [documents[s.document].published for s in ordered if s.document in documents]
        ),
    )
