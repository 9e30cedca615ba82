"""Answering queries over a workspace: candidates, reading them once more, and excerpts with their places.

A `Finder` holds what a query needs and loads each part when it is first needed, so that one query from a cold process reads
little and a prompt or a server reads it once. Invariant: what is found is verbatim: an excerpt is a stretch of its document.
To change how candidates are ranked: `index.retrieval`; how they are shown: `syntopic.cli.search`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import index
from corpus.errors import ConfigError
from corpus.protocols import Encoder, RelevanceJudge
from corpus.records import Attribution, Claim, Comparison, Document, Measure, Passage, Segment, Snapshot, Stance
from corpus.store import Choice, Store
from index.retrieval import RERANKED, TOKENS_OF, Hit, Mode, parse_query, rerank, weigh_tokens
from reports.links import link_to_words
from syntopic.models import Models
from syntopic.rows import Corpus, Row, claim_row, stance_row
from syntopic.searching import KINDS, index_folder, words_of_record
from syntopic.workspace import Workspace

Found = Passage | Claim | Stance
NEIGHBOUR_WORDS = 8  # between two passages stand at most a short heading and white space: they are neighbours
MERGED = 3  # passages in one excerpt at most
EVERYTHING = Choice()
_DEPTH = 4  # hits looked at for each excerpt wanted, since neighbours become one
_MIN_DEPTH = 40  # hits looked at for few excerpts, so that the first of them are the same for any number wanted up to ten


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the query as typed, how many excerpts at most, of which kind of record, how and among which.

    `is_reread`: whether the best are read once more, each with the query; None leaves it to the settings.
    """

    query: str
    k: int = 10
    kind: str = "passage"
    mode: Mode = Mode.HYBRID
    choice: Choice = EVERYTHING
    is_reread: bool | None = None


@dataclass(slots=True)
class Excerpt:
    """One or more neighbouring records that were found, best first, as one stretch of their document."""

    hits: list[Hit]
    records: list[Found]

    @property
    def start(self) -> int:
        """Where it starts in the document."""
        return min(r.start for r in self.records)

    @property
    def end(self) -> int:
        """Where it ends in the document."""
        return max(r.end for r in self.records)


class Finder:
    """Answers questions over one workspace.

    Args:
        keeps_encoder: whether more questions follow; else the encoder is let go before the best hits are read once more by
            another model, so that the two are never in memory together.
    """

    def __init__(self, workspace: Workspace, store: Store, *, keeps_encoder: bool = True) -> None:
        self.workspace = workspace
        self.store = store
        self._keeps_encoder = keeps_encoder
        self.models = Models(workspace)
        self._vectors: dict[str, index.MappedVectorStore] = {}

    @cached_property
    def _kept_encoder(self) -> Encoder:
        return self.models.query_encoder(self.store)

    def _judge(self, question: Question) -> RelevanceJudge | None:
        """What reads the best candidates once more; passages only: on perspectrum's train queries, statements lose by it."""
        is_wanted = self.workspace.settings.search.rerank if question.is_reread is None else question.is_reread
        may_be = question.mode is Mode.HYBRID and question.kind == "passage"
        return self.models.relevance_judge if is_wanted and may_be else None

    def rows(self, question: Question) -> list[Row]:
        """What answers a question, best first, at most `question.k` rows.

        Raises:
            ConfigError: the query holds no word, or a condition names what there is not.
            EncoderMismatch: the index was made with another encoder.
            BadInput: the index is damaged or missing.
        """
        self._check(question.choice)
        hits = self._hits(question)
        records = self.store.some(KINDS[question.kind], (hit.id for hit in hits))
        corpus = _corpus_about(self.store, list(records.values()))
        excerpts = merge_neighbours(hits, records, corpus.documents)[: question.k]
        shown = [record.id for excerpt in excerpts for record in excerpt.records]
        marks = self.store.marks(question.kind, parse_query(question.query).any_of(), shown)
        return [excerpt_row(corpus, excerpt, marks) for excerpt in excerpts]

    def _hits(self, question: Question) -> list[Hit]:
        kind, choice = question.kind, question.choice
        among = None if choice.is_open else self.store.chosen(KINDS[kind], choice)
        if among is not None and not among:
            return []
        depth = max(_DEPTH * question.k, _MIN_DEPTH)
        if question.mode is Mode.LEXICAL:
            n_texts = self.store.count(KINDS[kind])
            return index.search_words(question.query, k=depth, lexical=self.store, n_texts=n_texts, among=among, kind=kind)
        hits = self._candidates(question, among, depth)
        judge = self._judge(question)
        if judge is None or not hits:
            return hits
        return rerank(hits, question.query, self._words_of(kind, hits[:RERANKED]), judge)

    def _candidates(self, question: Question, among: frozenset[str] | None, depth: int) -> list[Hit]:
        """What the vectors, and the words where they are asked, find; passages also by single tokens."""
        encoder = self._kept_encoder if self._keeps_encoder else self.models.query_encoder(self.store)
        hits = index.search(
            question.query,
            k=depth,
            lexical=self.store,
            vectors=self._vectors_of(question.kind, encoder),
            encoder=encoder,
            among=among,
            kind=question.kind,
            mode=question.mode,
        )
        if question.kind != "passage" or not hits:
            return hits
        texts = self._words_of(question.kind, hits[:TOKENS_OF])
        return weigh_tokens(hits, question.query, texts, encoder)

    def _words_of(self, kind: str, hits: Sequence[Hit]) -> dict[str, str]:
        found = self.store.some(KINDS[kind], (hit.id for hit in hits))
        return {i: words_of_record(record) for i, record in found.items()}

    def _vectors_of(self, kind: str, encoder: Encoder) -> index.MappedVectorStore:
        if kind not in self._vectors:
            folder = index_folder(self.workspace, kind)
            self._vectors[kind] = index.MappedVectorStore.open(folder, dim=encoder.dim, revision=encoder.revision)
        return self._vectors[kind]

    def _check(self, choice: Choice) -> None:
        """Refuse a proposition that no topic has: it would find nothing, and silently."""
        if choice.target is None:
            return
        known = [p.key for topic in self.models.topics for p in topic.propositions]
        if choice.target not in known:
            raise ConfigError(f"no proposition {choice.target!r}", remedy=f"one of: {', '.join(known)}")


