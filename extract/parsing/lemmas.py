"""Lemmas: the model proposes edits of a word, a lexicon says which of them make a word that exists.

The lexicon is WordNet's list of lemmas and of irregular forms by part of speech, as spacy-lookups-data carries it;
the training recipe writes it beside the weights. Invariant: a lemma that the lexicon does not know is the word
itself, an edit that the model is alone to answer for (names, closed classes), or the regular undoing of an ending;
never a stump.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from extract.parsing.scripts import apply_script

POS = {"NOUN": "noun", "VERB": "verb", "ADJ": "adj", "ADV": "adv"}
_BASE_TAGS = frozenset({"NN", "VB", "VBP", "JJ", "RB"})
REGULAR = {
    "NNS": (
        ("men", "man"),
        ("ies", "y"),
        ("sses", "ss"),
        ("shes", "sh"),
        ("ches", "ch"),
        ("xes", "x"),
        ("ses", "s"),
        ("s", ""),
    ),
    "VBZ": (("ies", "y"), ("sses", "ss"), ("shes", "sh"), ("ches", "ch"), ("xes", "x"), ("ses", "s"), ("s", "")),
    "VBD": (("ied", "y"), ("ed", "e"), ("ed", "")),
    "VBN": (("ied", "y"), ("ed", "e"), ("ed", "")),
    "VBG": (("ing", "e"), ("ing", "")),
    "JJR": (("ier", "y"), ("er", "e"), ("er", "")),
    "JJS": (("iest", "y"), ("est", "e"), ("est", "")),
}
_DOUBLING = {"VBD": "ed", "VBN": "ed", "VBG": "ing", "JJR": "er", "JJS": "est"}  # endings before which a short stem doubles
_NEVER_CUT = frozenset({"ADP", "CCONJ", "SCONJ", "INTJ", "X", "SYM", "NUM"})
_SMALL = frozenset({"ADP", "AUX", "CCONJ", "DET", "PART", "SCONJ"})  # never with a capital
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_FIXED = {
    ("i", "PRON"): "I",
    ("am", "NOUN"): "a.m.",
    ("pm", "NOUN"): "p.m.",
    ("vs", "ADP"): "versus",
    (".", "PUNCT"): ".",
    ("whom", "PRON"): "whom",  # this and the next as in EWT; in GUM they are "who" and "person"
    ("people", "NOUN"): "people",
}  # as the treebanks write them
_CALENDAR = {  # "Sun" and "Jan" without a period are as often the sun and a person
    short: day
    for day, shorts in {
        "Monday": "Mon Mon.",
        "Tuesday": "Tue Tue. Tues Tues.",
        "Wednesday": "Wed Wed.",
        "Thursday": "Thu Thu. Thur. Thurs.",
        "Friday": "Fri Fri.",
        "Saturday": "Sat Sat.",
        "Sunday": "Sun.",
        "January": "Jan.",
        "February": "Feb Feb.",
        "March": "Mar Mar.",
        "April": "Apr Apr.",
        "August": "Aug Aug.",
        "September": "Sep Sep. Sept Sept.",
        "October": "Oct Oct.",
        "November": "Nov Nov.",
        "December": "Dec Dec.",
    }.items()
    for short in shorts.split()
}
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")  # "soooo"
_MARKS = frozenset({"--", "..."})  # themselves, as in EWT; in GUM "-" and "…"
_SUPPLETIVE = frozenset("be go good well bad much many little percent".split())  # lemmas that share nothing with a form
_WITH_E = ("at", "ut", "iz", "is", "uc", "v", "c", "g", "u", "bl", "pl", "tl", "od")  # stems that mostly end in e
_VOWELS = frozenset("aeiouy")


class Lexicon:
    """Lemmas and irregular forms by part of speech (noun, verb, adj, adv)."""

    def __init__(
        self,
        lemmas: Mapping[str, Sequence[str]],
        irregular: Mapping[str, Mapping[str, Sequence[str]]],
        capitals: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.lemmas = {pos: frozenset(words) for pos, words in lemmas.items()}
        self.irregular = irregular
        self.capitals = {upos: frozenset(words) for upos, words in (capitals or {}).items()}

    @classmethod
    def from_file(cls, path: Path) -> Lexicon:
        """Read `{"lemmas": {pos: [...]}, "irregular": {pos: {form: [...]}}, "capitals": {UPOS: [...]}}`, gzipped."""
        stored = json.loads(gzip.decompress(path.read_bytes()))
        return cls(stored["lemmas"], stored["irregular"], stored.get("capitals"))

    def lemma(self, form: str, upos: str, tag: str, scripts: Sequence[str], *, is_cased: bool = True) -> str:
        """The lemma of a word in its part of speech.

        Args:
            scripts: the model's edits, best first, at least one.
            is_cased: whether its text uses capitals at all; in one that does, "irish" is a slip for "Irish".
        """
        if tag.startswith("NNP") and self._is_shouted(form):
            return self.lemma(form.capitalize(), upos, tag, scripts, is_cased=is_cased)
        fixed = _FIXED.get((form.lower(), upos)) or (upos == "PROPN" and _CALENDAR.get(form))
        if fixed:
            return fixed
        low = form.lower()
        if tag == "ADD":
            return form
        if is_cased and form.islower() and form in self.capitals.get(upos, ()):
            return form.capitalize()
        if _DRAWN_OUT.search(low) and upos in ("ADV", "ADJ", "INTJ"):
            form, low = (_DRAWN_OUT.sub(r"\1", word) for word in (form, low))
        first = apply_script(scripts[0], form)
        first = low if len(first) == 1 < len(form) else first
        pos = POS.get(upos)
        if pos is None:
            return _of_closed_class(form, upos, tag, scripts)
        if tag.startswith("NNP"):
            is_plural = low.endswith("ies") and first.lower() == low[:-1]
            return form[:-3] + "y" if is_plural else form if first.lower() == low else first
        if upos == "NOUN" and tag == "VBG":
            return low
        known = self.lemmas.get(pos, frozenset())
        if upos != "ADJ" and not first.isupper() and first.lower() in known:
            first = first.lower()
        proposed = [first, *(apply_script(script, form) for script in scripts[1:])]
        irregular = self.irregular.get(pos, {}).get(low, ()) if tag not in _BASE_TAGS else ()
        if irregular:
            return next((lemma for lemma in proposed if lemma in irregular), irregular[0])
        made = undone(low, tag)
        existing = [lemma for lemma in made if lemma in known]
        if tag == "JJ" and low.endswith("est") and low not in known:  # a superlative that was not taken for one
            return next((lemma for lemma in undone(low, "JJS") if lemma in known), first)
        is_plural_only = tag == "NNS" and first.lower() == low and low in known  # "regards", "troops"
        if existing and not is_plural_only and (first not in existing or _lacks_its_e(low, tag, first, existing)):
            return existing[0]
        if form.isupper() and len(form) > 1 and tag == "NN" and low not in known:
            return form
        is_seen = not _is_replaced(scripts[0]) or first in _SUPPLETIVE
        if is_seen and (first in known or (first.lower() == low and tag in _BASE_TAGS)):
            return first
        for lemma, script in zip(proposed, scripts, strict=True):
            if lemma in known and not _is_replaced(script):
                return lemma
        if made and first not in made:
            return made[0] if low.endswith(("ies", "men")) else made[-1]
        return first if is_seen else low

    def _is_shouted(self, name: str) -> bool:
        """Whether a name in capitals is a word rather than an abbreviation: by its length, as nine in ten of EWT are."""
        if not (name.isupper() and name.isalpha()):
            return False
        return len(name) > 5 or (len(name) == 5 and any(name.lower() in words for words in self.lemmas.values()))


def _of_closed_class(form: str, upos: str, tag: str, scripts: Sequence[str]) -> str:
    """Numbers without their commas, names as the model writes them, little words never cut short."""
    low = form.lower()
    if upos == "PRON" and low.endswith(("self", "selves")):
        return low
    if upos == "NUM" and _THOUSANDS.fullmatch(form):
        return form.replace(",", "")
    if upos == "PROPN" and tag == "NNPS" and low.endswith("ies") and apply_script(scripts[0], form).lower() == low[:-1]:
        return form[:-3] + ("Y" if form.isupper() else "y")
    if upos == "PUNCT" and form in _MARKS:
        return form
    if upos in _NEVER_CUT:
        scripts = [script for script in scripts if _is_replaced(script) or script.endswith(":0:")] or ["l:0:"]
    lemma = apply_script(scripts[0], form)
    if upos in _SMALL:
        return lemma.lower()
    return form if upos == "PROPN" and form != low == lemma else lemma


def _lacks_its_e(low: str, tag: str, lemma: str, existing: Sequence[str]) -> bool:
    """Whether a short stem was taken for the lemma that would have doubled its last letter ("hoping" is not of "hop")."""
    ending = _DOUBLING.get(tag)
    stem = low.removesuffix(ending) if ending else low
    if lemma != stem or stem == low or stem + "e" not in existing or len(stem) < 3:
        return False
    is_short = sum(c in _VOWELS for c in stem) == 1 and stem[-2] in _VOWELS
    return is_short and stem[-1] not in _VOWELS and stem[-1] not in "wxy"


def _is_replaced(script: str) -> bool:
    return script.startswith("=")


def undone(low: str, tag: str) -> list[str]:
    """What a word may have been before it took its ending, the likeliest last."""
    found: list[str] = []
    for ending, put in REGULAR.get(tag, ()):
        stem = low.removesuffix(ending)
        if stem == low or len(stem) < 2 or not _VOWELS & set(stem):
            continue
        found.append(stem + put)
        is_doubled = len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "lsfz"
        if not put and tag != "NNS" and is_doubled:
            found.append(stem[:-1])
        elif not put and stem.endswith(_WITH_E) and stem + "e" in found:
            found.append(stem + "e")
    return found
