"""Open questions: what holders say is not known, not told or still to be measured, and what an answer would settle.

Invariant: a question is a sentence that says that something is missing; one that merely asks in passing is none. What it
would settle is the measure whose heading is nearest to its words, or the proposition on which the sentence itself takes a
stand. To read another way of saying so: a pattern in `_WAYS`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from corpus.findings import OpenQuestion
from corpus.ids import Occurrences, make_id, stable_hash
from corpus.protocols import Encoder
from corpus.records import Measure
from corpus.text import squash
from index.comparison.frames import stems_of
from index.comparison.said import Said

_NOT = r"(?:not|n['’]t|never)"
_TELL = (
    r"(?:tell|told|say|said|give|given|publish(?:ed)?|report(?:ed)?|disclosed?|shared?|show[ns]?|showed|specify|specified"
    r"|explain(?:ed)?|releas(?:e|ed)|provided?|reveal(?:ed)?)"
)
_THING = r"(?:information|data|details?|evidence|figures?|numbers?|context|studies|measurements?|transparency)"
_ASK = r"(?:how|what|whether|if|why|more|the|which)"
_WAYS = (
    rf"\b(?:could|should|might|ought to)\s+(?:also\s+|just\s+|easily\s+)?have\s+(?:\w+\s+)?{_TELL}\b",
    rf"\b(?:do|does|did|has|have|had|would|will)(?:\s*{_NOT})\s+(?:yet\s+|actually\s+|really\s+)?(?:know|{_TELL})\b",
    rf"\bwithout\s+(?:any\s+)?(?:additional|more|further|better|knowing)\b(?:\s+{_THING})?",
    rf"\b(?:no|little|too little|not enough|scant|lack of|lacks?|missing)\s+(?:public\s+|good\s+|hard\s+)?{_THING}\b",
    r"\b(?:needs?|want|wants|wish for|hope for|would like|I['’]d like|we['’]d like)\s+(?:to\s+(?:see|know)\s+)?"
    rf"(?:more|better|further|additional)\s+{_THING}",
    rf"\b(?:would|['’]d)\s+(?:like|love|want)\s+to\s+(?:know|see|learn|understand)\s+{_ASK}\b",
    r"\b(?:it|that|this|which|what|how|whether)\b[^.;]{0,60}\b(?:is|remains?|was|are)\s+(?:still\s+|far from\s+|very\s+)?"
    r"(?:unclear|unknown|not\s+(?:yet\s+)?(?:known|clear|public)|an?\s+open\s+question|uncertain\s+(?:how|what|whether))",
    r"\b(?:nobody|no[ -]one|none of us)\s+(?:really\s+|yet\s+)?knows\b",
    r"\b(?:open|unanswered|unresolved|big|real|key)\s+questions?\s+(?:is|are|remains?|here)\b",
    r"\bhard\s+to\s+(?:interpret|know|tell|say|judge|measure|assess)\s+(?:without|how|what|whether|if|because)\b",
    r"\bI\s+wonder\s+(?:how|what|whether|if|why)\b",
    r"\b(?:remains?|yet)\s+to\s+be\s+(?:seen|measured|shown|tested|determined)\b",
)
_MISSING = re.compile("|".join(_WAYS), re.IGNORECASE)
_LEAST_WORDS = 6
NEAR_COSINE = 0.45  # of question and heading; by hand, on sentences of our own: below it headings share a topic at most


def may_ask(words: str) -> bool:
    """Whether a sentence says that something is missing: no other is an open question."""
    return bool(_MISSING.search(words))


def find_questions(said: Sequence[Said], measures: Sequence[Measure], encoder: Encoder) -> tuple[OpenQuestion, ...]:
    """The open questions among sentences, sorted by id."""
    asked = [s for s in said if may_ask(s.evidence) and len(s.evidence.split()) >= _LEAST_WORDS]
    settled = _nearest_measures([s.evidence for s in asked], measures, encoder)
    seen = Occurrences()
    found: list[OpenQuestion] = []
    for sentence, measure in zip(asked, settled, strict=True):
        words = squash(sentence.evidence)
        stance = sentence.stances[0] if sentence.stances else None
        found.append(
            OpenQuestion(
                id=make_id("question", sentence.document.id, words, seen.nth(sentence.document.id, words)),
                document=sentence.document.id,
                segment=sentence.segment.id,
                start=sentence.start,
                end=sentence.end,
                evidence=sentence.evidence,
                holder=sentence.holder,
                speaker=sentence.speaker,
                measure=measure,
                topic=stance.topic if stance else None,
                target=stance.target if stance else None,
                made_from=stable_hash(sentence.document.revision, sentence.start, sentence.end, measure),
            )
        )
    return tuple(sorted(found, key=lambda q: q.id))


def _nearest_measures(texts: Sequence[str], measures: Sequence[Measure], encoder: Encoder) -> list[str | None]:
    """For each text the measure whose heading is nearest and shares a word that says something; None where none is near."""
    if not texts or not measures:
        return [None] * len(texts)
    ordered = sorted(measures, key=lambda m: m.id)
    headings = encoder.encode([m.label for m in ordered])
    stems = [stems_of(m.label) for m in ordered]
    near: list[str | None] = []
    for text, row in zip(texts, encoder.encode(list(texts)), strict=True):
        cosines = np.round(headings @ row, 5)
        mine = stems_of(text)
        best = max(range(len(ordered)), key=lambda i: (bool(stems[i] & mine), cosines[i], -i))
        near.append(ordered[best].id if stems[best] & mine and cosines[best] >= NEAR_COSINE else None)
    return near
