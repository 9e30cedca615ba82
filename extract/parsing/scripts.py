"""Lemmas as edit scripts: what to do to a word to get its lemma, so that a classifier can predict lemmas of unseen words.

After Straka, Straková and Hajič (2019, UDPipe at SIGMORPHON): a script says whether the word is lower-cased first, how many
characters are cut from its end and which are put there; where word and lemma share no beginning the lemma stands whole.
Invariant: `apply_script(make_script(form, lemma), form) == lemma` wherever the lemma has no capital that the form lacks.
"""

from __future__ import annotations

KEEP = "k:0:"
LOWER = "l:0:"


def make_script(form: str, lemma: str) -> str:
    """The script from a form to its lemma: `case:cut:added`, or `=lemma`."""
    is_lower = lemma == lemma.lower()
    base = form.lower() if is_lower else form
    shared = 0
    while shared < min(len(base), len(lemma)) and base[shared] == lemma[shared]:
        shared += 1
    if shared == 0:
        return "=" + lemma
    case = "l" if is_lower else "k"
    return f"{case}:{len(base) - shared}:{lemma[shared:]}"


def apply_script(script: str, form: str) -> str:
    """The lemma that a script makes of a form; a script that cuts all that the form has, or more, leaves it as it is."""
    if script.startswith("="):
        return script[1:]
    case, cut_text, added = script.split(":", 2)
    base = form.lower() if case == "l" else form
    cut = int(cut_text)
    return base if cut >= len(base) else base[: len(base) - cut] + added
