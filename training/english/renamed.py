"""Gives names of the training texts other names of the same kind and shape (mention replacement, Dai and Adel 2020).

GUM has few thousand names, which the model soon knows by heart; with others in their place it must read what stands around
them. Invariant: syntax stays true, because a name is only replaced by one with the same parts of speech, word by word; a
name that comes again in a text gets the same replacement.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from training.english.treebanks import Text

SHARE = 0.35  # of the different names of a text


@dataclass(frozen=True)
class Name:
    """The words of one name, with what a treebank says of each."""

    forms: tuple[str, ...]
    lemmas: tuple[str | None, ...]
    xpos: tuple[str | None, ...]
    feats: tuple[str | None, ...]


Shape = tuple[str | None, ...]  # the label, then the part of speech of each word
Pool = dict[Shape, list[Name]]


def name_pool(texts: Sequence[Text]) -> Pool:
    """All names by label and parts of speech, each as often as it occurs in different texts."""
    pool: Pool = {}
    for text in texts:
        own = {(_shape(text, a, b), _name(text, a, b)) for a, b in names_of(text)}
        for shape, name in sorted(own, key=str):
            pool.setdefault(shape, []).append(name)
    return pool


def renamed(text: Text, pool: Pool, rng: random.Random) -> Text:
    """A copy in which about SHARE of the different names are others; syntax, glue and labels stay."""
    copy = replace(text, forms=list(text.forms), lemmas=list(text.lemmas), xpos=list(text.xpos), feats=list(text.feats))
    chosen: dict[tuple[Shape, Name], Name] = {}
    for a, b in names_of(text):
        key = _shape(text, a, b), _name(text, a, b)
        if key not in chosen:
            chosen[key] = rng.choice(pool.get(key[0], [key[1]])) if rng.random() < SHARE else key[1]
        other = chosen[key]
        copy.forms[a:b], copy.lemmas[a:b] = other.forms, other.lemmas
        copy.xpos[a:b], copy.feats[a:b] = other.xpos, other.feats
    return copy


def names_of(text: Text) -> Iterator[tuple[int, int]]:
    """Start and end of each name, in words."""
    at = 0
    while at < len(text):
        end = at + 1
        if (text.ents[at] or "O").startswith("B-"):
            while end < len(text) and (text.ents[end] or "O").startswith("I-"):
                end += 1
            yield at, end
        at = end


def _shape(text: Text, start: int, end: int) -> Shape:
    return ((text.ents[start] or "")[2:], *text.upos[start:end])


def _name(text: Text, start: int, end: int) -> Name:
    cut = slice(start, end)
    return Name(tuple(text.forms[cut]), tuple(text.lemmas[cut]), tuple(text.xpos[cut]), tuple(text.feats[cut]))
