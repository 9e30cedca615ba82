"""Whom a document credits: `Credits` answers it for any stretch of text.

A stretch has the voice of its segment as speaker. It is credited to somebody else by the words of its own sentence
(`cues`), by quotation marks, by being a block quote, by a link to the report (`linked`), or by a frame: a publication that
the document walks through, or a text that a host reads aloud (`voices` tells reading from talking). What overlap with
another document tells is the second pass's business and never written here. Invariant: one pass over the sentences;
`credit` is a binary search.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus.names import AUTHOR, HOST, PARENT_COMMENT, is_same_name
from corpus.records import Document, Role, Segment
from corpus.text import shingles
from extract.carry import RECALL_SENTENCES, CreditedSentence, read_sentences
from extract.cues import Sentence
from extract.frames import find_frames
from extract.linked import names_by_label, publisher_of
from extract.naming import is_name, quoted_spans, tokens_of, without_opening_capitals
from extract.parties import NO_NAMES, Named
from extract.reported import Reported
from extract.voices import voices_of

MAX_SENTENCE_CHARS = 2000  # twice the longest sentence of edited prose; a longer one has lost its full stops
FRAME_SENTENCES = 12  # how far back a publication that is walked through still is what "they" means
SCARE_QUOTE_WORDS = 3  # quotation marks around fewer words than four set off a term and quote nobody


@dataclass(frozen=True, slots=True)
class Credit:
    """Who utters a stretch and whom the document credits for it; None where it is the speaker's own.

    `framed` where no word of the sentence itself credits anybody, and only the publication that is walked through does.
    """

    speaker: str
    attributed_to: str | None
    cue: str | None
    quoted: bool
    framed: bool = field(default=False, compare=False)


class Credits:
    """The attributions of one document; made by `build_credits`."""

    def __init__(
        self,
        sentences: Sequence[CreditedSentence],
        quotes: Sequence[tuple[int, int, str | None]],
        names: dict[str, str],
        tools: frozenset[str] = frozenset(),
    ) -> None:
        self.names = names
        self._tools = tools
        self._sentences = sentences
        self._starts = [s.start for s in sentences]
        self._quotes = quotes
        self._quote_starts = [q[0] for q in quotes]

    def credit(self, start: int, end: int) -> Credit:
        """Speaker and credited source of `text[start:end]`."""
        at = bisect_right(self._starts, start) - 1
        if at < 0:
            return Credit(AUTHOR, None, None, False)
        sentence = self._sentences[at]
        speaker = sentence.segment.voice if sentence.segment else AUTHOR
        quoted, quote_source = self._quote_at(start, end)
        if sentence.segment and sentence.segment.role is Role.QUOTE:
            if sentence.echo is not None:
                return Credit(speaker, self._unless_self(sentence.echo, speaker), "quoted elsewhere in the document", True)
            if _is_named(speaker):
                return Credit(speaker, speaker, "block quote", True)
        holding = [c for c in sentence.cues if c.start <= start and end <= c.end + 1 and (c.source or c.pronoun)]
        if quote_source is not None:
            return Credit(speaker, self._unless_self(quote_source, speaker), "quotation marks", True)
        if holding:
            cue = holding[-1]
            return Credit(speaker, self._unless_self(cue.source, speaker), cue.cue, quoted)
        framed = sentence.carried_cue not in {None, "quote", "sponsor"}
        return Credit(speaker, self._unless_self(sentence.carried, speaker), sentence.carried_cue, quoted, framed)

    def mentioned(self, start: int) -> str | None:
        """Whom "they" or "it" at this place means: the party credited last, a few sentences back at most, or the frame's."""
        at = bisect_right(self._starts, start) - 1
        for k in range(at, max(-1, at - 1 - RECALL_SENTENCES), -1):
            said = [c.source for c in self._sentences[k].cues if c.source and c.start < start]
            if said:
                return said[-1]
        framed = (self._sentences[k].carried for k in range(at, max(-1, at - 1 - FRAME_SENTENCES), -1))
        return next((source for source in framed if source), None)

    def is_tool(self, name: str) -> bool:
        """Whether a name is that of a tool, which takes no position."""
        return name.lower() in self._tools

    def _quote_at(self, start: int, end: int) -> tuple[bool, str | None]:
        at = bisect_right(self._quote_starts, start) - 1
        if at < 0 or end > self._quotes[at][1]:
            return False, None
        return True, self._quotes[at][2]

    @staticmethod
    def _unless_self(source: str | None, speaker: str) -> str | None:
        return None if source is None or is_same_name(source, speaker) else source


def _is_named(voice: str) -> bool:
    return voice not in {AUTHOR, HOST, PARENT_COMMENT, "quoted", ""}


