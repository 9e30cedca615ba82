"""What a source carries from sentence to sentence: pronouns, passages handed on, sponsors, frames.

`read_sentences` walks a document once with a small memory: who was named last, whose words are to come ("this is a quote
from an engineer."), whose advertisement is running. Invariant: the memory is emptied where a segment of another voice
begins, so nothing is credited across voices.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.records import Role, Segment
from extract.cues import Cue, Sentence, local_cues
from extract.frames import Frame
from extract.linked import Link, is_text, linked_cues
from extract.naming import name_runs, name_text
from extract.parties import NO_NAMES, Named
from extract.reported import Reported
from extract.voices import Voice

RECALL_SENTENCES = 3  # "they" and "it" mean a source named at most so many sentences before, else the frame's
_SPONSOR = re.compile(
    r"\b(?:sponsor(?:s|ed)?(?: (?:is|by))?,? |brought to you by |thanks to )(?:our (?:friends|sponsor) (?:at|,) )?"
    r"(?P<name>[A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3})"
)
NOBODY: Mapping[str, str] = {}
_PERSONAL = frozenset({"he", "she"})
_FIRST_PERSON = frozenset("i my me i'm i've".split())


@dataclass(frozen=True, slots=True)
class CreditedSentence:
    """A sentence with what it credits itself (`cues`), what it is credited by the way it is embedded (`carried`), and the
    source of the same words elsewhere in the document (`echo`)."""

    start: int
    end: int
    segment: Segment | None
    cues: tuple[Cue, ...]
    carried: str | None
    carried_cue: str | None
    echo: str | None = None


class _Memory:
    """What is remembered while sentences are read in order."""

    def __init__(self) -> None:
        self.recent: str | None = None
        self.person: str | None = None
        self.named_at = -1
        self.passed_on: str | None = None
        self.handed_at = -1
        self.advertiser: str | None = None

    def note(self, source: str, k: int) -> None:
        """A source was named in sentence `k`; a lone common noun ("every sailor knows") is nobody to come back to."""
        if source.islower() and " " not in source:
            return
        self.recent, self.named_at = source, k
        if source[:1].isupper() and " " in source:
            self.person = source

    def refresh(self, frame: Frame | None, k: int) -> None:
        """Forgets a source named too long ago; the frame's takes its place."""
        if k - self.named_at > RECALL_SENTENCES or self.recent is None:
            self.recent = frame.source if frame is not None else None

    def who(self, pronoun: str, frame: Frame | None, voice: Voice, organisations: frozenset[str]) -> str | None:
        """Whom a pronoun means."""
        if pronoun in _PERSONAL:
            return self.person or (self.recent if self.recent not in organisations else None)
        if pronoun in {"they", "it"}:
            return self.recent or (frame.source if frame else None)
        if pronoun == "we" and voice is Voice.FRAME and frame is not None:
            return frame.source
        return None


def read_sentences(
    text: str,
    sentences: Sequence[Sentence],
    names: dict[str, str],
    quotes: list[tuple[int, int]],
    frames: Sequence[Frame | None],
    voices: Sequence[Voice],
    reported: Sequence[Reported] = (),
    named: Named = NO_NAMES,
    links: Sequence[Link] = (),
    publishers: Mapping[str, str] = NOBODY,
) -> list[CreditedSentence]:
    """Each sentence with its cues, pronouns resolved, and the source that is carried into it.

    Args:
        named: what the trees tell of the document's names.
        links: of the document, in order.
        publishers: who publishes the page at an address (`extract.linked.publisher_of`).
    """
    read: list[CreditedSentence] = []
    memory, quote_at = _Memory(), 0
    cue_starts = [r.cue[0] for r in reported]
    for k, sentence in enumerate(sentences):
        if k and _other_voice(sentence.owner, sentences[k - 1].owner):
            memory = _Memory()
        while quote_at < len(quotes) and quotes[quote_at][1] < sentence.start:
            quote_at += 1
        near = [q for q in quotes[quote_at : quote_at + 8] if q[0] < sentence.end]
        told = reported[bisect_left(cue_starts, sentence.start) : bisect_left(cue_starts, sentence.end)]
        cues = local_cues(sentence, names, near, told, named)
        if any(c.pronoun in _PERSONAL for c in cues):
            memory.person = _person_before(sentences, k, names, named) or memory.person
        found = _resolved(cues, memory, frames[k], voices[k], k, named.organisations)
        if links and all(c.source is not None and is_text(c.source) for c in found):
            inside = links[bisect_left(links, (sentence.start,)) : bisect_left(links, (sentence.end,))]
            found = linked_cues(sentence, inside, publishers) or found
        carried, why = _carried(text, sentence, memory, frames[k], voices[k], k)
        memory.refresh(frames[k], k)
        handed = [c for c in found if c.cue == "quote" and c.source]
        if handed and not near:
            memory.passed_on, memory.handed_at = handed[-1].source, k
            found = [c for c in found if c.cue != "quote"]
        read.append(CreditedSentence(sentence.start, sentence.end, sentence.owner, tuple(found), carried, why))
    return read


def _person_before(sentences: Sequence[Sentence], k: int, names: dict[str, str], named: Named) -> str | None:
    """Who was named last, as a person, in the sentences of the same voice right before sentence `k`."""
    for before in reversed(sentences[max(0, k - RECALL_SENTENCES) : k]):
        if before.owner is not sentences[k].owner:
            return None
        for start, end in reversed(name_runs(before.tokens, names)):
            name = name_text(before.tokens[start:end], names)
            if name in named.parties and name not in named.organisations:
                return name
    return None


def _other_voice(owner: Segment | None, before: Segment | None) -> bool:
    """Whether a segment does not carry on the voice of the one before (a heading between two stretches of a body does)."""
    if owner is before or owner is None:
        return False
    return before is None or owner.voice != before.voice or Role.COMMENT in {owner.role, before.role}


def _resolved(
    cues: list[Cue], memory: _Memory, frame: Frame | None, voice: Voice, k: int, organisations: frozenset[str]
) -> list[Cue]:
    """Cues with their pronouns replaced by whom they mean; a pronoun that means nobody known credits nobody."""
    found: list[Cue] = []
    for cue in cues:
        source = cue.source
        if cue.pronoun is not None:
            source = memory.who(cue.pronoun, frame, voice, organisations) or cue.source
            if source is None and cue.pronoun not in {"i", "we", "you"}:
                continue
        elif source is not None:
            memory.note(source, k)
        found.append(Cue(cue.start, cue.end, source, cue.pronoun, cue.cue, cue.quoted))
    return found


def _carried(
    text: str, sentence: Sentence, memory: _Memory, frame: Frame | None, voice: Voice, k: int
) -> tuple[str | None, str | None]:
    """The source that the sentence stands under without naming it, and by which words."""
    if sentence.role is Role.SPONSOR:
        sponsor = _SPONSOR.search(text, sentence.start, sentence.end)
        memory.advertiser = sponsor.group("name").rstrip(".") if sponsor else memory.advertiser
        if memory.advertiser is not None:
            return memory.advertiser, "sponsor"
    if memory.passed_on is not None:
        first_person = any(t.lower in _FIRST_PERSON for t in sentence.tokens)
        if voice is not Voice.OWN or k == memory.handed_at + 1 or first_person:
            return memory.passed_on, "quote"
        memory.passed_on = None
    if frame is not None and voice is Voice.FRAME:
        return frame.source, frame.cue
    return None, None
