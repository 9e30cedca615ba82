"""The typed view of a corpus that every form of a briefing is rendered from.

Invariant: a view holds all that a template shows, in the order and the words in which it shows it; templates choose looks
and compute nothing. What the parts are made of stands in `pieces.py`.
To show something new: a field here, the module that fills it, and each template.
"""

from __future__ import annotations

from dataclasses import dataclass

from reports.facets import FacetsView, Keys
from reports.finding_views import FindingsView
from reports.pieces import ClaimView, Context, Figure, Link, Listed, Measured, PlotView, Quotation, SourceRef, StanceView
from reports.tables import Tables


@dataclass(frozen=True, slots=True)
class ValueView:
    """One value that a measure is given, with who gives it."""

    value: str
    claims: str
    holders: str


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One step from where a figure comes from to who repeats it, and when."""

    repeater: str
    because: str
    date: str
    source: SourceRef


@dataclass(frozen=True, slots=True)
class LeadSentence:
    """A sentence of a machine-written lead, with the sources of the evidence it cites."""

    words: str
    sources: tuple[SourceRef, ...]


@dataclass(frozen=True, slots=True)
class LeadView:
    """A lead written by a language model, of which only what its evidence holds is left; `note` says so to the reader."""

    sentences: tuple[LeadSentence, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Voiced:
    """A sentence of a source, with whose it is and when it was said in words; `date` may be empty."""

    quote: Quotation
    who: str
    date: str


@dataclass(frozen=True, slots=True)
class DigestItem:
    """A line of the digest: what it is about, counts in words, and the sentences."""

    label: str
    href: str
    words: str
    quotes: tuple[Voiced, ...]


@dataclass(frozen=True, slots=True)
class DigestView:
    """The topic summed up in sentences of its sources."""

    agreed: tuple[DigestItem, ...]
    disputed: tuple[DigestItem, ...]
    new: tuple[DigestItem, ...]


@dataclass(frozen=True, slots=True)
class Order:
    """What measures can be sorted by: independent origins, sources, and the factor between least and greatest value."""

    origins: int
    sources: int
    spread: float


@dataclass(frozen=True, slots=True)
class ChainGroup:
    """An origin and those who repeat its figure, oldest first."""

    origin: str
    steps: tuple[ChainStep, ...]


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measured thing; the first `brief` of its claims sum it up, without one that says what another says."""

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
    brief: int
    chain: Listed[ChainGroup]
    order: Order
    keys: Keys


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
    keys: Keys


@dataclass(frozen=True, slots=True)
class MutationView:
    """How a figure changed as it was repeated: `changes` names each thing that was lost or altered."""

    anchor: str
    label: str
    a: ClaimView
    b: ClaimView
    changes: tuple[str, ...]
    keys: Keys


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
    keys: Keys


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
    keys: Keys


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
    keys: Keys


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim as a line of the table of all claims; `sort` orders values of one unit, `href` leads to its fuller place."""

    anchor: str
    href: str | None
    value: str
    sort: float
    quote: Quotation
    context: Context | None
    holder: str
    date: str
    iso: str
    measure: str
    keys: Keys


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


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """One change: `words` say it; `quote` is the sentence now held or None, `before` the one held before or ""."""

    id: str
    words: str
    before: str
    quote: Quotation | None
    href: str | None


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The changes of one kind."""

    kind: str
    heading: str
    items: Listed[ChangeItem]


@dataclass(frozen=True, slots=True)
class ChangesView:
    """What changed since `since`; no groups means that nothing did, or, where `is_first`, that all is new."""

    since: str
    summary: str
    is_first: bool
    groups: tuple[ChangeGroup, ...]


@dataclass(frozen=True, slots=True)
class OverviewView:
    """Page one: sentences made of counts, a strip of numbers, and the disagreements that matter most."""

    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    key_disagreements: tuple[DisagreementView, ...]
    no_disagreement: str


@dataclass(frozen=True, slots=True)
class MeasuredView:
    """What the readers reach on gold sets: where it was measured, the figures, and what to make of them."""

    on: str
    figures: tuple[Measured, ...]
    weak: str


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
    is_short: bool
    overview: OverviewView
    changes: ChangesView | None
    facets: FacetsView
    lead: LeadView | None
    digest: DigestView
    measures: Listed[MeasureView]
    disagreements: Listed[DisagreementView]
    mutations: Listed[MutationView]
    agreements: Listed[AgreementView]
    matrix: MatrixView | None
    propositions: tuple[PropositionView, ...]
    findings: FindingsView
    silent_propositions: tuple[str, ...]
    sources: tuple[SourceView, ...]
    summaries: Listed[SourceView]
    every_claim: Listed[ClaimRow]
    coverage: CoverageView
    method: tuple[str, ...]
    measured: MeasuredView
    tables: Tables
