"""Who is quoted: the name in the words that introduce a quotation ("Ada Marsh, a physicist, writes:")."""

from __future__ import annotations

import re

QUOTED = "quoted"  # the voice of a quotation whose speaker the document does not name
MIN_QUOTED_CHARS = 40

_INTRODUCES = re.compile(
    r"(?i)\b(?:quot(?:e|es|ed|ing)|says?|said|state[sd]?|stating|writes?|wrote|tweet(?:s|ed)?|reads?|posted|according to|"
    r"answer(?:s|ed)|repl(?:y|ies|ied)|respond(?:s|ed)?|t(?:ells|old)|"
    r"add(?:s|ed)|explain(?:s|ed)|warn(?:s|ed)|note[sd]|report(?:s|ed)|put it|"
    r"claims?|argue[sd]?|excerpt|passage|announce[sd]?)\b[^.?!]{0,40}:?$"
)
_OF_ORGANISATION = re.compile(  # "Ada Marsh of the Institute for Lamps": a full name, then where it belongs
    r"([A-Z][\w'’-]+(?: (?:[A-Z]\.|[A-Z][\w'’-]+)){1,3}),? (?:of|at|from|with) "
    r"(?:(?:the|of|for|and|in|&) |[A-Z][\w'’.&-]* ){1,8}(?=[a-z])"
)
_SPEAKER = re.compile(
    r"([A-Z][\w'’-]+(?: (?:[A-Z]\.|[A-Z][\w'’-]+)){0,3})(?:,(?:[^,.]{0,80},)?)? (?:\w+ ){0,2}?"
    r"(?:says?|said|stated?s?|writes?|wrote|tweeted|posted|answer(?:s|ed)|repli(?:es|ed)|responds?|responded|tells|told|adds|added|"
    r"explain(?:s|ed)|warn(?:s|ed)|note[sd]|report(?:s|ed)|puts? it|argues?|argued|claims?|claimed|announced)\b[^.?!]{0,40}$"
)
_NOT_A_NAME = frozenset(
    "The It He She They This That These Those We I You Here As And But What Who "
    "One Another Then Now So Later Here When In On At".split()
)


def introduced_speaker(before: str) -> str | None:
    """Whose words follow a paragraph: a name, "quoted" where it names none, or None where it introduces nothing."""
    intro = before[-160:].rstrip("*_ ")
    if intro.endswith((".", "?", "!", '"', "”")) or not _INTRODUCES.search(intro):
        return None
    sentence = re.split(r"(?<=[.?!])(?<!\b[A-Z]\.)\s+", intro)[-1]
    speaker = _SPEAKER.search(_OF_ORGANISATION.sub(r"\1 ", sentence))
    words = speaker.group(1).split() if speaker else []
    while words and words[0] in _NOT_A_NAME:
        words = words[1:]
    return " ".join(words) or QUOTED
