"""The table of all claims: each has a line, an id that can be linked to, and what it can be filtered and sorted by.

Invariant: every claim of the corpus has one place on the page. A claim that is shown under its measure has its place there,
and its line leads to it. In a large corpus a line is lean: no surrounding words, and the source's entry instead of the exact
link, which stands at the claim's fuller place and in the tables.
"""

from __future__ import annotations

from dataclasses import replace

from corpus.records import Claim
from reports.caps import LARGE_FROM, listed
from reports.lookup import Lookup, anchor_of
from reports.measures import measure_label
from reports.model import ClaimRow
from reports.pieces import Link, Listed
from reports.quotes import claim_view
from reports.wording import clip

LEAN_SIDE_CHARS = 120  # of a sentence before and after its figure in a lean line
_NO_LINK = Link(href=None, label="", is_time=False)


def every_claim(lookup: Lookup, *, shown: frozenset[str]) -> Listed[ClaimRow]:
    """All claims, by source and place in it; `shown` are those that have their place under a measure."""
    is_lean = len(lookup.claims) > LARGE_FROM
    order = {document: n for n, document in enumerate(lookup.documents)}
    claims = sorted(lookup.claims.values(), key=lambda c: (order.get(c.document, len(order)), c.start, c.id))
    cap = lookup.caps.every_claim
    rows = [_row(lookup, c, shown=shown, is_lean=is_lean) for c in claims[: cap.screen]]
    return listed(rows, cap, "claim", total=len(claims))


def _row(lookup: Lookup, claim: Claim, *, shown: frozenset[str], is_lean: bool) -> ClaimRow:
    view = claim_view(lookup, claim, shown=shown)
    measure = lookup.measure_of.get(claim.id)
    quote = view.quote
    if is_lean:
        before, after = quote.before[-LEAN_SIDE_CHARS:], quote.after[:LEAN_SIDE_CHARS]
        quote = replace(
            quote,
            before=before,
            after=after,
            cut_before=quote.cut_before or len(before) < len(quote.before),
            cut_after=quote.cut_after or len(after) < len(quote.after),
            link=_NO_LINK,
        )
    is_shown = claim.id in shown
    return ClaimRow(
        anchor="" if is_shown else anchor_of(claim.id),
        href=f"#{anchor_of(claim.id)}" if is_shown else None,
        value=view.value,
        sort=claim.quantity.value,
        quote=quote,
        context=None if is_lean or is_shown else view.context,
        holder=clip(lookup.holder_of(claim), 60),
        date=view.date,
        iso=lookup.date_of(claim.document, claim.segment) or "",
        measure="" if is_lean or measure is None else measure_label(measure),
        keys=lookup.keys_of_claims((claim,)),
    )