def known_names(sentences: Sequence[Sentence]) -> dict[str, str]:
    """Names of the document, lower-cased word to spelling: words that it writes with a capital inside sentences.

    A word that stands as often in lower case is a name only where it has a capital.
    """
    capital: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    spelling: dict[str, Counter[str]] = {}
    for sentence in sentences:
        words = [t for t in sentence.tokens if t.text[0].isalpha()]
        titled = sum(t.text[0].isupper() for t in words) > 0.6 * len(words)
        for k, token in enumerate(words):
            base = token.lower.removesuffix("'s").rstrip("'")
            if token.text[0].isupper():
                if k and not titled and is_name(token, {}):
                    capital[base] += 1
                    written = token.text.replace("’", "'").removesuffix("'s").rstrip("'")
                    spelling.setdefault(base, Counter())[written] += 1
            else:
                lower[base] += 1
    return {w: spelling[w].most_common(1)[0][0] for w, n in capital.items() if n > lower[w] and len(w) > 2}


def build_credits(
    document: Document,
    segments: Sequence[Segment],
    sentences: Sequence[tuple[int, int]],
    reported: Sequence[Reported] = (),
    named: Named = NO_NAMES,
) -> Credits:
    """Read who is credited for what, once for a document.

    Args:
        segments: disjoint, ordered by start.
        sentences: spans in `document.text`, ordered (`corpus.sentences.sentence_spans`).
        reported: what the trees of the sentences attribute (`extract.reported`), offsets in `document.text`, ordered by cue.
        named: what the trees tell of the document's names (`extract.parties.named_in`).
    """
    text = document.text
    starts = [s.start for s in segments]
    whole: list[Sentence] = []
    for start, end in _bounded(text, sentences):
        k = bisect_right(starts, start) - 1
        owner = segments[k] if k >= 0 and start < segments[k].end else None
        whole.append(Sentence(start, end, owner, without_opening_capitals(tokens_of(text, start, end))))
    names = known_names(whole)
    names |= {word.lower(): word for word in sorted(named.plain) if word.lower() not in names}
    quotes = quoted_spans(text, 0, len(text))
    frames = find_frames(text, whole, names)
    by_label = names_by_label(named.parties) if document.links else {}
    own = publisher_of(document.url or "", by_label)
    told = {url: publisher_of(url, by_label) for _, _, url in document.links}
    publishers = {url: name for url, name in told.items() if name is not None and name != own}
    read = read_sentences(
        text, whole, names, quotes, frames, voices_of(text, whole, frames), reported, named, document.links, publishers
    )
    return Credits(_with_echoes(text, read), _quote_sources(text, read, quotes), names, named.tools)


def _bounded(text: str, sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Sentences, those without an end in sight cut at spaces, so that no work grows with their square."""
    for start, end in sentences:
        while end - start > MAX_SENTENCE_CHARS:
            cut = text.rfind(" ", start + MAX_SENTENCE_CHARS // 2, start + MAX_SENTENCE_CHARS)
            cut = cut if cut > start else start + MAX_SENTENCE_CHARS
            yield start, cut
            start = cut
        if end > start:
            yield start, end


def _with_echoes(text: str, read: list[CreditedSentence]) -> list[CreditedSentence]:
    """A quotation set apart that stands in the document's own transcript too has the source of those words there."""
    echoing = [k for k, s in enumerate(read) if s.segment is not None and s.segment.role is Role.QUOTE]
    if not echoing:
        return read
    index: dict[tuple[str, ...], str] = {}
    read_out, read_at = None, 0
    for k, sentence in enumerate(read):
        spoken = sentence.segment is not None and sentence.segment.role in {Role.TRANSCRIPT, Role.READING}
        if sentence.carried:
            read_out, read_at = sentence.carried, k
        source = sentence.carried or next((c.source for c in sentence.cues if c.source), None)
        if source is None and k - read_at <= FRAME_SENTENCES and any(c.pronoun == "we" for c in sentence.cues):
            source = read_out  # "we believe", while a host reads an organisation's text aloud
        if spoken and source is not None:
            for shingle in shingles(text[sentence.start : sentence.end]):
                index.setdefault(shingle, source)
    for k in echoing:
        found = Counter(index[s] for s in shingles(text[read[k].start : read[k].end]) if s in index)
        if found:
            read[k] = replace(read[k], echo=sorted(found.items(), key=lambda x: (-x[1], x[0]))[0][0])
    return read


def _quote_sources(
    text: str, read: Sequence[CreditedSentence], quotes: Sequence[tuple[int, int]]
) -> list[tuple[int, int, str | None]]:
    """Each quotation with its source: of a cue in the sentence that opens it, or in the one that closes it."""
    starts = [s.start for s in read]
    out: list[tuple[int, int, str | None]] = []
    for a, b in quotes:
        if len(text[a:b].split()) <= SCARE_QUOTE_WORDS:
            continue
        first = max(0, bisect_right(starts, a) - 1)
        last = max(first, bisect_right(starts, b) - 1)
        source = None
        for k in (first, last, last + 1, first - 1):
            if not 0 <= k < len(read) or (k not in {first, last} and read[k].end - read[k].start > 80):
                continue
            said = [c.source for c in read[k].cues if c.source and not (a <= c.start < b and c.end <= b and c.start > a + 1)]
            if said:
                source = said[0]
                break
        out.append((a, b, source))
    return out
