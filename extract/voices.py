"""Whose words a sentence inside a frame is: the writer's own, or those of the publication being walked through.

In writing, first person, address to the reader and the like hand the word to the writer, and a sentence that opens with the
source takes it back. In speech, a host who reads a text aloud alternates between reading and talking; the two are told apart
by register, smoothed over neighbouring sentences (two states, the best path by Viterbi 1967). Invariant: no word here
belongs to a topic; the features are those of involved against informational prose (Biber 1988, dimension 1).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from corpus.names import name_key
from corpus.records import Role
from extract.cues import Sentence
from extract.frames import Frame
from extract.naming import Token

SWITCH_COST = 1.0  # of going from reading to talking or back, in units of one marker; calibrated on one transcript
READING_BIAS = 0.6  # inside a frame a sentence without any marker of talk is rather read; same calibration
_SPOKEN = frozenset({Role.TRANSCRIPT, Role.READING})
_FIRST = frozenset("i me my mine myself i'm i've i'd i'll".split())
_SECOND = frozenset("you your you're you've you'll you'd yourself guys".split())
_WE = frozenset("we our us ours".split())
_INVOLVED = frozenset(
    "yeah yep yes nope okay ok well nuts crazy insane wild gonna wanna gotta cuz cause kinda sorta damn man wow "
    "anyways anyway stuff "
    "pretty literally honestly basically actually obviously super cool awesome weird funny hilarious fascinating "
    "interesting gross "
    "like just really guess again but oh uh um right seriously love hate bad good sucks lot bunch".split()
)
_DEICTIC = re.compile(
    r"\b(?:this (?:article|chart|page|post|graph|one)|as you (?:can )?see|you (?:can )?see here|in the chart|"
    r"they (?:say|also say|"
    r"cite|propose|mention|call)|here's|kind of|sort of|to be clear|to be fair|a whole)\b",
    re.IGNORECASE,
)
_CONTRACTED = frozenset("it's that's there's he's she's what's here's let's who's".split())
# A text does not speak of its own publisher as "they": who does so talks about it.
_ABOUT_SOURCE = re.compile(
    r"\bthey(?:['’](?:re|ve)| are| have)? (?:\w+ly )?(?:cit|mention|claim|call|measur|switch|publish|show|say|"
    r"said|argu|admit|propos|put|pos|not|"
    r"wrote|writ|releas|report)\w*|\btheir (?:own )?(?:measurements?|numbers?|data|article|report|words|chart|claims?)\b",
    re.IGNORECASE,
)
_DATED = re.compile(r"\b(?:19|20)\d\d\b")
_IMPERATIVE = frozenset("think consider imagine remember notice note suppose look ask compare take recall keep read".split())


class Voice(Enum):
    """Whose words a sentence is."""

    OWN = "own"
    FRAME = "frame"


def voices_of(text: str, sentences: Sequence[Sentence], frames: Sequence[Frame | None]) -> list[Voice]:
    """The voice of each sentence; a sentence outside any frame is the speaker's own."""
    voices = [Voice.OWN] * len(sentences)
    k = 0
    while k < len(sentences):
        stop = k
        while stop < len(sentences) and _kind(sentences[stop]) == _kind(sentences[k]):
            stop += 1
        if sentences[k].role in _SPOKEN:
            _spoken(text, sentences, frames, range(k, stop), voices)
        else:
            _written(text, sentences, frames, range(k, stop), voices)
        k = stop
    return voices


def _kind(sentence: Sentence) -> tuple[bool, str]:
    return (sentence.role in _SPOKEN, sentence.owner.voice if sentence.owner else "")


def _written(
    text: str, sentences: Sequence[Sentence], frames: Sequence[Frame | None], part: range, voices: list[Voice]
) -> None:
    own, before = False, None
    for k in part:
        frame, sentence = frames[k], sentences[k]
        if frame is None:
            own, before = False, None
            continue
        if before != frame.source:
            own, before = False, frame.source
        if sentence.role is Role.HEADLINE:
            voices[k] = Voice.FRAME
            continue
        if _opens_with_source(sentence.tokens, frame.source):
            own = False
        elif _is_own(sentence.tokens):
            own = True
        if "walk through" in text[sentence.start : sentence.end].lower():
            own = False
            continue
        voices[k] = Voice.OWN if own else Voice.FRAME


