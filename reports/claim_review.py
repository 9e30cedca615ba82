"""Claims as JSON-LD in the vocabulary of schema.org's ClaimReview, for search engines and fact-checkers' tools.

Invariant: there is no `reviewRating`. Syntopic finds out who says what and what else is said of the same thing; it does not
rate a claim as true or false, so what it found stands in words, in `reviewBody`. Holders carry a name and no type: whether
one is a person or an organisation is not known. Source: schema.org, ClaimReview and Claim.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from reports.links import safe_url
from reports.model import BriefingView
from reports.tables import Json, Row
from reports.wording import VERDICT_WORDS_BY_NAME, counted


def render_claim_review(view: BriefingView) -> str:
    """All claims as one JSON-LD graph; `@id` is the claim's id, as in every other form."""
    tables = view.tables
    sources = {str(r["document"]): r for r in tables.sources}
    measures = {str(r["id"]): r for r in tables.measures}
    graph = [_review(claim, sources, measures, view.generated) for claim in tables.claims]
    data = {"@context": "https://schema.org", "@graph": graph}
    return re.sub("[\ud800-\udfff]", "\ufffd", json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)) + "\n"


def _review(claim: Row, sources: Mapping[str, Row], measures: Mapping[str, Row], generated: str) -> Row:
    source = sources.get(str(claim["document"]), {})
    measure = measures.get(str(claim["measure"]))
    said: Row = {
        "@type": "Claim",
        "@id": f"#{claim['id']}-claim",
        "text": claim["evidence"],
        "author": {"name": claim["attributed_to"] or claim["speaker"]},
        "appearance": _work(claim, source),
    }
    review: Row = {
        "@type": "ClaimReview",
        "@id": f"#{claim['id']}",
        "identifier": claim["id"],
        "claimReviewed": claim["evidence"],
        "datePublished": generated,
        "author": {"name": "Syntopic"},
        "itemReviewed": said,
    }
    if measure is not None:
        review["about"] = {"@id": f"#{measure['id']}", "name": measure["label"]}
        review["reviewBody"] = _body(measure)
    return review


def _work(claim: Row, source: Row) -> Row:
    work: Row = {
        "@type": "CreativeWork",
        "@id": f"#{source.get('id')}",
        "headline": source.get("title") or claim["document"],
    }
    url = safe_url(str(source["url"])) if source.get("url") else None
    if url:
        work["url"] = url
    if source.get("published"):
        work["datePublished"] = source["published"]
    if isinstance(source.get("authors"), list) and source["authors"]:
        names: list[Json] = [{"name": name} for name in source["authors"] or []]  # type: ignore[union-attr]
        work["author"] = names
    return work


def _body(measure: Row) -> str:
    claims, origins = measure["claims"], measure["independent_origins"]
    n = len(claims) if isinstance(claims, list) else 0
    if n < 2:
        return "No other claim about the same measure was found in these sources."
    told = f"{counted(n, 'claim')} about this measure"
    traced = f" from {counted(int(origins), 'independent origin')}" if isinstance(origins, int) and origins else ""
    return f"{told}{traced}: {VERDICT_WORDS_BY_NAME.get(str(measure['verdict']), str(measure['verdict']))}."
