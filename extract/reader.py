"""The first pass's reader: one document in, its claims, stances and summary out.

The pipeline's own components run over the segments (a long one in stretches below spaCy's limit); then attribution is read
over the whole document, and the reading components over each stretch. Invariant: the result depends on the document, its
segments, and what `revision` names, and on nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from corpus.ids import Occurrences, stable_hash
from corpus.protocols import Encoder, PairJudge
from corpus.records import Claim, Document, Segment, Stance, SummarySentence
from corpus.topic import TopicPack
from extract.attribution import build_credits
from extract.components import CLAIMS, QUANTITIES, Inputs, register_components, sentences_of
from extract.english import add_topic_names, pipeline_revision
from extract.parsing import PAUSES
from extract.parties import named_in
from extract.reported import reported_in, shifted
from extract.version import EXTRACT_VERSION

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MAX_STRETCH_CHARS = 100_000  # of text per `Doc`: spaCy's own limit is ten times that, its memory grows with it


class Reader:
    """Reads documents with one pipeline, topic set, encoder and judge; made by `build_reader`."""

    def __init__(
        self,
        nlp: Language,
        topics: Sequence[TopicPack],
        encoder: Encoder | None,
        judge: PairJudge | None,
        *,
        sure: float | None = None,
    ) -> None:
        register_components()
        add_topic_names(nlp, [topic.names.model_dump() for topic in topics])
        self._nlp = nlp
        self._base = [name for name in nlp.pipe_names if name not in {QUANTITIES, CLAIMS}]
        for name in (QUANTITIES, CLAIMS):
            if not nlp.has_pipe(name):
                nlp.add_pipe(name)
        self._topics, self._encoder, self._judge, self._sure = tuple(topics), encoder, judge, sure
        self.revision = stable_hash(
            EXTRACT_VERSION,
            pipeline_revision(nlp),
            [t.revision for t in self._topics],
            encoder.revision if encoder is not None else None,
            judge.revision if judge is not None else None,
            sure,
        )
        self._stances = self._stance_reader()

    def read(
        self, document: Document, segments: Sequence[Segment]
    ) -> tuple[tuple[Claim, ...], tuple[Stance, ...], tuple[SummarySentence, ...]]:
        """The claims, stances and summary of a document, each in reading order.

        Args:
            segments: of this document, disjoint, ordered by start.
        """
        from extract.summary import summarise

        docs = self._parsed(document.text, segments)
        sentences = [span for offset, doc in docs for span in sentences_of(doc, offset=offset)]
        reported = [r for offset, doc in docs for r in shifted(reported_in(doc), offset)]
        credits = build_credits(document, segments, sentences, reported, named_in(doc for _, doc in docs))
        occurrences = Occurrences()
        claims: list[Claim] = []
        for offset, doc in docs:
            doc._.syntopic = Inputs(document, tuple(segments), credits, offset, occurrences)
            for name in (QUANTITIES, CLAIMS):
                doc = self._nlp.get_pipe(name)(doc)
            claims += doc._.claims
        stances: tuple[Stance, ...] = ()
        if self._stances is not None:
            stances = self._stances.read(document, segments, sentences, credits)
        return tuple(claims), stances, tuple(summarise(document, segments, sentences, self._encoder))

    def _parsed(self, text: str, segments: Sequence[Segment]) -> list[tuple[int, Doc]]:
        """Each stretch of the segments through the pipeline's own components, with its offset in `text`."""
        places = [(s, a, b) for s in segments for a, b in stretches(text, s.start, s.end)]
        with self._nlp.select_pipes(enable=self._base):
            docs = self._nlp.pipe(self._unread(text, s, a, b) for s, a, b in places)
            return [(a, doc) for (_, a, _), doc in zip(places, docs, strict=True)]

    def _unread(self, text: str, segment: Segment, start: int, end: int) -> Doc:
        """`text[start:end]` as tokens, with the pauses of a transcript where the English reader looks for them."""
        doc = self._nlp.make_doc(text[start:end])
        if segment.pauses:
            doc.user_data[PAUSES] = {at - start: pause_s for at, pause_s in segment.pauses if start <= at < end}
        return doc

    def _stance_reader(self) -> StanceReader | None:
        if self._encoder is None or not self._topics:
            return None
        from extract.stances.reader import StanceReader

        return StanceReader(self._topics, self._encoder, self._judge, sure=self._sure)


def stretches(text: str, start: int, end: int, *, limit: int = MAX_STRETCH_CHARS) -> Iterator[tuple[int, int]]:
    """`text[start:end]` in pieces of at most `limit` characters, cut at a line break or a space if there is one."""
    while end - start > limit:
        cut = text.rfind("\n", start + limit // 2, start + limit)
        if cut < 0:
            cut = text.rfind(". ", start + limit // 2, start + limit)
        if cut < 0:
            cut = text.rfind(" ", start + limit // 2, start + limit)
        cut = cut + 1 if cut >= 0 else start + limit
        yield start, cut
        start = cut
    if start < end:
        yield start, end


def build_reader(
    nlp: Language,
    topics: Sequence[TopicPack],
    encoder: Encoder | None,
    judge: PairJudge | None,
    *,
    sure: float | None = None,
) -> Reader:
    """A reader of documents.

    Args:
        nlp: from `load_english`; the reading components are added to it.
        encoder: without one no stances are read and summaries go by words alone.
        sure: the least probability of a side in a stance; by default the stance reader's own.
    """
    return Reader(nlp, topics, encoder, judge, sure=sure)


if TYPE_CHECKING:
    from extract.stances.reader import StanceReader
