"""Frames: the publication that a document walks through, so that its figures are the publication's.

"Anthropic published… Let me walk through what they published" credits what follows to Anthropic until the writer speaks in
their own voice. Invariant: a frame opens only at words that name a source and a publication together; where the frame holds
(the whole document, or what follows in the paragraph) depends on how it was opened, never on who it names.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.records import Role
from extract.cues import Sentence
from extract.lexicon import DETERMINERS, FUNCTION_WORDS, PUBLICATIONS, PUBLISHING
from extract.naming import Token, is_name, name_runs, name_text

OPENING_SENTENCES = 4  # a publication named this early is what the document is about
_HAND_OVER = re.compile(
    r"\b(?:walk(?:ing)? (?:you )?through|go(?:ing)? through|here(?:'s|’s| is| are) (?:what|the)|what (?:they|it|he|"
    r"she) (?:published|"
    r"found|wrote|released|said|reported)|we(?:'re|’re| are) here to talk about|dig into|let(?:'s|’s| us| me) (?:read|"
    r"look|dive|get into)|"
    r"break(?:ing)? down|in summary|key (?:points|findings|takeaways|numbers)|some (?:notes|thoughts) on)\b",
    re.IGNORECASE,
)
_SPOKEN = frozenset({Role.TRANSCRIPT, Role.READING})
_DIGESTS = frozenset({Role.SUMMARY, Role.TAKEAWAY, Role.BOILERPLATE, Role.SPONSOR})


@dataclass(frozen=True, slots=True)
class Frame:
    """`source` published what is being walked through; `cue` says by which words; `whole` where it spans the document."""

    source: str
    cue: str
    whole: bool


def publication_source(tokens: list[Token], names: dict[str, str]) -> tuple[str, str] | None:
    """Who published something, and by which word, where a sentence says so: "X published a report", "this X article"."""
    for i, token in enumerate(tokens):
        if token.lower in PUBLISHING and i:
            near = [t.lower.removesuffix("'s") for t in tokens[i + 1 : i + 11]]
            if not any(w in PUBLICATIONS for w in near):
                continue
            subject = tokens[max(0, i - 4) : i]
            runs = name_runs(subject, names)
            if runs:
                return name_text(subject[runs[-1][0] : runs[-1][1]], names), token.lower
            before = _bare_subject(tokens, i)
            if before is not None:
                return before, token.lower
        if token.lower in PUBLICATIONS and i and is_name(tokens[i - 1], names) and not is_name(token, {}):
            runs = name_runs(tokens[max(0, i - 4) : i], names)
            left = tokens[max(0, i - 4) : i]
            if not runs:
                continue
            a, b = runs[-1]
            opened = a > 0 and left[a - 1].lower in DETERMINERS
            if opened or tokens[i - 1].lower.endswith("'s"):
                return name_text(left[a:b], names), token.lower
        if token.lower in PUBLICATIONS and i + 2 < len(tokens) and tokens[i + 1].lower in {"from", "by"}:
            right = tokens[i + 2 : i + 8]
            runs = name_runs(right, names)
            if runs and runs[0][0] <= 1:
                return name_text(right[runs[0][0] : runs[0][1]], names), token.lower
        if is_name(token, names) and i + 2 < len(tokens) and tokens[i + 1].lower == "in":
            near = [t.lower for t in tokens[i + 2 : i + 6]]
            if near[0] in {"a", "an", "their", "its", "this"} and any(w in PUBLICATIONS for w in near):
                return name_text([token], names), "in"
    return None


def _bare_subject(tokens: list[Token], verb: int) -> str | None:
    """The single lower-case word that opens a clause before a publishing verb, in texts that write names small."""
    k = verb - 1
    while k > 0 and tokens[k].lower in FUNCTION_WORDS:
        k -= 1
    opens = k == 0 or not tokens[k - 1].text[0].isalpha()
    word = tokens[k].text
    return word if opens and word.isalpha() and word.islower() and word not in FUNCTION_WORDS and len(word) > 2 else None


def find_frames(text: str, sentences: Sequence[Sentence], names: dict[str, str]) -> list[Frame | None]:
    """The frame that each sentence stands in, or None.

    A frame named among the first sentences of the body, or handed over ("let me walk through"), holds to the end of the
    document; another holds to the end of its paragraph.
    """
    frames: list[Frame | None] = []
    whole: Frame | None = None
    local: Frame | None = None
    paragraph = -1
    seen: dict[str, int] = {}
    named: Frame | None = None
    for k, sentence in enumerate(sentences):
        start, end, owner, role = sentence.start, sentence.end, sentence.owner, sentence.role
        if role in _DIGESTS:
            frames.append(None)
            continue
        voice = f"{role in _SPOKEN} {owner.voice if owner else ''}"
        seen[voice] = seen.get(voice, 0) + 1
        line = text.rfind("\n", 0, start) if k == 0 or "\n" in text[sentences[k - 1].end : start] else paragraph
        if line != paragraph:
            paragraph, local = line, None
        opened = publication_source(sentence.tokens, names)
        handed = _HAND_OVER.search(text, start, end) is not None
        if opened is not None:
            named = Frame(opened[0], opened[1], handed or (seen[voice] <= OPENING_SENTENCES and role is not Role.COMMENT))
            if named.whole:
                whole = named
            else:
                local = named
        elif handed and named is not None and role is not Role.COMMENT:
            whole = Frame(named.source, named.cue, True)
        frames.append(local or whole)
    return _over_headings(frames, text, sentences)


def _over_headings(frames: list[Frame | None], text: str, sentences: Sequence[Sentence]) -> list[Frame | None]:
    """Headlines that name the source of the document's frame stand in it too, though they come before it."""
    whole = next((f for f in reversed(frames) if f is not None and f.whole), None)
    if whole is None:
        return frames
    for k, sentence in enumerate(sentences):
        is_heading = sentence.owner is not None and sentence.role is Role.HEADLINE
        if frames[k] is None and is_heading and whole.source in text[sentence.start : sentence.end]:
            frames[k] = whole
    return frames
