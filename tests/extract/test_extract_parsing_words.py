"""Words as the model sees them: pieces, shapes and lemma scripts."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from extract.parsing.lemmas import Lexicon
from extract.parsing.pieces import MAX_PIECES, WordPieces
from extract.parsing.scripts import apply_script, make_script
from extract.parsing.shapes import N_TYPES, PARAGRAPH_BREAK, break_of, case_of, type_of
from extract.parsing.words import set_word_rules, split_its

VOCABULARY = ["[CLS]", "[SEP]", "[UNK]", "ship", "##s", "##ped", "a", "b", "c", "##a", "##b", "##c", "-", "cafe"]
PIECES = WordPieces(VOCABULARY)

forms = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=12)


def test_the_longest_piece_comes_first() -> None:
    assert [VOCABULARY[k] for k in PIECES.of("Ships")] == ["ship", "##s"]


def test_a_mark_inside_a_word_stands_alone() -> None:
    assert [VOCABULARY[k] for k in PIECES.of("a-b")] == ["a", "-", "b"]


def test_accents_are_dropped_as_the_vocabulary_wants() -> None:
    assert [VOCABULARY[k] for k in PIECES.of("Café")] == ["cafe"]


@given(st.text(max_size=80))
def test_every_word_has_between_one_and_the_most_pieces(word: str) -> None:
    assert 1 <= len(PIECES.of(word)) <= MAX_PIECES


def test_a_word_of_ten_thousand_characters_is_as_cheap_as_any() -> None:
    assert len(PIECES.of("abc" * 4000)) <= MAX_PIECES


@given(form=forms, lemma=forms)
def test_a_script_gives_back_its_lemma(form: str, lemma: str) -> None:
    script = make_script(form, lemma)
    if script.startswith(("=", "k")) or lemma == lemma.lower():
        assert apply_script(script, form) == lemma


def test_a_script_that_cuts_too_much_leaves_the_word() -> None:
    assert apply_script("l:9:", "code") == "code"


@given(st.text(max_size=30), st.integers(0, 2), st.booleans())
def test_types_stay_in_their_table(word: str, break_before: int, glued: bool) -> None:
    assert 0 <= type_of(word, break_before, glued) < N_TYPES


def test_case_tells_what_lower_casing_hides() -> None:
    assert len({case_of(word) for word in ("code", "Code", "CODE", "OpenAI", "8x", "%")}) == 6


def test_breaks_are_counted_in_lines() -> None:
    assert break_of(" ") < break_of(" \n") < break_of("\n\n") == PARAGRAPH_BREAK


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(
        {"verb": ["improve", "stop", "be", "write"], "noun": ["study"], "adj": ["fast"], "adv": []},
        {"verb": {"wrote": ["write"]}},
    )


def test_an_invented_lemma_gives_way_to_one_that_exists(lexicon: Lexicon) -> None:
    assert lexicon.lemma("improved", "VERB", "VBD", ["l:2:", "l:1:"]) == "improve"


def test_an_irregular_form_is_looked_up(lexicon: Lexicon) -> None:
    assert lexicon.lemma("wrote", "VERB", "VBD", ["l:1:"]) == "write"


def test_an_unknown_verb_loses_its_ending_by_rule(lexicon: Lexicon) -> None:
    assert lexicon.lemma("vibecoded", "VERB", "VBD", ["l:1:"]) == "vibecode"
    assert lexicon.lemma("grepped", "VERB", "VBD", ["=go"]) == "grep"
    assert lexicon.lemma("stopping", "VERB", "VBG", ["l:0:"]) == "stop"


def test_names_are_left_to_the_model(lexicon: Lexicon) -> None:
    assert lexicon.lemma("Ships", "PROPN", "NNP", ["k:0:"]) == "Ships"


def test_a_short_stem_gets_its_e_back(lexicon: Lexicon) -> None:
    hoped = Lexicon({"verb": ["hop", "hope", "visit"], "noun": [], "adj": [], "adv": []}, {})
    assert hoped.lemma("hoping", "VERB", "VBG", ["l:3:"]) == "hope"
    assert hoped.lemma("hopping", "VERB", "VBG", ["l:4:"]) == "hop"
    assert hoped.lemma("visiting", "VERB", "VBG", ["l:3:"]) == "visit"


def test_little_words_are_never_cut_short(lexicon: Lexicon) -> None:
    assert lexicon.lemma("Themselves", "PRON", "PRP", ["l:3:y"]) == "themselves"
    assert lexicon.lemma("amidst", "ADP", "IN", ["l:1:", "l:0:"]) == "amidst"


def test_short_names_of_days_and_months_are_written_out(lexicon: Lexicon) -> None:
    assert lexicon.lemma("Sept.", "PROPN", "NNP", ["k:0:"]) == "September"
    assert lexicon.lemma("Sun", "PROPN", "NNP", ["k:0:"]) == "Sun"


def test_addresses_and_runs_of_marks_are_their_own_lemmas(lexicon: Lexicon) -> None:
    assert lexicon.lemma("https://example.org/A", "X", "ADD", ["l:0:"]) == "https://example.org/A"
    assert lexicon.lemma("...", "PUNCT", ":", ["=…"]) == "..."


def test_adjectives_of_places_get_their_capital_in_a_text_that_has_capitals() -> None:
    capitals = Lexicon({"verb": [], "noun": [], "adj": [], "adv": []}, {}, {"ADJ": ["irish"]})
    assert capitals.lemma("irish", "ADJ", "JJ", ["k:0:"]) == "Irish"
    assert capitals.lemma("irish", "ADJ", "JJ", ["k:0:"], is_cased=False) == "irish"


def test_a_word_that_is_drawn_out_has_the_lemma_of_the_word(lexicon: Lexicon) -> None:
    assert lexicon.lemma("soooo", "ADV", "RB", ["k:0:"]) == "so"
    assert lexicon.lemma("faaast", "ADJ", "JJ", ["k:0:"]) == "fast"


def test_a_number_loses_its_commas(lexicon: Lexicon) -> None:
    assert lexicon.lemma("1,250,000", "NUM", "CD", ["l:0:"]) == "1250000"
    assert lexicon.lemma("1,2", "NUM", "CD", ["l:0:"]) == "1,2"


def test_an_unknown_abbreviation_keeps_its_capitals(lexicon: Lexicon) -> None:
    assert lexicon.lemma("RFP", "NOUN", "NN", ["l:0:"]) == "RFP"


def test_plurals_of_unknown_words_lose_their_ending(lexicon: Lexicon) -> None:
    assert lexicon.lemma("psychometries", "NOUN", "NNS", ["=go"]) == "psychometry"
    assert lexicon.lemma("Factories", "PROPN", "NNPS", ["k:1:"]) == "Factory"


@pytest.fixture(scope="module")
def tokenizer() -> Language:
    return set_word_rules(spacy.blank("en"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Really?!?!", "Really ?!?!"),
        ("No!!!", "No !!!"),
        ("=====", "====="),
        ("a non-profit, pre-trained", "a non-profit , pre-trained"),
        ("well-known state-of-the-art", "well - known state - of - the - art"),
        ("and/or", "and / or"),
        ("right?Anyway", "right ? Anyway"),
        ("-more of it later-", "- more of it later -"),
        ("U.S.-led", "U.S. - led"),
        ("-5 degrees, GPT-4", "-5 degrees , GPT-4"),
        ("call 555-123-4567", "call 555-123-4567"),
        ("in 2026-06-04", "in 2026-06-04"),
        ("see notes.pdf.", "see notes.pdf ."),
        ("at 7:30pm", "at 7:30 pm"),
        ("model(s)", "model ( s )"),
        ("(a list):", "( a list ) :"),
        ("5-10% of GPT-4", "5 - 10 % of GPT-4"),
        ("U.S. growth.", "U.S. growth ."),
        ("it),which (see[1])", "it ) , which ( see [ 1 ] )"),
        ('"Ann Doe"<ann@example.org>', '" Ann Doe " < ann@example.org >'),
        ('the "fast"-growing', 'the " fast " - growing'),
        ("so--as it was", "so -- as it was"),
        ("Tel:555 or job#12", "Tel : 555 or job # 12"),
        ("DON'T...I'm", "DO N'T ... I 'm"),
        ("9am-5pm for $5-$10", "9 am - 5 pm for $ 5 - $ 10"),
        ("alot of R&D", "a lot of R & D"),
        ("$$$ and see https://example.org/a(b)?q=1", "$$$ and see https://example.org/a(b)?q=1"),
    ],
)
def test_words_are_cut_as_in_the_treebanks(tokenizer: Language, text: str, words: str) -> None:
    assert " ".join(t.text for t in tokenizer(text)) == words


@given(st.text(max_size=80))
def test_the_words_of_any_text_join_up_to_it(text: str) -> None:
    nlp = _shared_tokenizer()
    assert "".join(t.text_with_ws for t in nlp(text)) == text


def test_a_heap_of_marks_is_one_word(tokenizer: Language) -> None:
    for text in ("()" * 5_000, "!?" * 5_000, "-" * 10_000, "(" * 10_000, "🤖👩‍🔬" * 2_000):
        assert len(tokenizer(text)) == 1


_TOKENIZERS: list[Language] = []


def _shared_tokenizer() -> Language:
    if not _TOKENIZERS:
        _TOKENIZERS.append(set_word_rules(spacy.blank("en")))
    return _TOKENIZERS[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Its not new", ["It", "s", "not", "new"]),
        ("and its a lot", ["and", "it", "s", "a", "lot"]),
        ("its in-house tools", ["its", "in", "-", "house", "tools"]),
        ("the lab and its models", ["the", "lab", "and", "its", "models"]),
        ("its", ["its"]),
    ],
)
def test_its_is_cut_where_it_is_short_for_it_is(text: str, words: list[str]) -> None:
    doc = set_word_rules(spacy.blank("en")).make_doc(text)
    split_its(doc)
    assert [token.text for token in doc] == words
    assert doc.text == text


def test_a_name_in_capitals_has_its_lemma_in_ordinary_letters_unless_it_is_short() -> None:
    lexicon = Lexicon({"noun": ["lab"]}, {})
    assert lexicon.lemma("HALDEN", "PROPN", "NNP", ["k:0:"]) == "Halden"
    assert lexicon.lemma("NASA", "PROPN", "NNP", ["k:0:"]) == "NASA"
    assert lexicon.lemma("Reader", "PROPN", "NNP", ["l:0:"]) == "Reader"


def test_no_lemma_is_one_letter_of_a_longer_word() -> None:
    lexicon = Lexicon({"noun": ["lab"]}, {})
    assert lexicon.lemma("km", "NOUN", "NNS", ["l:1:"]) == "km"


def test_a_superlative_taken_for_a_plain_adjective_keeps_its_lemma() -> None:
    assert Lexicon({"adj": ["slight"]}, {}).lemma("slightest", "ADJ", "JJ", ["l:0:"]) == "slight"
