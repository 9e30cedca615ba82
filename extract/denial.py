"""Which figures a sentence denies, read from its tree: "the minister denied that 45 …", "that 90 % … is simply not true".

Invariant: a word that denies reaches what hangs below it as its subject, object or clause, and two denials cancel. A
negation in the figure's own clause is `certainty`'s, from the words. Word classes are verbs and predicates of denial
(factive and implicative verbs: Karttunen 1971), of no topic.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from extract.lexicon import forms
from extract.reporting import SAYING
from extract.syntax import children_of

if TYPE_CHECKING:
    from spacy.tokens import Token

_DENYING = forms("dispute", "debunk", "refute", "reject", "disprove", "falsify", "contradict") | frozenset(
    "deny denies denied denying rebut rebuts rebutted rebutting".split()
)
_FALSE = frozenset(
    "false untrue wrong incorrect bogus baseless nonsense myth lie fiction hoax fabrication invention fake".split()
)
_TRUE = frozenset("true correct right accurate case fact".split())
# What is told, and so can be false; orders and answers that are wrong are wrong in another way.
_SAID = frozenset(
    "figure number claim estimate statistic stat count total percentage share rate ratio report statement story idea notion "
    "belief assumption argument headline assertion prediction forecast calculation comparison that this it".split()
)
# How what is denied hangs on the word that denies.
_BELOW = ("ccomp", "csubj", "nsubj", "obj", "dobj", "acl", "advcl", "xcomp")
_NEGATORS = frozenset("not n't n’t never no hardly".split())


def is_denied(governors: Sequence[Token]) -> bool:
    """Whether what hangs below is denied.

    Args:
        governors: a token of the figure, and what governs it, from the nearest up to the root.
    """
    for below, word in pairwise(governors):
        if not below.dep_.startswith(_BELOW):
            continue
        low = word.lower_
        if low in _DENYING and not below.dep_.startswith(("nsubj", "advcl")):
            return not _is_negated(word)
        is_said = not below.dep_.startswith("nsubj") or below.lemma_.lower() in _SAID or below.pos_ in {"NUM", "SYM"}
        if below.dep_.startswith("ccomp") and word.lemma_.lower() in SAYING and _is_negated(word):
            return True  # "we never said that"
        if low in _FALSE and is_said and below.dep_.startswith(("csubj", "nsubj", "ccomp")) and _is_predicate(word):
            return not _is_negated(word)
        if low in _TRUE and below.dep_.startswith(("csubj", "ccomp")) and _is_predicate(word):
            return _is_negated(word)
    return False


def _is_negated(word: Token) -> bool:
    return any(t.lower_ in _NEGATORS and t.i < word.i for t in children_of(word))


def _is_predicate(word: Token) -> bool:
    return word.pos_ == "VERB" or any(t.dep_ == "cop" for t in children_of(word))
