"""Lemmas: the model proposes edits of a word, a lexicon says which of them make a word that exists.

The lexicon is WordNet's list of lemmas and of irregular forms by part of speech, as spacy-lookups-data carries it;
the training recipe writes it beside the weights. Invariant: a lemma that the lexicon does not know is the word
itself, an edit that the model is alone to answer for (names, closed classes), or the regular undoing of an ending;
never a stump.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from extract.parsing.scripts import apply_script

_POS = {"NOUN": "noun", "VERB": "verb", "ADJ": "adj", "ADV": "adv"}
_BASE_TAGS = frozenset({"NN", "VB", "VBP", "JJ", "RB"})
_REGULAR = {
    "NNS": (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", "")),
    "VBZ": (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("s", "")),
    "VBD": (("ied", "y"), ("ed", "e"), ("ed", "")),
    "VBN": (("ied", "y"), ("ed", "e"), ("ed", "")),
    "VBG": (("ing", "e"), ("ing", "")),
}
_VOWELS = frozenset("aeiouy")


class Lexicon:
    """Lemmas and irregular forms by part of speech (noun, verb, adj, adv)."""

    def __init__(self, lemmas: Mapping[str, Sequence[str]], irregular: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self.lemmas = {pos: frozenset(words) for pos, words in lemmas.items()}
        self.irregular = irregular

    @classmethod
    def from_file(cls, path: Path) -> Lexicon:
        """Read `{"lemmas": {pos: [...]}, "irregular": {pos: {form: [...]}}}`, gzipped."""
        stored = json.loads(gzip.decompress(path.read_bytes()))
        return cls(stored["lemmas"], stored["irregular"])

    def lemma(self, form: str, upos: str, tag: str, scripts: Sequence[str]) -> str:
        """The lemma of a word in its part of speech.

        Args:
            scripts: the model's edits, best first, at least one.
        """
        first = apply_script(scripts[0], form)
        pos = _POS.get(upos)
        if pos is None:
            return first
        low = form.lower()
        known = self.lemmas.get(pos, frozenset())
        if first in known or (first.lower() == low and tag in _BASE_TAGS):
            return first
        irregular = self.irregular.get(pos, {}).get(low, ())
        others = [apply_script(script, form) for script in scripts]
        for other in others:
            if other in irregular or (other in known and not _is_replaced(scripts[others.index(other)])):
                return other
        if irregular:
            return irregular[0]
        undone = _undone(low, tag)
        existing = [lemma for lemma in undone if lemma in known]
        if existing or (undone and first not in undone):
            return (existing or undone[-1:])[0]
        return low if _is_replaced(scripts[0]) else first


def _is_replaced(script: str) -> bool:
    return script.startswith("=")


def _undone(low: str, tag: str) -> list[str]:
    """What a word may have been before it took its ending, the plainest last."""
    found: list[str] = []
    for ending, put in _REGULAR.get(tag, ()):
        stem = low.removesuffix(ending)
        if stem == low or len(stem) < 2 or not _VOWELS & set(stem):
            continue
        if len(stem) > 3 and stem[-1] == stem[-2] and not put:
            found.append(stem[:-1])
        found.append(stem + put)
    return found
