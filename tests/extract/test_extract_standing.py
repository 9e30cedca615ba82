"""How a number stands in what is said, on trees made by hand, and what follows for claims."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from extract.components import ClaimReader, QuantityReader, register_components
from extract.counted import with_counted
from extract.numbers import Standing, read_quantities
from extract.standing import counted_aloud, with_standing


@pytest.fixture(scope="module")
def nlp() -> Language:
    register_components()
    return spacy.blank("en")


def parsed(nlp: Language, rows: str) -> Doc:
    """A `Doc` from rows of word, part of speech, head, relation and features."""
    fields = [[*row.split(), "_"][:5] for row in rows.strip().splitlines()]
    words, pos, heads, deps, morphs = zip(*fields, strict=True)
    return Doc(
        nlp.vocab,
        words=list(words),
        spaces=[k + 1 < len(words) and words[k + 1] not in ".?,;" for k in range(len(words))],
        pos=list(pos),
        heads=[int(h) for h in heads],
        deps=list(deps),
        morphs=["" if m == "_" else m for m in morphs],
        lemmas=[w.lower() for w in words],
    )


def standing(doc: Doc) -> list[set[Standing]]:
    return [set(r.standing) for r in with_standing(doc, with_counted(doc, read_quantities(doc.text)))]


IMAGINE = """
Imagine VERB 0 ROOT Mood=Imp|VerbForm=Fin
40 NUM 2 nummod
farmers NOUN 0 obj Number=Plur
. PUNCT 0 punct
"""
PICK = """
Pick VERB 0 ROOT VerbForm=Inf
25 NUM 2 nummod
cards NOUN 0 obj Number=Plur
. PUNCT 0 punct
"""
IF = """
If SCONJ 3 mark
40 NUM 2 nummod
farmers NOUN 3 nsubj Number=Plur
left VERB 7 advcl Tense=Past|VerbForm=Fin
, PUNCT 3 punct
nobody PRON 7 nsubj
would AUX 7 aux
cry VERB 7 ROOT VerbForm=Inf
. PUNCT 7 punct
"""
ASKED = """
I PRON 1 nsubj
asked VERB 1 ROOT Tense=Past|VerbForm=Fin
12 NUM 3 nummod
friends NOUN 1 obj Number=Plur
. PUNCT 1 punct
"""
KIND = """
A DET 1 det
triangle NOUN 2 nsubj Number=Sing
has VERB 2 ROOT Tense=Pres|VerbForm=Fin
3 NUM 4 nummod
corners NOUN 2 obj Number=Plur
. PUNCT 2 punct
"""
RIDDLE = """
A DET 1 det
farmer NOUN 2 nsubj Number=Sing
had VERB 2 ROOT Tense=Past|VerbForm=Fin
17 NUM 4 nummod
goats NOUN 2 obj Number=Plur
; PUNCT 2 punct
how ADV 7 advmod
many ADJ 8 nsubj
died VERB 2 parataxis Tense=Past|VerbForm=Fin
? PUNCT 2 punct
"""
TOLD = """
The DET 1 det
mill NOUN 2 nsubj Number=Sing
hired VERB 2 ROOT Tense=Past|VerbForm=Fin
40 NUM 4 nummod
farmers NOUN 2 obj Number=Plur
. PUNCT 2 punct
"""
WHEN = """
Lakes NOUN 1 nsubj Number=Plur
close VERB 1 ROOT Tense=Pres|VerbForm=Fin
when ADV 4 advmod
they PRON 4 nsubj
hit VERB 1 advcl Tense=Pres|VerbForm=Fin
90 NUM 6 nummod
% SYM 4 obj
ice NOUN 6 nmod
. PUNCT 1 punct
"""


@pytest.mark.parametrize(
    ("rows", "mark", "claims"),
    [
        (IMAGINE, Standing.SUPPOSED, 0),
        (PICK, Standing.TOLD, 0),
        (IF, Standing.SUPPOSED, 0),
        (ASKED, Standing.OWN_DOING, 0),
        (KIND, Standing.GENERIC, 0),
        (RIDDLE, Standing.ASKED_OF, 0),
        (WHEN, Standing.CONDITION, 0),
        (TOLD, None, 1),
    ],
)
def test_the_tree_tells_what_is_only_supposed(nlp: Language, rows: str, mark: Standing | None, claims: int) -> None:
    doc = parsed(nlp, rows)
    found = standing(doc)[0]
    assert mark in found if mark is not None else not found & {Standing.SUPPOSED, Standing.TOLD, Standing.OWN_DOING}
    assert len(ClaimReader()(QuantityReader()(doc))._.claims) == claims


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("So that is one, two, three in all.", ["one", "two", "three"]),
        ("4 then 5 then 6", []),
        ("4 then 5 then 6 then 7", ["4", "5", "6", "7"]),
        ("We sold 3 in May and 4 in June.", []),
        ("If 7 + 5 = 12, stop.", ["7", "5", "12"]),
        ("Then +1 and again +1 for the last.", ["1", "1"]),
        ("Take three plus four.", ["three", "four"]),
        ("The ratio was 12 - 7 in the vote.", []),
        ("p = 0.05 was the bar.", []),
    ],
)
def test_sums_and_counting_aloud_need_no_tree(nlp: Language, text: str, marked: list[str]) -> None:
    doc = nlp.make_doc(text)
    found = with_standing(doc, read_quantities(text))
    assert [text[r.start : r.end] for r in found if r.standing] == marked


@given(st.lists(st.integers(min_value=0, max_value=60), max_size=12))
def test_counting_aloud_marks_only_numbers_with_a_neighbour_by_one(numbers: list[int]) -> None:
    text = " then ".join(map(str, numbers))
    readings = read_quantities(text)
    marked = counted_aloud(readings)
    values = {r.start: r.value for r in readings}
    assert all(any(abs(values[s] - values[o]) == 1 for o in marked) for s in marked)


def test_a_case_goes_on_until_something_happened(nlp: Language) -> None:
    goes_on = IMAGINE.replace("40", "41") + "\n".join(
        f"{w} {p} {int(h) + 4} {d} {m}"
        for w, p, h, d, m in (
            ("Then", "ADV", 3, "advmod", "_"),
            ("30", "NUM", 2, "nummod", "_"),
            ("goats", "NOUN", 3, "nsubj", "Number=Plur"),
            ("arrive", "VERB", 3, "ROOT", "Tense=Pres|VerbForm=Fin"),
            (".", "PUNCT", 3, "punct", "_"),
        )
    )
    doc = parsed(nlp, goes_on)
    assert [Standing.SUPPOSED in s for s in standing(doc)] == [True, True]
    ended = goes_on.replace("Tense=Pres|VerbForm=Fin", "Tense=Past|VerbForm=Fin")
    assert [Standing.SUPPOSED in s for s in standing(parsed(nlp, ended))] == [True, False]


def test_a_number_of_a_name_stays_one_when_the_name_is_left_out(nlp: Language) -> None:
    doc = parsed(
        nlp,
        """
        Looms PROPN 5 nsubj
        beat VERB 1 ROOT
        Heron PROPN 1 obj Number=Sing
        11 NUM 2 flat
        and CCONJ 5 cc
        11 NUM 2 conj
        Pro PROPN 5 flat
        """,
    )
    assert [r.is_name for r in with_counted(doc, read_quantities(doc.text))] == [True, True]
