"""Who stands where: holders by propositions, and the sentences that each position rests on.

Invariant: a position belongs to its holder; where only others report it, it says so, and its mark stands in brackets.
Rows: holders with most positions first, then by name. Columns: propositions of the pack that anybody takes a side on.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.names import is_same_name, name_key
from corpus.records import Label, Position, Snapshot, Stance
from corpus.topic import TopicPack
from reports.caps import listed
from reports.lookup import Lookup, anchor_of
from reports.model import CellView, HolderRow, MatrixView, PositionView, PropositionView
from reports.pieces import Listed
from reports.quotes import stance_view
from reports.wording import (
    LABEL_MARKS,
    LABEL_WORDS,
    NAME_CHARS,
    clip,
    listed_in_words,
    names_in_words,
    span_words,
    voice_words,
)

MAX_COURSE = 3  # changes of side shown in one cell of the matrix
_LABEL_ORDER = {Label.SUPPORT: 0, Label.OPPOSE: 1, Label.MIXED: 2, Label.NEUTRAL: 3}


@dataclass(frozen=True, slots=True)
class Placed:
    """A position with the holder's name as a page shows it and its sentences, the holder's own first."""

    position: Position
    holder: str
    stances: tuple[Stance, ...]
    is_own: bool
    is_conditional: bool


def placed_positions(lookup: Lookup, snapshot: Snapshot, topic: TopicPack) -> list[Placed]:
    """All positions on a topic with their stances, in an order that depends on nothing but what they say."""
    placed = []
    for position in snapshot.comparison.positions:
        if position.topic != topic.name:
            continue
        stances = [lookup.stances[s] for s in position.stances if s in lookup.stances]
        own = {s.id for s in stances if is_same_name(s.speaker, s.holder)}
        stances.sort(key=lambda s: (s.id not in own, -s.score, s.date or "9999", s.id))
        placed.append(
            Placed(
                position=position,
                holder=_holder_words(lookup, position, stances),
                stances=tuple(stances),
                is_own=bool(own) or not stances,
                is_conditional=bool(stances) and all(s.conditional for s in stances),
            )
        )
    return sorted(
        placed, key=lambda p: (_LABEL_ORDER[p.position.label], not p.is_own, -len(p.stances), p.holder, p.position.id)
    )


def _holder_words(lookup: Lookup, position: Position, stances: Sequence[Stance]) -> str:
    """The holder's name; an unnamed one is placed by the document it speaks in."""
    if stances:
        return lookup.name_in(position.holder, stances[0].document)
    return clip(position.holder, NAME_CHARS) or "an unnamed holder"


def position_view(lookup: Lookup, placed: Placed) -> PositionView:
    """A position as a page shows it."""
    position = placed.position
    reporters = list(
        dict.fromkeys(
            voice_words(s.speaker, lookup.documents.get(s.document))
            for s in placed.stances
            if not is_same_name(s.speaker, s.holder)
        )
    )
    views = [stance_view(lookup, s) for s in placed.stances[: lookup.caps.stances.screen]]
    return PositionView(
        id=position.id,
        anchor=anchor_of(position.id),
        holder=placed.holder,
        label=str(position.label),
        label_words=LABEL_WORDS[position.label] + (", on a condition" if placed.is_conditional else ""),
        is_own=placed.is_own,
        reported="" if placed.is_own else f"as reported by {names_in_words(reporters)}",
        dates=span_words(position.first, position.last),
        stances=listed(views, lookup.caps.stances, "sentence", total=len(placed.stances)),
        keys=lookup.keys_of_stances(placed.holder, placed.stances),
    )


def proposition_views(lookup: Lookup, topic: TopicPack, placed: Sequence[Placed]) -> tuple[PropositionView, ...]:
    """The propositions that anybody takes a side on, in the order of the pack, those it lacks last."""
    by_target: dict[str, list[Placed]] = defaultdict(list)
    for p in placed:
        by_target[p.position.target].append(p)
    texts = {p.key: p.text for p in topic.propositions}
    keys = [*(k for k in texts if k in by_target), *sorted(k for k in by_target if k not in texts)]
    views = []
    for number, key in enumerate(keys, 1):
        here = by_target[key]
        views.append(
            PropositionView(
                key=key,
                anchor=f"proposition-{anchor_of(key)}",
                code=f"P{number}",
                text=clip(texts.get(key, key.replace("_", " ")), 400),
                tally=tally_words(here),
                positions=_position_list(lookup, here),
            )
        )
    return tuple(views)


