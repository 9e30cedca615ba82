"""Whom a document credits: `Credits` answers it for any stretch of text.

A stretch has the voice of its segment as speaker. It is credited to somebody else by the words of its own sentence
(`cues`), by quotation marks, by being a block quote, or by a frame: a publication that the document walks through, or a
text that a host reads aloud (`voices` tells reading from talking). What overlap with another document tells is the second
pass's business and never written here. Invariant: one pass over the sentences; `credit` is a binary search.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.names import AUTHOR, HOST, PARENT_COMMENT, is_same_name
from corpus.records import Document, Role, Segment
from corpus.text import shingles
from extract.cues import Cue, is_name, local_cues, quoted_spans, tokens_of
from extract.frames import Frame, find_frames
from extract.voices import Voice, voices_of

SCARE_QUOTE_WORDS = 3  # quotation marks around fewer words than four set off a term and quote nobody


RECALL_SENTENCES = 3  # "they" and "it" mean a source named at most so many sentences before, else the frame's
_SPONSOR = re.compile(
    r"\b(?:sponsor(?:s|ed)?(?: (?:is|by))?,? |brought to you by |thanks to )(?:our (?:friends|sponsor) (?:at|"
    r",) )?(?P<name>[A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3})"
)


@dataclass(frozen=True, slots=True)
class Credit:
    """Who utters a stretch and whom the document credits for it; None where it is the speaker's own."""

    speaker: str
    attributed_to: str | None
    cue: str | None
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    segment: Segment | None
    cues: tuple[Cue, ...]
    carried: str | None
    carried_cue: str | None
    echo: str | None = None


class Credits:
    """The attributions of one document; made by `build_credits`."""

    def __init__(
        self, sentences: Sequence[_Sentence], quotes: Sequence[tuple[int, int, str | None]], names: dict[str, str]
    ) -> None:
        self.names = names
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
        return Credit(speaker, self._unless_self(sentence.carried, speaker), sentence.carried_cue, quoted)

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


def known_names(text: str, sentences: Sequence[tuple[int, int]]) -> dict[str, str]:
    """Names of the document, lower-cased word to spelling: words that it writes with a capital inside sentences.

    A word that stands as often in lower case is a name only where it has a capital.
    """
    capital: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    spelling: dict[str, Counter[str]] = {}
    for start, end in sentences:
        tokens = tokens_of(text, start, end)
        words = [t for t in tokens if t.text[0].isalpha()]
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


def build_credits(document: Document, segments: Sequence[Segment], sentences: Sequence[tuple[int, int]]) -> Credits:
    """Read who is credited for what, once for a document.

    Args:
        segments: disjoint, ordered by start.
        sentences: spans in `document.text`, ordered (`corpus.sentences.sentence_spans`).
    """
    text = document.text
    names = known_names(text, sentences)
    starts = [s.start for s in segments]
    owners: list[Segment | None] = []
    for start, _ in sentences:
        k = bisect_right(starts, start) - 1
        owners.append(segments[k] if k >= 0 and start < segments[k].end else None)
    quotes = quoted_spans(text, 0, len(text))
    frames = find_frames(text, sentences, owners, names)
    voices = voices_of(text, sentences, owners, frames)
    read = _read_sentences(text, sentences, owners, names, quotes, frames, voices)
    return Credits(_with_echoes(text, read), _quote_sources(text, read, quotes), names)


def _with_echoes(text: str, read: list[_Sentence]) -> list[_Sentence]:
    """A quotation set apart that stands in the document's own transcript too has the source of those words there."""
    echoing = [k for k, s in enumerate(read) if s.segment is not None and s.segment.role is Role.QUOTE]
    if not echoing:
        return read
    index: dict[tuple[str, ...], str] = {}
    for sentence in read:
        spoken = sentence.segment is not None and sentence.segment.role in {Role.TRANSCRIPT, Role.READING}
        source = sentence.carried or next((c.source for c in sentence.cues if c.source), None)
        if spoken and source is not None:
            for shingle in shingles(text[sentence.start : sentence.end]):
                index.setdefault(shingle, source)
    for k in echoing:
        found = Counter(index[s] for s in shingles(text[read[k].start : read[k].end]) if s in index)
        if found:
            read[k] = replace(read[k], echo=sorted(found.items(), key=lambda x: (-x[1], x[0]))[0][0])
    return read


