"""Verbatim words with their source, and the claims and stances that rest on them.

Invariant: a `Quotation` is made here only, from stored evidence; what is left out of a very long sentence is marked.
"""

from __future__ import annotations

from corpus.names import is_same_name
from corpus.records import Certainty, Claim, Document, Stance, SummarySentence
from reports.caps import LARGE_FROM
from reports.links import link_to_words
from reports.lookup import Lookup, anchor_of
from reports.pieces import ClaimView, Context, Quotation, SourceRef, StanceView
from reports.wording import LABEL_WORDS, claim_details, date_words, quantity_words, voice_words

MAX_SIDE_CHARS = 400  # of a sentence before and after its number; seed sentences end well below, run-on captions do not
CONTEXT_CHARS = 260  # of the words before and after a sentence, where a page opens it in its context


def quotation(
    lookup: Lookup, *, document: str, segment: str | None, start: int, text: str, number: tuple[int, int] | None
) -> Quotation:
    """Quote `text` of a document; `number` is the place of the figure in it, as offsets in `text`."""
    a, b = number if number and 0 <= number[0] <= number[1] <= len(text) else (len(text), len(text))
    before, figure, after = text[:a], text[a:b], text[b:]
    kept_before = _tail(before, MAX_SIDE_CHARS if figure else 2 * MAX_SIDE_CHARS)
    kept_after = _head(after, MAX_SIDE_CHARS)
    if not figure:
        kept_before = _head(before, 2 * MAX_SIDE_CHARS)
    source = lookup.documents.get(document)
    place = lookup.segments.get(segment) if segment else None
    return Quotation(
        before=kept_before,
        number=figure,
        after=kept_after,
        cut_before=bool(figure) and len(kept_before) < len(before),
        cut_after=len(kept_after) < len(after) or (not figure and len(kept_before) < len(before)),
        source=lookup.refs[document] if document in lookup.refs else _unknown(document),
        link=link_to_words(source or _gone(document), place, start=start, words=text),
    )


def context_of(lookup: Lookup, document: str, start: int, end: int) -> Context:
    """The words around a span of a document, up to `CONTEXT_CHARS` on either side, half of that in a large corpus."""
    source = lookup.documents.get(document)
    max_chars = CONTEXT_CHARS if len(lookup.claims) <= LARGE_FROM else CONTEXT_CHARS // 2
    if source is None:
        return Context("", "")
    before = source.text[max(0, start - 2 * max_chars) : start]
    after = source.text[end : end + 2 * max_chars]
    return Context(before=_tail(before, max_chars), after=_head(after, max_chars))


def _head(text: str, max_chars: int) -> str:
    if len(text) <= max_chars:
        return text
    cut = text.rfind(" ", max_chars // 2, max_chars)
    return text[: cut if cut > 0 else max_chars]


def _tail(text: str, max_chars: int) -> str:
    if len(text) <= max_chars:
        return text
    cut = text.find(" ", len(text) - max_chars, len(text) - max_chars // 2)
    return text[cut + 1 if cut >= 0 else len(text) - max_chars :]


def _unknown(document: str) -> SourceRef:
    return SourceRef(number=0, title=f"a document no longer held ({document})", anchor=anchor_of(document))


def _gone(document: str) -> Document:
    """A stand-in for a document that the snapshot lacks; it has no address, so nothing links to it."""
    return Document(
        id=document, source="", native_id="", location=document, kind="", url=None, media_url=None, title="", authors=(),
        published=None, language="", text="", revision="", capture="", parser="",
    )  # fmt: skip


def claim_view(lookup: Lookup, claim: Claim, *, shown: frozenset[str] = frozenset()) -> ClaimView:
    """A claim as a page shows it; it links to its place on the page where its id is among `shown`."""
    quantity = claim.quantity
    anchor = anchor_of(claim.id)
    revision = lookup.revisions.get(claim.id)
    return ClaimView(
        id=claim.id,
        anchor=anchor,
        href=f"#{anchor}" if claim.id in shown else None,
        value=("denied: " if claim.certainty is Certainty.NEGATED else "") + quantity_words(quantity),
        quote=quotation(
            lookup,
            document=claim.document,
            segment=claim.segment,
            start=claim.start,
            text=claim.evidence,
            number=(quantity.start - claim.start, quantity.end - claim.start),
        ),
        who=lookup.who_says(claim),
        date=date_words(lookup.date_of(claim.document, claim.segment)),
        details=claim_details(claim),
        note=f"attribution revised: {revision.reason}" if revision else "",
        context=context_of(lookup, claim.document, claim.start, claim.end),
    )


def stance_view(lookup: Lookup, stance: Stance) -> StanceView:
    """A stance as a page shows it; `reported` names the reporter where the words are not the holder's own."""
    document = lookup.documents.get(stance.document)
    is_own = is_same_name(stance.speaker, stance.holder)
    return StanceView(
        id=stance.id,
        anchor=anchor_of(stance.id),
        quote=quotation(
            lookup, document=stance.document, segment=stance.segment, start=stance.start, text=stance.evidence, number=None
        ),
        label_words=LABEL_WORDS[stance.label] + (", on a condition" if stance.conditional else ""),
        reported="" if is_own else f"as reported by {voice_words(stance.speaker, document)}",
        date=date_words(stance.date or lookup.date_of(stance.document, stance.segment)),
    )


def summary_quotation(lookup: Lookup, sentence: SummarySentence, *, segment: str | None) -> Quotation:
    """A sentence of a document's summary."""
    return quotation(
        lookup, document=sentence.document, segment=segment, start=sentence.start, text=sentence.text, number=None
    )
