"""Sentence ends by rule, for the stages that need them before or without a trained pipeline.

Invariant: the spans are ordered, do not overlap, hold no white space at their ends, and cover every other character.
A line break always ends a sentence, because `Document.text` keeps one paragraph on one line. Time is linear in the text.
"""

from __future__ import annotations

import re

# Words after which a full stop rarely ends a sentence. Titles, units of reference and Latin shorthands of English prose.
_NEVER_ENDS = frozenset(
    "mr mrs ms mx dr prof rev hon st sen rep gov gen col lt sgt capt e.g i.e eg ie cf vs viz al fig figs eq eqs sec ch "
    "vol no nos pp p ed eds approx ca est dept univ assn jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
# Words that may stand before a full stop in or at the end of a sentence: only a capital after them decides.
_MAY_END = frozenset("inc ltd co corp jr sr etc u.s u.k e.u u.n a.m p.m ph.d d.c".split())
_NUMBER_FOLLOWS = frozenset({"no", "nos", "fig", "figs", "eq", "eqs", "sec", "ch", "vol", "pp", "p"})
_STARTERS = frozenset(
    "the a an it he she they we i you this that these those there but and so if in on at as when while however for what who "
    "how why our their his her its my your not no yes then thus after before since once one some many most".split()
)
_LOOK = 48  # characters looked at on either side of a mark
_END = re.compile(r"([.!?…。！？]+)([\"'”’)\]»]*)(\s+|(?=[“\"(]?[A-Z][a-z])|$)")
_LAST_WORD = re.compile(r"([^\s\"'“”‘’(\[]{1,48})$")


def _ends_here(line: str, match: re.Match[str]) -> bool:
    marks, closers, space = match.group(1), match.group(2), match.group(3)
    after = line[match.end() : match.end() + _LOOK]  # a window, not the rest: time stays linear in a long line
    if not after.strip():
        return True
    following = after.lstrip("\"'“”‘’([«*_ ")
    if "!" in marks or "?" in marks or "。" in marks or "！" in marks or "？" in marks:
        return bool(space) and not (closers and following[:1].islower())
    if not space:
        # "end.Next": no space after the stop; real in pasted text, but also "Node.Js": want a word of two letters before
        glued = _LAST_WORD.search(line, max(0, match.start() - _LOOK), match.start())
        return glued is not None and len(glued.group(1)) > 2 and glued.group(1).islower() and len(after) > 20
    found = _LAST_WORD.search(line, max(0, match.start() - _LOOK), match.start())
    word = found.group(1) if found else ""
    lower = word.lower()
    if not word:
        return not following[:1].islower()
    if marks == ".":
        if lower in _NEVER_ENDS and not closers:
            return (
                lower in _NUMBER_FOLLOWS and lower in {"no", "p"} and not following[:1].isdigit() and following[:1].isupper()
            )
        if lower in _MAY_END:
            first = following.split(maxsplit=1)[0].lower().rstrip(",;:") if following else ""
            return following[:1].isupper() and (lower in {"etc"} or first in _STARTERS)
        if len(word) == 1 and word.isupper() and word != "I":
            # an initial: "J. Clark"; a plan "B. The rest" ends
            return following.split(maxsplit=1)[0].lower() in _STARTERS if following[:1].isupper() else False
        if re.fullmatch(r"(?:[A-Za-z]\.)+[A-Za-z]", word):
            first = following.split(maxsplit=1)[0].lower() if following else ""
            return following[:1].isupper() and first in _STARTERS
        if re.fullmatch(r"\(?\d{1,2}[a-z]?", word):
            # a list number, at the start of its line or after a finished sentence, belongs to what follows
            before = line[max(0, match.start() - len(word) - 3) : match.start() - len(word)].rstrip()
            if not before or before[-1] in ".!?:;":
                return False
    return not following[:1].islower()


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Start and end of each sentence of `text[start:end]`, as offsets in `text`.

    >>> [t[a:b] for t in ["Dr. Ada Marsh measured 4.5x. It held up."] for a, b in sentence_spans(t)]
    ['Dr. Ada Marsh measured 4.5x.', 'It held up.']
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []

    def keep(a: int, b: int) -> None:
        piece = text[a:b]
        left = len(piece) - len(piece.lstrip())
        right = len(piece.rstrip())
        if right > left:
            spans.append((a + left, a + right))

    line_start = start
    while line_start < end:
        line_end = text.find("\n", line_start, end)
        line_end = end if line_end < 0 else line_end
        line = text[line_start:line_end]
        at = 0
        for match in _END.finditer(line):
            if _ends_here(line, match):
                cut = match.start() + len(match.group(1)) + len(match.group(2))
                keep(line_start + at, line_start + cut)
                at = cut
        keep(line_start + at, line_end)
        line_start = line_end + 1
    return spans