def _read_sentences(
    text: str,
    sentences: Sequence[tuple[int, int]],
    owners: Sequence[Segment | None],
    names: dict[str, str],
    quotes: list[tuple[int, int]],
    frames: Sequence[Frame | None],
    voices: Sequence[Voice],
) -> list[_Sentence]:
    read: list[_Sentence] = []
    recent: str | None = None  # the last source named as one; what "they" and "it" mean
    person: str | None = None
    passed_on: str | None = None  # a source that introduces words to come: "this is a quote from an engineer."
    handed_at = named_at = -1
    advertiser: str | None = None
    quote_at = 0
    for k, (start, end) in enumerate(sentences):
        owner = owners[k]
        if k and (owner is not owners[k - 1]) and owner is not None and not _goes_on(owner, owners[k - 1]):
            recent, person, passed_on = None, None, None
        while quote_at < len(quotes) and quotes[quote_at][1] < start:
            quote_at += 1
        near = [q for q in quotes[quote_at : quote_at + 8] if q[0] < end]
        frame = frames[k]
        found: list[Cue] = []
        for cue in local_cues(text, start, end, names, near):
            source = cue.source
            if cue.pronoun is not None:
                source = _who(cue.pronoun, recent, person, frame, voices[k])
                if source is None and cue.pronoun not in {"i", "we", "you"}:
                    continue
            elif source is not None:
                recent, named_at = source, k
                if source[:1].isupper() and " " in source:
                    person = source
            found.append(Cue(cue.start, cue.end, source, cue.pronoun, cue.cue, cue.quoted))
        carried, why = None, None
        if frame is not None and voices[k] is Voice.FRAME:
            carried, why = frame.source, frame.cue
        if passed_on is not None:
            if voices[k] is Voice.OWN and k > handed_at + 1 and not _first_person(text, start, end):
                passed_on = None
            else:
                carried, why = passed_on, "quote"
        if owner is not None and owner.role is Role.SPONSOR:
            sponsor = _SPONSOR.search(text, start, end)
            advertiser = sponsor.group("name") if sponsor else advertiser
            if advertiser is not None:
                carried, why = advertiser, "sponsor"
        else:
            advertiser = None
        if k - named_at > RECALL_SENTENCES:
            recent = frame.source if frame is not None else None
        if frame is not None and recent is None:
            recent = frame.source
        tail = text[max(start, end - 80) : end].lower()
        handed = [c for c in found if c.cue == "quote" and c.source]
        if handed and not any(a < end for a, _ in near):
            passed_on, handed_at = handed[-1].source, k
            found = [c for c in found if c.cue != "quote"]
        elif passed_on is not None and tail.endswith("?"):
            passed_on = None
        read.append(_Sentence(start, end, owner, tuple(found), carried, why))
    return read


def _goes_on(owner: Segment, before: Segment | None) -> bool:
    """Whether a segment carries on the voice of the one before (a heading between two stretches of a body does)."""
    return before is not None and owner.voice == before.voice and Role.COMMENT not in {owner.role, before.role}


def _first_person(text: str, start: int, end: int) -> bool:
    return any(t.lower in {"i", "my", "me", "i'm", "i've"} for t in tokens_of(text, start, end))


def _who(pronoun: str, recent: str | None, person: str | None, frame: Frame | None, voice: Voice) -> str | None:
    if pronoun in {"he", "she"}:
        return person or recent
    if pronoun in {"they", "it"}:
        return recent or (frame.source if frame else None)
    if pronoun == "we" and voice is Voice.FRAME and frame is not None:
        return frame.source
    return None


def _quote_sources(
    text: str, read: Sequence[_Sentence], quotes: Sequence[tuple[int, int]]
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