def _is_own(tokens: list[Token]) -> bool:
    """Whether a sentence speaks as the writer or to the reader."""
    if any(t.lower in _FIRST or t.lower in _SECOND for t in tokens):
        return True
    return bool(tokens) and tokens[0].lower in _IMPERATIVE and tokens[0].text[:1].isupper()


_COPULA = frozenset(
    "is are was were has have had isn't wasn't will would should could may might can seems seem does did".split()
)


def _opens_with_source(tokens: list[Token], source: str) -> bool:
    """Whether a sentence opens with the source, or a pronoun for it, and a verb that says what it did."""
    key = name_key(source).split()
    lowered = [t.lower.removesuffix("'s") for t in tokens if t.text[0].isalnum()][:12]
    while lowered and (lowered[0] in {"but", "and", "so", "also"} or lowered[0].isdigit()):
        lowered.pop(0)
    if not key or not lowered:
        return False
    for at in (0, 1):
        if lowered[at : at + len(key)] == key:
            after = lowered[at + len(key) : at + len(key) + 1]
            return not after or after[0] not in _COPULA
    return lowered[0] in {"they"} and len(lowered) > 1 and lowered[1] not in _COPULA


def _spoken(
    text: str, sentences: Sequence[Sentence], frames: Sequence[Frame | None], part: range, voices: list[Voice]
) -> None:
    inside = [k for k in part if frames[k] is not None]
    if not inside:
        return
    best = {Voice.OWN: 0.0, Voice.FRAME: -SWITCH_COST}
    back: list[dict[Voice, Voice]] = []
    for k in inside:
        score = involvement(text, sentences[k])
        step: dict[Voice, float] = {}
        came: dict[Voice, Voice] = {}
        for voice in Voice:
            other = Voice.OWN if voice is Voice.FRAME else Voice.FRAME
            stay, switch = best[voice], best[other] - SWITCH_COST
            came[voice] = voice if stay >= switch else other
            step[voice] = max(stay, switch) + (score if voice is Voice.OWN else -score)
        best = step
        back.append(came)
    voice = max(Voice, key=lambda v: best[v])
    for k, came in zip(reversed(inside), reversed(back), strict=True):
        voices[k] = voice
        voice = came[voice]


def involvement(text: str, sentence: Sentence) -> float:
    """How much a spoken sentence sounds like talk (positive) or like a text read out (negative), about -2.5 to 2.5."""
    start, end = sentence.start, sentence.end
    words = [t for t in sentence.tokens if t.text[0].isalnum()]
    if not words:
        return 0.0
    n = len(words)
    lowered = [w.lower for w in words]
    first, second = any(w in _FIRST for w in lowered), any(w in _SECOND for w in lowered)
    involved = sum(w in _INVOLVED for w in lowered)
    deictic = _DEICTIC.search(text, start, end) is not None
    contracted = sum("'" in w and (not w.endswith("'s") or w in _CONTRACTED) for w in lowered)
    source_from_outside = _ABOUT_SOURCE.search(text, start, end) is not None
    score = 1.6 * first + 0.9 * second + min(2.0, 0.5 * involved) + 0.8 * deictic + min(0.9, 0.3 * contracted)
    score += 1.2 * source_from_outside
    score -= 0.7 * any(w in _WE for w in lowered) + 1.2 * (_DATED.search(text, start, end) is not None)
    if not (first or second or involved or deictic or contracted or source_from_outside):
        score -= READING_BIAS
    mean = sum(map(len, lowered)) / n
    score -= max(-0.3, min(1.2, 0.9 * (mean - 4.6)))
    score -= 0.4 * (n > 18)
    score += 0.5 * (n < 6)
    return max(-2.5, min(2.5, score))
