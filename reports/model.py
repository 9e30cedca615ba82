"""The typed view of a corpus that every form of a briefing is rendered from.

Invariant: a view holds all that a template shows, in the order and the words in which it shows it; templates choose looks
and compute nothing. Words between quotation marks come from `Quotation` alone, which holds verbatim text of one document.
To show something new: a field here, the module that fills it, and each template.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from reports.tables import Tables

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """A list that a page may cut: `items` on screen, `printed` (some of them) in print, `total` in the JSON form.

    `more` and `more_printed` say in words how many are left out and where they are; empty where none is.
    """

    items: tuple[T, ...]
    printed: tuple[T, ...]
    total: int
    more: str
    more_printed: str


@dataclass(frozen=True, slots=True)
class Link:
    """Where a quotation is found: `href` is None where nothing safe can be opened; `label` always says the place."""

    href: str | None
    label: str
    is_time: bool


@dataclass(frozen=True, slots=True)
class SourceRef:
    """A source as others point to it: its number in the list of sources, a title short enough for a line, its anchor."""

    number: int
    title: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Verbatim words of one source, the number in them apart.

    `before + number + after` is the evidence as stored. A very long sentence is cut at words about its number: then
    `cut_before` or `cut_after` is true, and the page shows an ellipsis in square brackets outside the words.
    """

    before: str
    number: str
    after: str
    cut_before: bool
    cut_after: bool
    source: SourceRef
    link: Link


@dataclass(frozen=True, slots=True)
class Who:
    """Whose statement it is. `reporter` is set where somebody else utters it; `words` is the whole in words."""

    holder: str
    reporter: str | None
    words: str


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A numeric claim as a page shows it.

    `anchor` is the id of its place, "" where an earlier part of the page is its place; `href` leads there, or is None.
    """

    id: str
    anchor: str
    href: str | None
    value: str
    quote: Quotation
    who: Who
    date: str
    details: str
    note: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis; `x` is in per cent of its length."""

    x: float
    label: str


@dataclass(frozen=True, slots=True)
class PlotRow:
    """One holder's value: a dot at `x`, or a bar from `x` to `x_high` (per cent of the axis), at height `y` (pixels).

    `bound` is "more" or "less" where the words give only a bound, "about" where they are vague, else "".
    """

    label: str
    value: str
    x: float
    x_high: float | None
    width: float
    y: int
    bound: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class PlotView:
    """A dot-and-range plot of one measure. Heights are pixels; `left_out` says what it cannot draw."""

    title: str
    description: str
    scale: str
    ticks: tuple[Tick, ...]
    rows: tuple[PlotRow, ...]
    height: int
    axis_y: int
    left_out: str


@dataclass(frozen=True, slots=True)
class ValueView:
    """One value that a measure is given, with who gives it."""

    value: str
    claims: str
    holders: str


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step from where a figure comes from to who repeats it."""

    origin: str
    repeater: str
    because: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measured thing. `filter_text` is what the filter box searches, in lower case."""

    id: str
    anchor: str
    label: str
    verdict: str
    verdict_words: str
    spread: str
    counts: str
    origin: str
    values: Listed[ValueView]
    plot: PlotView | None
    claims: Listed[ClaimView]
    chain: Listed[ChainStep]
    filter_text: str


@dataclass(frozen=True, slots=True)
class PairView:
    """Two claims side by side and the rule that tells how they relate; `brief` is the reason in one line."""

    id: str
    anchor: str
    kind: str
    kind_words: str
    a: ClaimView
    b: ClaimView
    rule: str
    reason: str
    brief: str
    inputs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DisagreementView:
    """How the claims of one measure part, in one way. `pairs` is never empty; `lead` is the pair to read first."""

    anchor: str
    kind: str
    kind_words: str
    label: str
    measure_href: str | None
    weight: str
    lead: PairView
    pairs: Listed[PairView]


