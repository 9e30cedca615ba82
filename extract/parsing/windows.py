"""Reads a text of any length window by window, each beginning where a sentence was seen to begin.

A window ends anywhere, so its last sentence is not trusted: the next window starts again where that sentence started.
Windows are bounded in words and word pieces, so memory is bounded and time linear in the text, also where no sentence
ever ends: there the likeliest place in the later half of the window is taken. Training cuts its windows the same way
(`training/english`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from extract.parsing.entities import Kinds, find_names
from extract.parsing.segments import likeliest_starts
from extract.parsing.shapes import PARAGRAPH_BREAK, type_of
from extract.parsing.trees import best_tree
from extract.parsing.weights import EnglishWeights, WindowScores

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

MAX_WORDS, MAX_PIECES = 150, 330  # of a window; training saw at most 170 words
MARGIN = 15  # words at the end of a window in which no sentence start is trusted; a little better than 6 on dev
WORDS_PER_STOP = 60  # a window with fewer full stops than one in so many words is read as captions
STOPS = frozenset(".?!;:…")
CLOSING = frozenset("\"'”’)]")
ENDING = tuple(".?!;:…-–—")  # what ends the word before a sentence, besides quotation marks and brackets that close
RUN_ON = 12.0  # what the log odds of a start must be, in punctuated text, for a lower-case word that follows on no such mark
SURE = 50.0  # log odds of a sentence start at a paragraph break
PAUSE_FROM_S, PAUSE_WEIGHT, PAUSE_MOST = (
    0.35,
    2.5,
    3.0,
)  # what a pause adds to the score of a start; by judgement, no data yet


@dataclass(frozen=True)
class Words:
    """A text word by word, white space left out; `pauses` gives seconds of silence before some of the words."""

    forms: Sequence[str]
    breaks: Sequence[int]
    glued: Sequence[bool]
    pauses: Mapping[int, float]


@dataclass(frozen=True)
class Reading:
    """Numbers of labels for each word; `heads` are places in the text, a root is its own head; `names` start, end, kind."""

    upos: Ints
    xpos: Ints
    feats: Ints
    scripts: Ints
    heads: Ints
    rels: Ints
    starts: NDArray[np.bool_]
    names: tuple[tuple[int, int, str], ...]


def read_words(model: EnglishWeights, words: Words) -> Reading:
    """Everything the model says of a text."""
    n = len(words.forms)
    upos, xpos, feats, heads, rels = (np.zeros(n, dtype=np.int64) for _ in range(5))
    scripts = np.zeros((n, 4), dtype=np.int64)
    starts = np.zeros(n, dtype=bool)
    ents = np.zeros((n, len(model.ents)), dtype=np.float32)
    at = 0
    while at < n:
        end, scores = _run(model, words, at)
        opens = _starts(model, words, at, end, scores)
        stop = end if end == n else at + _restart(opens, scores.starts)
        size = stop - at
        opens = opens[:size]
        local = _trees(scores.arcs, opens)
        upos[at:stop], xpos[at:stop], feats[at:stop] = scores.upos[:size], scores.xpos[:size], scores.feats[:size]
        scripts[at:stop] = scores.scripts[:size]
        rels[at:stop] = model.relation_labels(scores, local)
        heads[at:stop] = np.where(local == 0, np.arange(size), local - 1) + at
        starts[at:stop] = opens
        ents[at:stop] = scores.ents[:size]
        at = stop
    ents[:, 0] += model.settings.get("name_threshold", 0.0)
    names = tuple(find_names(ents, Kinds.of(model.ents), words.forms, starts, words.breaks))
    return Reading(upos, xpos, feats, scripts, heads, rels, starts, names)


def _run(model: EnglishWeights, words: Words, at: int) -> tuple[int, WindowScores]:
    """The window from a word on: where it ends, and its scores."""
    pieces, types = [model.pieces.cls], [0]
    first: list[int] = []
    last: list[int] = []
    end = at
    while end < min(len(words.forms), at + MAX_WORDS):
        form = words.forms[end]
        word = model.pieces.of(form)
        if len(pieces) + len(word) > MAX_PIECES:
            break
        kind = type_of(form, PARAGRAPH_BREAK if end == at else words.breaks[end], end > at and words.glued[end])
        first.append(len(pieces))
        pieces.extend(word)
        types.extend([kind] * len(word))
        last.append(len(pieces) - 1)
        end += 1
    pieces.append(model.pieces.sep)
    types.append(0)
    return end, model.scores(*(np.array(values, dtype=np.int64) for values in (pieces, types, first, last)))


def _starts(model: EnglishWeights, words: Words, at: int, end: int, scores: WindowScores) -> NDArray[np.bool_]:
    """Which words of a window open a sentence."""
    stops = sum(form in STOPS for form in words.forms[at:end])
    is_caption = stops * WORDS_PER_STOP < end - at
    values = scores.starts.copy()
    for place, pause_s in words.pauses.items() if len(words.pauses) <= end - at else _within(words.pauses, at, end):
        if at <= place < end:
            values[place - at] += min(max(pause_s - PAUSE_FROM_S, 0.0) * PAUSE_WEIGHT, PAUSE_MOST)
    is_forced = np.array(words.breaks[at:end]) == PARAGRAPH_BREAK
    if is_caption:
        values -= model.settings["caption_threshold"]
        return likeliest_starts(np.where(is_forced, SURE, values), scores.arcs)
    opens: NDArray[np.bool_] = (values > model.settings["start_threshold"]) | is_forced
    if stops * WORDS_PER_STOP >= 2 * (end - at):  # the text has its punctuation
        for place in np.flatnonzero(opens & (values < RUN_ON) & ~is_forced).tolist():
            opens[place] = not _runs_on(words, at, at + place)
    opens[0] = True
    return opens


def _runs_on(words: Words, first: int, place: int) -> bool:
    """Whether a word is written as one inside a sentence: in lower case, on the same line, after no mark that ends one."""
    if words.breaks[place] or not words.forms[place][:1].islower():
        return False
    before = place - 1
    while before > first and words.forms[before] in CLOSING:
        before -= 1
    return not words.forms[before].endswith(ENDING)


def _within(pauses: Mapping[int, float], at: int, end: int) -> list[tuple[int, float]]:
    return [(i, pauses[i]) for i in range(at, end) if i in pauses]


def _restart(opens: NDArray[np.bool_], scores: Floats) -> int:
    """Where the next window starts, as a place in this one: never 0."""
    trusted = np.flatnonzero(opens[: max(len(opens) - MARGIN, 2)])
    if len(trusted) and trusted[-1] > 0:
        return int(trusted[-1])
    half = len(opens) // 2
    return max(1, half + int(scores[half:].argmax())) if len(opens) > 1 else 1


def _trees(arcs: Floats, opens: NDArray[np.bool_]) -> Ints:
    """Heads in the window (0 root, else 1 + place), sentence by sentence."""
    n = len(opens)
    heads = np.zeros(n, dtype=np.int64)
    bounds = [*np.flatnonzero(opens).tolist(), n]
    for a, b in pairwise(bounds):
        if b - a > 1:
            inside = np.concatenate([arcs[a:b, :1], arcs[a:b, a + 1 : b + 1]], axis=1)
            tree = best_tree(inside)
            heads[a:b] = np.where(tree == 0, 0, tree + a)
    return heads
