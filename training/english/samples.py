"""Cuts texts into windows, makes some of them look like captions or threads, and turns them into arrays.

Windows of 50 to 170 words mix texts and begin anywhere, because at reading time a window ends anywhere too. half of them
lose their capitals, their punctuation or both, some their apostrophes: that is what captions and threads look like, and the
treebanks have nearly none. All randomness comes from the generator that is passed in.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extract.parsing.pieces import WordPieces
from extract.parsing.scripts import make_script
from extract.parsing.shapes import type_of
from training.english.labels import Labels
from training.english.own import DATA, read_own
from training.english.treebanks import ROOT, UNKNOWN_HEAD, Text, add_uner, read_conll_names, read_conllu

MIN_WORDS, MAX_WORDS = 50, 170
NOISED = 0.5  # share of windows without capitals or punctuation
HIDDEN = 0.04  # share of words that are masked, so that their neighbours must tell (as in UDify, Kondratyuk and Straka 2019)
PARTS = 4  # of an epoch, between which our own sentences are read anew
IGNORE = -100
APOSTROPHES = ("'", "’")

_script = lru_cache(maxsize=300_000)(make_script)


@dataclass(frozen=True)
class Source:
    """Texts and how much of them an epoch sees (2.0: twice)."""

    texts: list[Text]
    share: float


def read_training(folder: Path) -> list[Source]:
    """All training texts: treebanks with syntax, names of several kinds, our own sentences (those not held apart)."""
    ewt, gum = read_conllu(folder / "ewt-train.conllu.gz"), read_conllu(folder / "gum-train.conllu.gz")
    uner = read_conllu(folder / "ewt-dev.conllu.gz")
    add_uner(uner, folder / "uner-ewt-dev.iob2.gz")
    for text in uner:  # its syntax is for tuning, only its names are learnt
        for layer in (text.upos, text.xpos, text.feats, text.lemmas, text.rels):
            layer[:] = [None] * len(text)
        text.heads, text.starts = [UNKNOWN_HEAD] * len(text), [None] * len(text)
    return [
        Source(ewt, 1.0),
        Source(gum, 2.0),
        Source(uner, 2.0),
        Source(read_conll_names(folder / "wikigold.conll.gz", "wikigold"), 0.7),
        Source(read_conll_names(folder / "btc.conll.gz", "btc"), 0.25),
        own_source(),
    ]


def own_source() -> Source:
    """Our own sentences; read anew each epoch, since they are being written while the model learns."""
    return Source(read_own(sorted(p for p in DATA.glob("*.jsonl") if p.name != "held.jsonl")), 5.0)


@dataclass
class Window:
    """Arrays of one window; `pieces` counts word pieces with [CLS] and [SEP], the rest words."""

    pieces: NDArray[np.int64]
    types: NDArray[np.int64]
    first: NDArray[np.int64]  # place of a word's first piece
    last: NDArray[np.int64]
    targets: dict[str, NDArray[np.int64]]  # upos xpos feats script head rel start ent; IGNORE where unknown


Cut = tuple[Text, int, int]


def cuts_of_part(sources: Sequence[Source], epoch: int, part: int, rng: random.Random) -> list[list[Cut]]:
    """One of PARTS of the texts of an epoch, cut into pieces of random length, pieces shuffled and joined up to windows."""
    cuts: list[Cut] = []
    for source in sources:
        texts = list(source.texts)
        random.Random(epoch).shuffle(texts)
        for text in texts[part::PARTS]:
            whole, rest = divmod(source.share, 1)
            for _ in range(int(whole) + (rng.random() < rest)):
                cuts.extend(_cut(text, rng))
    rng.shuffle(cuts)
    windows: list[list[Cut]] = []
    current: list[Cut] = []
    size, wanted = 0, rng.randint(MIN_WORDS, MAX_WORDS)
    for cut in cuts:
        length = cut[2] - cut[1]
        if current and size + length > max(wanted, length):
            windows.append(current)
            current, size, wanted = [], 0, rng.randint(MIN_WORDS, MAX_WORDS)
        current.append(cut)
        size += length
    if current:
        windows.append(current)
    rng.shuffle(windows)
    return windows


def _cut(text: Text, rng: random.Random) -> Iterator[Cut]:
    at = 0
    while at < len(text):
        end = min(len(text), at + rng.choice((rng.randint(8, 60), rng.randint(50, MAX_WORDS))))
        if rng.random() < 0.6 and end < len(text):  # most cuts are moved to a sentence start
            later = next((i for i in range(end, min(len(text), at + MAX_WORDS)) if text.starts[i]), end)
            end = later
        yield text, at, min(end, at + MAX_WORDS)
        at = min(end, at + MAX_WORDS)


class WindowMaker:
    """Turns cuts into arrays, with noise."""

    def __init__(self, pieces: WordPieces, labels: Labels) -> None:
        self.pieces = pieces
        self.index = {
            name: {value: n for n, value in enumerate(values)}
            for name, values in (
                ("upos", labels.upos),
                ("xpos", labels.xpos),
                ("feats", labels.feats),
                ("script", labels.scripts),
                ("rel", labels.rels),
                ("ent", labels.ents),
            )
        }

    def window(self, cuts: Sequence[Cut], rng: random.Random) -> Window:
        """One window, noised in NOISED of all cases."""
        is_noised = rng.random() < NOISED
        how = rng.random()
        lower = is_noised and how < 0.88
        strip = is_noised and (how < 0.74 or how >= 0.88)
        no_apostrophes = is_noised and rng.random() < 0.2
        kept = [(t, i, i == a) for t, a, b in cuts for i in range(a, b) if not (strip and t.upos[i] == "PUNCT")]
        kept = [
            k for k in kept if not (strip and k[0].upos[k[1]] is None and not any(c.isalnum() for c in k[0].forms[k[1]]))
        ]
        kept = kept or [(cuts[0][0], cuts[0][1], True)]
        window = self._arrays(kept, lower=lower, strip=strip, no_apostrophes=no_apostrophes)
        for first, last in zip(window.first, window.last, strict=True):
            if rng.random() < HIDDEN:
                window.pieces[first : last + 1] = self.pieces.ids["[MASK]"]
        return window

    def _arrays(self, kept: list[tuple[Text, int, bool]], *, lower: bool, strip: bool, no_apostrophes: bool) -> Window:
        place = {(id(t), i): n for n, (t, i, _) in enumerate(kept)}
        ids, types, first, last = [self.pieces.cls], [0], [], []
        targets: dict[str, list[int]] = {
            name: [] for name in ("upos", "xpos", "feats", "script", "head", "rel", "start", "ent")
        }
        previous: tuple[Text, int] | None = None
        for t, i, is_cut in kept:
            form = t.forms[i].lower() if lower else t.forms[i]
            if no_apostrophes:
                form = "".join(c for c in form if c not in APOSTROPHES) or form
            is_joint = previous is None or previous[0] is not t or is_cut
            break_before = 0 if strip else t.breaks[i] if not is_joint else 2 if previous is None or t.breaks[i] else 0
            glued = t.glued[i] and previous == (t, i - 1)
            kind = type_of(form, 2 if previous is None else break_before, glued)
            word = self.pieces.of(form)
            first.append(len(ids))
            ids.extend(word)
            types.extend([kind] * len(word))
            last.append(len(ids) - 1)
            self._target(targets, t, i, form, place, lower)
            targets["start"].append(_start(kept, len(first) - 1, is_joint, strip))
            previous = (t, i)
        ids.append(self.pieces.sep)
        types.append(0)
        arrays = {name: np.array(values, dtype=np.int64) for name, values in targets.items()}
        return Window(np.array(ids), np.array(types), np.array(first), np.array(last), arrays)

    def _target(
        self, targets: dict[str, list[int]], t: Text, i: int, form: str, place: dict[tuple[int, int], int], lower: bool
    ) -> None:
        def put(name: str, value: str | None) -> None:
            targets[name].append(IGNORE if value is None else self.index[name].get(value, IGNORE))

        put("upos", t.upos[i])
        put("xpos", t.xpos[i])
        put("feats", t.feats[i])
        lemma = t.lemmas[i]
        put("script", None if lemma is None else _script(form, lemma.lower() if lower else lemma))
        put("rel", t.rels[i])
        put("ent", t.ents[i])
        head = t.heads[i]
        if head == UNKNOWN_HEAD:
            targets["head"].append(IGNORE)
        elif head == ROOT:
            targets["head"].append(0)
        else:
            while head >= 0 and (id(t), head) not in place and t.upos[head] == "PUNCT":
                head = t.heads[head]  # the head was stripped
            targets["head"].append(place.get((id(t), head), IGNORE - 1) + 1 if head >= 0 else 0)


def _start(kept: list[tuple[Text, int, bool]], n: int, is_joint: bool, strip: bool) -> int:
    """Whether word n starts a sentence, also where the punctuation that opened the sentence was stripped."""
    t, i, _ = kept[n]
    start = t.starts[i]
    if start is None:
        return IGNORE
    if start:
        return 1
    if is_joint:
        if not strip:
            return IGNORE  # cut in the middle of a sentence
        j = i
        while j > 0 and not t.starts[j]:
            j -= 1
            if t.upos[j] != "PUNCT":
                return IGNORE
        return 1
    j = i
    while strip and j - 1 > kept[n - 1][1]:
        j -= 1
        if t.starts[j]:
            return 1
    return 0


def collate(windows: Sequence[Window]) -> dict[str, NDArray[np.int64]]:
    """Pad windows to one batch; word targets are padded with IGNORE."""
    pieces, words = max(len(w.pieces) for w in windows), max(len(w.first) for w in windows)
    batch = {name: np.zeros((len(windows), pieces), dtype=np.int64) for name in ("pieces", "types", "mask")}
    batch |= {name: np.zeros((len(windows), words), dtype=np.int64) for name in ("first", "last", "words")}
    batch |= {name: np.full((len(windows), words), IGNORE, dtype=np.int64) for name in windows[0].targets}
    for row, w in enumerate(windows):
        batch["pieces"][row, : len(w.pieces)] = w.pieces
        batch["types"][row, : len(w.types)] = w.types
        batch["mask"][row, : len(w.pieces)] = 1
        batch["first"][row, : len(w.first)] = w.first
        batch["last"][row, : len(w.last)] = w.last
        batch["words"][row, : len(w.first)] = 1
        for name, values in w.targets.items():
            batch[name][row, : len(values)] = values
    return batch
