"""Who reports a figure first hand, and who repeats whom.

For each claim of a measure, in this order: the party it credits; the earlier document whose words it shares; a document that
its sentence links to and that gives the same figure; a party to whom others had already credited the same figure, or that
had given it first; the party that its passage introduces as a source or goes on with; its own speaker, where the words are
first hand. Who credits a party that only repeats another leads to that other. What none of these tells stays untold: "cannot
tell" is an answer, and adds no origin. Invariant: nine reports of one press release are one origin. To add a sign of
repetition: a step in `OriginFinder._trace`; of whose figures a passage gives: `introduced`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from corpus.names import AUTHOR, name_key
from corpus.records import Certainty, Claim, Document, OriginLink, Overlap, Quantity, Role
from corpus.text import page_key
from index.comparison.frames import rarity_of
from index.comparison.holders import HolderBook, is_generic, is_name
from index.comparison.introduced import FIRST_PERSON, Passages
from index.comparison.units import is_same_number

_RETOLD = frozenset({Role.HEADLINE, Role.SUMMARY, Role.TAKEAWAY, Role.READING, Role.QUOTE})
_MOST_NUMBERS = 64  # different numbers of one measure among which an equal one is looked for: bounds a measure of 50,000
_OWN_TELLING = 0.5  # likewise, of a figure that one party had given as its own before an undistinguished later telling
_TELLING = 0.8  # rarity of a figure that by itself shows a repetition where dates do not tell; see frames.rarity_of


@dataclass(frozen=True, slots=True)
class Origins:
    """What is known of where a measure's figures come from; `origins` in the order in which they are first met."""

    origin: str | None
    origins: tuple[str, ...]
    chain: tuple[OriginLink, ...]
    of_claim: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class _Source:
    """One traced claim: the origin's key (equal for one origin), how it is shown, and why."""

    key: str
    shown: str
    because: str


class _SameNumber:
    """The claims of a measure with one number, added in reading order, and who is credited for it where, and when first."""

    def __init__(self) -> None:
        self.by_document: dict[str, list[Claim]] = {}
        self.credited_in: dict[str, _Source] = {}
        self.first_dated: tuple[str, _Source] | None = None
        self.first_undated: _Source | None = None
        self.first_document: str | None = None
        self.first_own: tuple[str, _Source] | None = None

    def add(self, claim: Claim, source: _Source | None, published: str | None, own: _Source | None) -> None:
        """Take in the next claim, with the party it credits, the date of its document and whose own word it may be."""
        self.first_document = self.first_document or claim.document
        if own is not None and published and self.first_own is None and self.first_document == claim.document:
            self.first_own = (published, own)
        self.by_document.setdefault(claim.document, []).append(claim)
        if source is None:
            return
        self.credited_in.setdefault(claim.document, source)
        if published and self.first_dated is None:
            self.first_dated = (published, source)
        if not published and self.first_undated is None:
            self.first_undated = source


def _by_number(claims: Sequence[Claim]) -> dict[str, _SameNumber]:
    """For each claim id the (shared) group of its number."""
    firsts: list[tuple[Quantity, _SameNumber]] = []
    spelled: dict[tuple[str, float, float | None, str, str | None], _SameNumber] = {}
    of_claim: dict[str, _SameNumber] = {}
    for claim in claims:
        q = claim.quantity
        spelling = (q.unit, q.value, q.high, q.text, q.noun)
        if spelling not in spelled:
            like = next((group for first, group in firsts[:_MOST_NUMBERS] if is_same_number(first, q)), None)
            if like is None:
                like = _SameNumber()
                firsts.append((q, like))
            spelled[spelling] = like
        of_claim[claim.id] = spelled[spelling]
    return of_claim