def _position_list(lookup: Lookup, placed: Sequence[Placed]) -> Listed[PositionView]:
    """The positions on one proposition, side by side: cut so that every side is heard, then ordered by side."""
    fair = _round_robin(placed)
    cut = listed(fair, lookup.caps.positions, "holder")
    views = {p.position.id: position_view(lookup, p) for p in cut.items}
    place = {p.position.id: i for i, p in enumerate(placed)}

    def in_order(some: Sequence[Placed]) -> tuple[PositionView, ...]:
        return tuple(views[p.position.id] for p in sorted(some, key=lambda p: place[p.position.id]))

    return Listed(
        items=in_order(cut.items),
        printed=in_order(cut.printed),
        total=cut.total,
        more=cut.more,
        more_printed=cut.more_printed,
    )


def _round_robin(placed: Sequence[Placed]) -> list[Placed]:
    """The first of each side, then the second of each: a cut list still shows every side."""
    sides: dict[Label, list[Placed]] = defaultdict(list)
    for p in placed:
        sides[p.position.label].append(p)
    ordered = sorted(sides, key=lambda label: _LABEL_ORDER[label])
    longest = max((len(s) for s in sides.values()), default=0)
    return [sides[label][i] for i in range(longest) for label in ordered if i < len(sides[label])]


def latest(placed: Sequence[Placed]) -> list[Placed]:
    """Where each holder stands now: the last position of each on each proposition."""
    last: dict[tuple[str, str], Placed] = {}
    for p in sorted(placed, key=lambda p: (p.position.last or "", p.position.first or "", p.position.id)):
        last[name_key(p.holder) or p.holder, p.position.target] = p
    return list(last.values())


def tally_words(placed: Sequence[Placed]) -> str:
    """How many holders take each side now: "3 for, 2 against; 1 of them only as reported by others"."""
    now = latest(placed)
    labels = Counter(p.position.label for p in now)
    words = [f"{labels[label]:,} {LABEL_WORDS[label]}" for label in sorted(labels, key=lambda x: _LABEL_ORDER[x])]
    reported = sum(not p.is_own for p in now)
    tail = f"; {reported:,} of them only as reported by others" if reported else ""
    return listed_in_words(words) + tail


def division(placed: Sequence[Placed]) -> dict[str, tuple[int, int]]:
    """Holders for and against, by proposition."""
    counts: dict[str, tuple[int, int]] = {}
    for p in latest(placed):
        support, oppose = counts.get(p.position.target, (0, 0))
        support += p.position.label is Label.SUPPORT
        oppose += p.position.label is Label.OPPOSE
        counts[p.position.target] = (support, oppose)
    return counts


def matrix_view(lookup: Lookup, placed: Sequence[Placed], propositions: Sequence[PropositionView]) -> MatrixView | None:
    """Holders by propositions, or None where nobody takes a side."""
    if not placed:
        return None
    by_holder: dict[str, dict[str, list[Placed]]] = defaultdict(lambda: defaultdict(list))
    spelling: dict[str, str] = {}
    for p in placed:
        key = name_key(p.holder) or p.holder
        spelling.setdefault(key, p.holder)
        by_holder[key][p.position.target].append(p)
    shown = {pos.id for prop in propositions for pos in prop.positions.items}
    ordered = sorted(by_holder, key=lambda k: (-len(by_holder[k]), spelling[k].lower(), k))
    rows = [
        HolderRow(holder=spelling[k], cells=tuple(_cell(by_holder[k].get(c.key, []), shown) for c in propositions))
        for k in ordered[: lookup.caps.holders.screen]
    ]
    columns = tuple((p.code, p.text, f"#{p.anchor}") for p in propositions)
    return MatrixView(columns=columns, rows=listed(rows, lookup.caps.holders, "holder", total=len(ordered)))


def _cell(placed: Sequence[Placed], shown: set[str]) -> CellView:
    """One holder on one proposition; who changed sides has both marks, the later one last."""
    if not placed:
        return CellView(label="", mark="", words="nothing said", href=None)
    course = sorted(placed, key=lambda p: (p.position.first or "", p.position.last or "", p.position.id))
    last = course[-1].position
    href = f"#{anchor_of(last.id)}" if last.id in shown else None
    return CellView(
        label=str(last.label),
        mark="→".join(_mark(p) for p in course[-MAX_COURSE:]),
        words=", later ".join(_mark_words(p) for p in course[-MAX_COURSE:]),
        href=href,
    )


def _mark(placed: Placed) -> str:
    mark = LABEL_MARKS[placed.position.label]
    return mark if placed.is_own else f"({mark})"


def _mark_words(placed: Placed) -> str:
    words = LABEL_WORDS[placed.position.label]
    return words if placed.is_own else f"{words}, as reported by others"