def merge_neighbours(hits: Sequence[Hit], records: Mapping[str, Found], documents: Mapping[str, Document]) -> list[Excerpt]:
    """Hits as excerpts, best first: a passage joins the excerpt of a better one that it stands next to.

    Joined are passages of one voice in one role with nothing between them but a short heading, at most `MERGED`.
    """
    excerpts: list[Excerpt] = []
    for hit in hits:
        record = records.get(hit.id)
        if record is None:
            continue
        near = next((e for e in excerpts if _is_neighbour(e, record, documents[record.document].text)), None)
        if near is None:
            excerpts.append(Excerpt([hit], [record]))
        else:
            near.hits.append(hit)
            near.records.append(record)
    return excerpts


def _is_neighbour(excerpt: Excerpt, record: Found, text: str) -> bool:
    best = excerpt.records[0]
    if not isinstance(record, Passage) or not isinstance(best, Passage) or len(excerpt.records) == MERGED:
        return False
    if (best.document, best.voice, best.role) != (record.document, record.voice, record.role):
        return False
    first, then = (excerpt.end, record.start) if record.start >= excerpt.end else (record.end, excerpt.start)
    return first <= then and len(text[first:then].split()) <= NEIGHBOUR_WORDS


def excerpt_row(corpus: Corpus, excerpt: Excerpt, marks: Mapping[str, Sequence[tuple[int, int]]]) -> Row:
    """An excerpt as a row; `marks` are spans in the words of each record, and become spans in the evidence."""
    hit, record = excerpt.hits[0], excerpt.records[0]
    document, segment = corpus.documents[record.document], corpus.segments.get(record.segment)
    first = min(excerpt.records, key=lambda r: r.start)
    words = document.text[excerpt.start : excerpt.end]
    row: Row = {"id": record.id, "document": corpus.location(record.document)}
    if isinstance(record, Claim):
        row = claim_row(corpus, corpus.claims.get(record.id, record))
    elif isinstance(record, Stance):
        row = stance_row(corpus, corpus.stances.get(record.id, record))
    time = first.time_start_s if isinstance(first, Passage) else segment.time_start_s if segment else None
    link = link_to_words(document, corpus.segments.get(first.segment), start=excerpt.start, words=words)
    return {
        **row,
        "evidence": words,
        "start": excerpt.start,
        "end": excerpt.end,
        "score": round(hit.score, 4),
        "lexical_rank": hit.lexical_rank,
        "dense_rank": hit.dense_rank,
        "relevance": None if hit.relevance is None else round(hit.relevance, 4),
        "role": record.role.value,
        "voice": segment.voice if segment else None,
        "time_start": time,
        "title": document.title,
        "published": (segment.published if segment else None) or document.published,
        "url": (segment.url if segment else None) or document.url,
        "link": link.href,
        "records": [r.id for r in sorted(excerpt.records, key=lambda r: r.start)],
        "marks": sorted(
            [r.start - excerpt.start + a, r.start - excerpt.start + b]
            for r in excerpt.records
            for a, b in marks.get(r.id, ())
        ),
    }


def _corpus_about(store: Store, records: Sequence[Found]) -> Corpus:
    """The part of the corpus that the rows of some records show."""
    claims = tuple(r for r in records if isinstance(r, Claim))
    stances = tuple(r for r in records if isinstance(r, Stance))
    attributions = store.all(Attribution) if claims or stances else ()
    measures = store.all(Measure) if claims else ()
    return Corpus(
        Snapshot(
            documents=tuple(store.some(Document, (r.document for r in records)).values()),
            segments=tuple(store.some(Segment, (r.segment for r in records)).values()),
            claims=claims,
            stances=stances,
            summaries=(),
            comparison=Comparison((), attributions, measures, (), ()),
            rejects=(),
            failures=(),
        )
    )
