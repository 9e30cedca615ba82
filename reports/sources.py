"""The sources with their summaries, and what the corpus does not show.

Invariant: every document of the snapshot stands in the list of sources, and every failure and reject in the coverage or,
where a page cuts it, in its count.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from corpus.names import name_key
from corpus.records import Document, Failure, Reject, Role, Segment, Snapshot
from reports.caps import listed
from reports.links import link_to_document
from reports.lookup import Lookup
from reports.model import CoverageView, FailureView, RejectView, SourceView
from reports.pieces import Listed, Quotation
from reports.quotes import summary_quotation
from reports.wording import (
    FAILURE_WORDS,
    KIND_WORDS,
    SOURCE_TITLE_CHARS,
    capitalised,
    clip,
    counted,
    date_words,
    names_in_words,
    voice_words,
)

_SILENT_ROLES = {Role.BOILERPLATE, Role.SPONSOR, Role.HEADLINE}


def source_views(lookup: Lookup) -> tuple[SourceView, ...]:
    """All sources by number."""
    return tuple(_source_view(lookup, d) for d in lookup.documents.values())


def _source_view(lookup: Lookup, document: Document) -> SourceView:
    claims = lookup.claims_in.get(document.id, [])
    stances = lookup.stances_in.get(document.id, [])
    by = names_in_words(document.authors)
    return SourceView(
        ref=lookup.refs[document.id],
        id=document.id,
        title=clip(document.title, SOURCE_TITLE_CHARS) or clip(document.location, SOURCE_TITLE_CHARS) or "untitled",
        kind=KIND_WORDS.get(document.kind, document.kind.replace("_", " ")),
        by=by,
        voices=_voices(lookup, document),
        date=date_words(document.published) or "undated",
        link=link_to_document(document),
        location=clip(document.location, SOURCE_TITLE_CHARS),
        counts=", ".join(
            (counted(len(document.text.split()), "word"), counted(len(claims), "claim"), counted(len(stances), "stance"))
        ),
        summary=_summary(lookup, document),
        keys=lookup.keys_of_documents((document.id,)),
    )


def _voices(lookup: Lookup, document: Document) -> str:
    """Who speaks in a document beside its writers."""
    names: dict[str, str] = {}
    for segment in lookup.segments_in.get(document.id, []):
        if segment.role not in _SILENT_ROLES:
            names.setdefault(name_key(segment.voice), voice_words(segment.voice, document))
    written_by = {name_key(a) for a in document.authors} | {"author"}
    return names_in_words([words for key, words in names.items() if key not in written_by])


def _summary(lookup: Lookup, document: Document) -> tuple[Quotation, ...]:
    """The sentences to read first, in the order of the document."""
    ranked = sorted(lookup.summary_in.get(document.id, []), key=lambda s: (s.rank, s.start))[: lookup.caps.summary_sentences]
    segments = lookup.segments_in.get(document.id, [])
    starts = [s.start for s in segments]
    return tuple(
        summary_quotation(lookup, s, segment=_segment_at(segments, starts, s.start))
        for s in sorted(ranked, key=lambda s: s.start)
    )


def _segment_at(segments: Sequence[Segment], starts: Sequence[int], offset: int) -> str | None:
    at = bisect_right(starts, offset) - 1
    return segments[at].id if at >= 0 and segments[at].start <= offset < segments[at].end else None


def summary_list(lookup: Lookup, sources: Sequence[SourceView]) -> Listed[SourceView]:
    """The sources that have something to read, cut to the caps."""
    return listed([s for s in sources if s.summary], lookup.caps.summaries, "source")


def coverage_view(lookup: Lookup, snapshot: Snapshot) -> CoverageView:
    """What failed, what was rejected, and which documents gave nothing."""
    failures = sorted(snapshot.failures, key=lambda f: (f.error, f.location, f.id))
    quiet = [lookup.refs[d] for d in lookup.documents if not lookup.claims_in.get(d)]
    mute = [lookup.refs[d] for d in lookup.documents if not lookup.stances_in.get(d)]
    return CoverageView(
        summary=_coverage_words(snapshot, len(quiet), len(mute)),
        failures=listed(
            [_failure_view(f) for f in failures[: lookup.caps.failures.screen]],
            lookup.caps.failures,
            "failure",
            total=len(failures),
        ),
        rejects=_rejects(lookup, snapshot.rejects),
        without_claims=listed(quiet, lookup.caps.quiet, "source"),
        without_stances=listed(mute, lookup.caps.quiet, "source"),
    )


def _coverage_words(snapshot: Snapshot, quiet: int, mute: int) -> str:
    n, failed, rejected = len(snapshot.documents), len(snapshot.failures), len(snapshot.rejects)
    sentences = [f"{capitalised(counted(n, 'source'))} {_was(n)} read."]
    sentences.append(
        f"{capitalised(counted(failed, 'item'))} could not be taken in." if failed else "Nothing failed on the way in."
    )
    if rejected:
        turned = capitalised(counted(rejected, "record"))
        sentences.append(f"{turned} {_was(rejected)} turned away because the words were not verbatim in the source.")
    else:
        sentences.append("No record had to be turned away as not verbatim.")
    if quiet:
        sentences.append(f"{capitalised(counted(quiet, 'source'))} gave no figure.")
    if mute:
        sentences.append(f"{capitalised(counted(mute, 'source'))} took no side.")
    return " ".join(sentences)


def _was(n: int) -> str:
    return "was" if n == 1 else "were"


def _failure_view(failure: Failure) -> FailureView:
    return FailureView(
        location=clip(failure.location or failure.source, SOURCE_TITLE_CHARS) or "unknown",
        what=FAILURE_WORDS.get(failure.error, failure.error or "failed"),
        message=clip(failure.message, 400),
        remedy=clip(failure.remedy, 400),
    )


def _rejects(lookup: Lookup, rejects: Sequence[Reject]) -> Listed[RejectView]:
    counts = Counter(f"{r.record_kind}: {clip(r.reason, 200)}" for r in rejects)
    first: dict[str, Reject] = {}
    for reject in rejects:
        first.setdefault(f"{reject.record_kind}: {clip(reject.reason, 200)}", reject)
    views = [
        RejectView(reason=reason, count=counted(n, "record"), example=_in_source(lookup, first[reason]))
        for reason, n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    ]
    return listed(views, lookup.caps.rejects, "reason")


def _in_source(lookup: Lookup, reject: Reject) -> str:
    ref = lookup.refs.get(reject.document)
    return f"for instance in source {ref.number}, {ref.title}" if ref else ""
