"""The shipped English model in its spaCy component: what it sets, how it treats odd input, what it refuses."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.matcher import DependencyMatcher
from spacy.tokens import Doc, Span

from corpus.errors import ConfigError
from extract.parsing.component import FACTORY, EnglishReader
from extract.parsing.pipeline import build_english, check_layers
from extract.parsing.places import place_kind
from extract.parsing.weights import SHIPPED

TEXT = "The engineers measured the new model twice. Its scores were lower.\n\nNobody at the lab in Oslo wrote that down."


def english() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe(FACTORY)
    return nlp


@pytest.fixture(scope="module")
def nlp() -> Language:
    return english()


def rows(doc: Doc) -> list[tuple[object, ...]]:
    return [(t.text, t.pos_, t.tag_, str(t.morph), t.lemma_, t.head.i, t.dep_, t.is_sent_start, t.ent_type_) for t in doc]


def sound(doc: Doc, text: str) -> None:
    """What must hold of any document whatever it contains."""
    assert doc.text == text
    for sent in doc.sents:
        roots = [t for t in sent if t.head == t]
        assert len(roots) == 1
        assert all(sent.start <= t.head.i < sent.end for t in sent)


def test_every_layer_is_set(nlp: Language) -> None:
    doc = nlp(TEXT)
    for layer in ("POS", "TAG", "MORPH", "LEMMA", "DEP", "HEAD", "SENT_START"):
        assert doc.has_annotation(layer)
    measured = doc[2]
    assert (measured.pos_, measured.tag_, measured.lemma_, measured.dep_) == ("VERB", "VBD", "measure", "ROOT")
    assert [(t.text, t.dep_) for t in measured.children if t.dep_ in ("nsubj", "obj")] == [
        ("engineers", "nsubj"),
        ("model", "obj"),
    ]
    assert [sent.text.strip() for sent in doc.sents] == [
        "The engineers measured the new model twice.",
        "Its scores were lower.",
        "Nobody at the lab in Oslo wrote that down.",
    ]
    assert [(e.text, e.label_) for e in doc.ents] == [("Oslo", "GPE")]


def test_chunks_and_matchers_work_on_the_result(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert "the new model" in [chunk.text for chunk in doc.noun_chunks]
    matcher = DependencyMatcher(nlp.vocab)
    matcher.add(
        "measured",
        [
            [
                {"RIGHT_ID": "verb", "RIGHT_ATTRS": {"LEMMA": "measure"}},
                {"LEFT_ID": "verb", "REL_OP": ">", "RIGHT_ID": "what", "RIGHT_ATTRS": {"DEP": "obj"}},
            ]
        ],
    )
    assert [doc[places[1]].text for _, places in matcher(doc)] == ["model"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n \t\n",
        "x",
        "a" * 10_000,
        "🤖🤖 zero\u200bwidth \u200d joiner \ufeff mark 👩‍🔬",
        "Die Maschine schreibt ihren eigenen Nachfolger, sagt niemand.",
        "机器正在改进自己。",
        "\n\nstarts with a break",
        "!!! ??? ... --- ((( )))",
        "word\n" * 50,
    ],
)
def test_odd_text_is_read_without_harm(nlp: Language, text: str) -> None:
    sound(nlp(text), text)


@settings(max_examples=30)
@given(st.text(max_size=300))
def test_any_text_becomes_sound_trees(text: str) -> None:
    nlp = shared()
    sound(nlp(text), text)


_SHARED: list[Language] = []


def shared() -> Language:
    if not _SHARED:
        _SHARED.append(english())
    return _SHARED[0]


def test_the_batch_changes_nothing(nlp: Language) -> None:
    texts = [TEXT, "", "one two three", TEXT.lower().replace(".", ""), "x " * 400]
    alone = [rows(nlp(text)) for text in texts]
    assert [rows(doc) for doc in nlp.pipe(texts, batch_size=2)] == alone
    assert [rows(doc) for doc in nlp.pipe(list(reversed(texts)), batch_size=5)] == alone[::-1]


def test_time_grows_with_the_words_alone_where_no_sentence_ends(nlp: Language) -> None:
    words = "and then the model wrote more code for the lab "
    nlp(words * 10)
    times: list[float] = []
    for count in (100, 400):
        began = time.process_time()
        sound(nlp(words * count), words * count)
        times.append(time.process_time() - began)
    assert times[1] < 10 * times[0] + 1


@pytest.mark.endurance
def test_half_a_million_characters_without_a_full_stop(nlp: Language) -> None:
    text = ("the model wrote code and the lab kept the code " * 11_000)[:500_000]
    sound(nlp(text), text)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Norway", "GPE"),
        ("New York", "GPE"),
        ("South Korea", "GPE"),
        ("north dakota", "GPE"),
        ("the Hudson River", "LOC"),
        ("Lake Geneva", "LOC"),
        ("Silicon Valley", "LOC"),
        ("Western Europe", "LOC"),
        ("the Middle East", "LOC"),
        ("the Alps", "LOC"),
    ],
)
def test_places_with_a_government_are_told_from_others(name: str, kind: str) -> None:
    assert place_kind(name) == kind


def test_a_long_pause_can_end_a_sentence(nlp: Language) -> None:
    text = "we waited for the run they measured the code"
    plain = nlp(text)
    paused = nlp.make_doc(text)
    paused.user_data["pauses"] = {text.index("they"): 30.0}
    nlp.get_pipe(FACTORY)(paused)
    assert text.index("they") in {sent.start_char for sent in paused.sents}
    assert len(list(paused.sents)) >= len(list(plain.sents))


def test_names_set_before_are_kept_where_no_name_was_read(nlp: Language) -> None:
    doc = nlp.make_doc("the thing called widget")
    doc.set_ents([Span(doc, 3, 4, label="PRODUCT")])
    nlp.get_pipe(FACTORY)(doc)
    assert ("widget", "PRODUCT") in [(e.text, e.label_) for e in doc.ents]


def test_an_altered_model_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "english"
    shutil.copytree(SHIPPED, folder)
    labels = folder / "labels.json"
    labels.write_text(labels.read_text(encoding="utf-8") + " ", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"labels\.json"):
        EnglishReader(spacy.blank("en"), "reader", path=str(folder))


def test_a_missing_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="manifest"):
        EnglishReader(spacy.blank("en"), "reader", path=str(tmp_path))


def test_a_pipeline_survives_the_disk(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "saved")
    again = spacy.load(tmp_path / "saved")
    assert rows(again(TEXT)) == rows(nlp(TEXT))


def test_the_model_is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) <= 32 * 2**20


def test_the_revision_names_the_weights() -> None:
    reader = shared().get_pipe(FACTORY)
    assert isinstance(reader, EnglishReader)
    assert len(reader.revision) == 16


def test_the_shipped_pipeline_reads_names_and_values() -> None:
    doc = build_english()("openai says that 64% of the patches pass")
    assert [(e.text, e.label_) for e in doc.ents] == [("openai", "ORG"), ("64%", "PERCENT")]


def test_the_version_of_the_pipeline_follows_its_weights() -> None:
    reader = shared().get_pipe(FACTORY)
    assert isinstance(reader, EnglishReader)
    assert build_english().meta["version"].endswith(reader.revision)


def test_a_pipeline_without_a_parser_is_refused_by_the_name_of_its_setting() -> None:
    with pytest.raises(ConfigError, match=r"models\.english.*DEP"):
        check_layers(spacy.blank("en"), "models.english")


def test_the_shipped_pipeline_has_all_that_is_needed() -> None:
    check_layers(build_english(), "models.english")


def test_in_edited_text_a_sentence_seldom_opens_in_lower_case_after_no_stop(nlp: Language) -> None:
    told = "Halden Labs says its agents wrote 62% of the code it merged in May 2026. A year earlier the figure was 20%."
    assert [sent.text for sent in nlp(told).sents] == told.replace("2026. ", "2026.|").split("|")


def test_a_sentence_in_lower_case_opens_after_a_stop_or_on_a_line_of_its_own(nlp: Language) -> None:
    told = "the run failed twice (again).\nnobody knew why. then it worked, and we went home"
    assert [sent.text.strip() for sent in nlp(told).sents] == [
        "the run failed twice (again).",
        "nobody knew why.",
        "then it worked, and we went home",
    ]