class OriginFinder:
    """Traces the claims of measures to their origins."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        overlaps: Sequence[Overlap],
        book: HolderBook,
        *,
        claims: Iterable[Claim] = (),
    ) -> None:
        """Args: `claims` are all those of the documents; without them no passage tells whose figures it goes on with."""
        self._documents = documents
        self._passages = Passages(documents, claims)
        self._book = book
        self._shared: dict[str, list[tuple[int, int, str, int, int]]] = defaultdict(list)
        for o in sorted(overlaps, key=lambda o: o.id):
            if o.earlier == o.a:
                self._shared[o.b].append((o.b_start, o.b_end, o.a, o.a_start, o.a_end))
            elif o.earlier == o.b:
                self._shared[o.a].append((o.a_start, o.a_end, o.b, o.b_start, o.b_end))
        home = {page_key(d.url): d.id for d in sorted(documents.values(), key=lambda d: d.id) if d.url}
        self._linked = {
            d.id: sorted((start, end, home[key]) for start, end, url in d.links if (key := page_key(url)) in home)
            for d in documents.values()
            if d.links
        }

    @property
    def linking(self) -> Set[str]:
        """The documents that may link to others."""
        return self._linked.keys()

    def has_link(self, claim: Claim) -> bool:
        """Whether a claim's sentence links to a document of the corpus."""
        links = self._linked.get(claim.document)
        if not links:
            return False
        at = bisect_left(links, (claim.start, 0, ""))
        return at < len(links) and links[at][0] < claim.end

    def trace(self, claims: Sequence[Claim]) -> Origins:
        """Trace the members of one measure, given in reading order."""
        credited = {c.id: s for c in claims if (s := self._credited(c)) is not None}
        groups = _by_number(claims)
        for claim in claims:
            groups[claim.id].add(claim, credited.get(claim.id), self._published(claim), self._own(claim))
        traced: dict[str, _Source] = {}
        for claim in claims:
            source = credited.get(claim.id) or self._trace(claim, groups[claim.id], traced)
            if source is not None:
                traced[claim.id] = source
        return self._summed_up(claims, self._led_on(claims, groups, traced))

    def _led_on(
        self, claims: Sequence[Claim], groups: Mapping[str, _SameNumber], traced: Mapping[str, _Source]
    ) -> dict[str, _Source]:
        """Sources with repeaters replaced: who credits a party leads to where that party's own telling leads."""
        told: dict[tuple[int, str], _Source] = {}
        for claim in claims:
            if claim.id in traced and claim.attributed_to is None and claim.role not in _RETOLD:
                voice = self._book.key(claim.speaker, claim.document)
                told.setdefault((id(groups[claim.id]), voice), traced[claim.id])
        led: dict[str, _Source] = {}
        for claim in claims:
            if claim.id not in traced:
                continue
            source = traced[claim.id]
            further = told.get((id(groups[claim.id]), source.key), source)
            led[claim.id] = _Source(further.key, further.shown, source.because)
        return led

    def _credited(self, claim: Claim) -> _Source | None:
        name = claim.attributed_to
        if not name or not is_name(name):
            return None
        return _Source(self._book.key(name, claim.document), self._book.display(name), "attributed")

    def _trace(self, claim: Claim, same: _SameNumber, traced: Mapping[str, _Source]) -> _Source | None:
        if claim.attributed_to:  # credited to "the company": somebody else's figure, and only a link can tell whose
            return self._from_link(claim, same, traced)
        return (
            self._from_overlap(claim, same, traced)
            or self._from_link(claim, same, traced)
            or self._from_repetition(claim, same)
            or self._from_passage(claim)
            or self._own_words(claim, same)
        )

    def _from_overlap(self, claim: Claim, same: _SameNumber, traced: Mapping[str, _Source]) -> _Source | None:
        for start, end, earlier, first, last in self._shared.get(claim.document, ()):
            if not (start <= claim.quantity.start and claim.quantity.end <= end):
                continue
            here = same.by_document.get(earlier, ())
            twin = next((c for c in here if first <= c.quantity.start < last), None)
            return self._of_document(earlier, twin, traced, "overlap")
        return None

    def _from_link(self, claim: Claim, same: _SameNumber, traced: Mapping[str, _Source]) -> _Source | None:
        links = self._linked.get(claim.document, ())
        for start, end, linked in links[bisect_left(links, (claim.start, 0, "")) :]:
            if start >= claim.end:
                break
            told = same.by_document.get(linked, ())
            if end <= claim.end and linked != claim.document and told:
                known = same.credited_in.get(linked)
                return replace(known, because="link") if known else self._of_document(linked, told[0], traced, "link")
        return None

    def _of_document(self, home: str, twin: Claim | None, traced: Mapping[str, _Source], because: str) -> _Source:
        """The origin of a claim's twin in another document, or else that document's writer."""
        if twin is not None and twin.id in traced:
            return replace(traced[twin.id], because=because)
        document = self._documents.get(home)
        writer = document.authors[0] if document and len(document.authors) == 1 else AUTHOR
        return _Source(self._book.key(writer, home), self._book.display(writer), because)

    def _from_repetition(self, claim: Claim, same: _SameNumber) -> _Source | None:
        here = self._published(claim)
        source = same.credited_in.get(claim.document)
        if source is None and here and same.first_dated is not None:
            there, dated = same.first_dated
            source = dated if there[: len(here)] <= here[: len(there)] else None
        rarity = rarity_of(claim.quantity.value)
        if source is None and here and same.first_own is not None and rarity >= _OWN_TELLING:
            there, own = same.first_own
            repeats = same.first_document != claim.document and not FIRST_PERSON.search(claim.evidence)
            source = own if repeats and there[: len(here)] <= here[: len(there)] else None
        if source is None and rarity >= _TELLING:
            source = same.first_undated or (same.first_dated[1] if same.first_dated and not here else None)
        return _Source(source.key, source.shown, "repeats figure") if source else None

    def _from_passage(self, claim: Claim) -> _Source | None:
        told = self._passages.source_of(claim) if claim.role not in _RETOLD else None
        if told is None:
            return None
        name, because = told
        return _Source(self._book.key(name, claim.document), self._book.display(name), because)

    def _own_words(self, claim: Claim, same: _SameNumber) -> _Source | None:
        if same.first_document != claim.document and not FIRST_PERSON.search(claim.evidence):
            return None
        return self._own(claim)

    def _own(self, claim: Claim) -> _Source | None:
        """The speaker of a claim that credits nobody, goes on with nobody's figures and is no retelling."""
        if claim.attributed_to or claim.role in _RETOLD or claim.certainty == Certainty.QUESTION:
            return None
        if self._passages.source_of(claim) is not None:
            return None
        return _Source(self._book.key(claim.speaker, claim.document), self._shown(claim), "own words")

    def _shown(self, claim: Claim) -> str:
        """The speaker's name; of an unnamed author the document's one writer."""
        home = self._documents.get(claim.document)
        writer = home.authors[0] if home and len(home.authors) == 1 and is_name(home.authors[0]) else AUTHOR
        return self._book.display(writer if name_key(claim.speaker) == AUTHOR else claim.speaker)

    def _published(self, claim: Claim) -> str | None:
        document = self._documents.get(claim.document)
        return document.published if document else None

    def _summed_up(self, claims: Sequence[Claim], traced: Mapping[str, _Source]) -> Origins:
        shown: dict[str, str] = {}
        homes: dict[str, set[str]] = defaultdict(set)
        count: dict[str, int] = defaultdict(int)
        for claim in claims:
            source = traced.get(claim.id)
            if source is not None:
                shown.setdefault(source.key, source.shown)
                homes[source.key].add(claim.document)
                count[source.key] += 1
        order = {key: i for i, key in enumerate(shown)}
        main = min(shown, key=lambda k: (-len(homes[k]), -count[k], order[k]), default=None)
        links = tuple(OriginLink(c, shown[traced[c].key], traced[c].because) for c in sorted(traced))
        return Origins(
            origin=shown[main] if main is not None else None,
            origins=tuple(self._told_apart(shown)),
            chain=links,
            of_claim={c.id: shown[traced[c.id].key] if c.id in traced else None for c in claims},
        )

    def _told_apart(self, shown: Mapping[str, str]) -> Iterable[str]:
        """The names of origins; where two documents' "author" meet, each with its document's title."""
        names = list(shown.values())
        for key, name in shown.items():
            home = self._documents.get(key.partition(" of ")[2])
            yield f"{name} ({home.title})" if home and is_generic(name) and names.count(name) > 1 else name