@dataclass(frozen=True, slots=True)
class MutationView:
    """How a figure changed as it was repeated: `changes` names each thing that was lost or altered."""

    anchor: str
    label: str
    a: ClaimView
    b: ClaimView
    because: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AgreementView:
    """A value that several independent origins give."""

    anchor: str
    label: str
    measure_href: str | None
    value: str
    kind_words: str
    weight: str
    reason: str
    claims: Listed[ClaimView]


@dataclass(frozen=True, slots=True)
class StanceView:
    """A sentence that takes a side."""

    id: str
    anchor: str
    quote: Quotation
    label_words: str
    reported: str
    date: str


@dataclass(frozen=True, slots=True)
class PositionView:
    """A holder on a proposition; `reported` says in words that others report it, and is empty for the holder's own words."""

    id: str
    anchor: str
    holder: str
    label: str
    label_words: str
    is_own: bool
    reported: str
    dates: str
    stances: Listed[StanceView]


@dataclass(frozen=True, slots=True)
class PropositionView:
    """A proposition of the topic and who stands where on it. `code` is its short name in the matrix."""

    key: str
    anchor: str
    code: str
    text: str
    tally: str
    positions: Listed[PositionView]


@dataclass(frozen=True, slots=True)
class CellView:
    """One cell of the matrix: a `mark` for the eye, `words` for a screen reader, `href` to the quotations."""

    label: str
    mark: str
    words: str
    href: str | None


@dataclass(frozen=True, slots=True)
class HolderRow:
    """One row of the matrix: a holder and a cell per proposition."""

    holder: str
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class MatrixView:
    """Holders by propositions; `columns` are (code, text, href) of the propositions that anybody takes a side on."""

    columns: tuple[tuple[str, str, str], ...]
    rows: Listed[HolderRow]


@dataclass(frozen=True, slots=True)
class SourceView:
    """One document. `counts` says words, claims and stances; `summary` its sentences to read first."""

    ref: SourceRef
    id: str
    title: str
    kind: str
    by: str
    voices: str
    date: str
    link: Link
    location: str
    counts: str
    summary: tuple[Quotation, ...]
    figures: Listed[ClaimView]


@dataclass(frozen=True, slots=True)
class FailureView:
    """One item that could not be taken in."""

    location: str
    what: str
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RejectView:
    """Why some records were turned away, how many, and one of them."""

    reason: str
    count: str
    example: str


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What the corpus does not show: failures, rejected records, documents that gave nothing."""

    summary: str
    failures: Listed[FailureView]
    rejects: Listed[RejectView]
    without_claims: Listed[SourceRef]
    without_stances: Listed[SourceRef]


class ChangeKind(StrEnum):
    """What happened to a record since the last briefing."""

    NEW = "new"
    REVISED = "revised"
    WITHDRAWN = "withdrawn"
    CONTESTED = "contested"
    CORROBORATED = "corroborated"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference to the last briefing: the record it is about, and one line that says it."""

    kind: ChangeKind
    record: str
    words: str


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What changed since `since`; no items means that nothing did."""

    since: str
    items: Listed[Change]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number for the strip on page one."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class OverviewView:
    """Page one: sentences made of counts, a strip of numbers, and the disagreements that matter most."""

    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    key_disagreements: tuple[DisagreementView, ...]
    no_disagreement: str


@dataclass(frozen=True, slots=True)
class BriefingView:
    """All that a briefing shows. `generated` is an ISO date; `generated_words` the same for people; `generated_at` seconds
    since 1970 (UTC), which the PDF carries as its date, so that the same view gives the same bytes."""

    title: str
    topic: str
    topic_name: str
    generated: str
    generated_words: str
    generated_at: int
    is_empty: bool
    overview: OverviewView
    changes: ChangesView | None
    measures: Listed[MeasureView]
    disagreements: Listed[DisagreementView]
    mutations: Listed[MutationView]
    agreements: Listed[AgreementView]
    matrix: MatrixView | None
    propositions: tuple[PropositionView, ...]
    silent_propositions: tuple[str, ...]
    sources: tuple[SourceView, ...]
    summaries: Listed[SourceView]
    coverage: CoverageView
    method: tuple[str, ...]
    tables: Tables
