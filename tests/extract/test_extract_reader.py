import subprocess
import sys
from dataclasses import replace

import pytest

from corpus.errors import ConfigError
from corpus.records import Document, Role, Segment
from corpus.sentences import sentence_spans
from corpus.topic import parse_topic
from extract import EXTRACT_VERSION, build_reader, load_english
from extract.components import sentences_of
from extract.parsing import PAUSES
from extract.reader import stretches


def made(text: str, *cuts: int) -> tuple[Document, tuple[Segment, ...]]:
    document = Document("doc-1", "test", "1", "", "text", None, None, "", (), "2026", "en", text, "r", "c", "p")
    ends = [*cuts, len(text)]
    starts = [0, *cuts]
    segments = tuple(
        Segment(f"seg-{k}", "doc-1", a, b, Role.BODY, "author", None, None, None, None, None)
        for k, (a, b) in enumerate(zip(starts, ends, strict=True))
    )
    return document, segments


def test_the_default_pipeline_is_the_shipped_one() -> None:
    doc = load_english()("The lab measured two models. They were slower.")
    assert all(doc.has_annotation(layer) for layer in ("POS", "LEMMA", "DEP", "SENT_START"))
    assert [t.lemma_ for t in doc if t.dep_ == "ROOT"] == ["measure", "slow"]


def test_silences_reach_the_pipeline_counted_from_the_start_of_its_text() -> None:
    text = "we were late the agents wrote most of it last year we did it by hand"
    cut = text.index("the agents")
    document, (first, second) = made(text, cut)
    paused = replace(second, pauses=((text.index("last"), 1.5), (text.index("we did"), 0.5)))
    (_, before), (_, doc) = build_reader(load_english(), [], None, None)._parsed(document.text, [first, paused])
    assert PAUSES not in before.user_data
    assert doc.user_data[PAUSES] == {text.index("last") - cut: 1.5, text.index("we did") - cut: 0.5}
    assert text.index("last") - cut in {sent.start_char for sent in doc.sents}


def test_the_pipeline_of_rules_ends_sentences_by_rule() -> None:
    text = "Dr. Marsh saw 4.5x. It held!  Then\nthe next line came. "
    doc = load_english("rules")(text)
    assert list(sentences_of(doc)) == sentence_spans(text)


def test_a_pipeline_that_is_not_there_is_one_clear_error() -> None:
    with pytest.raises(ConfigError, match="no_such_pipeline"):
        load_english("no_such_pipeline")


def test_any_installed_pipeline_can_take_its_place(tmp_path: object) -> None:
    path = f"{tmp_path}/saved"
    load_english().to_disk(path)
    nlp = load_english(path)
    assert len(list(nlp("It held. It broke.").sents)) == 2


def test_a_pipeline_that_lacks_components_is_refused_with_its_setting(tmp_path: object) -> None:
    import spacy

    path = f"{tmp_path}/blank"
    spacy.blank("en").to_disk(path)
    with pytest.raises(ConfigError, match=r"extract\.english"):
        load_english(path)


def test_components_declare_what_they_read_and_write() -> None:
    nlp = load_english()
    build_reader(nlp, [], None, None)
    assert nlp.get_pipe_meta("syntopic_quantities").assigns == ["doc.spans", "doc._.readings"]
    assert "doc._.readings" in nlp.get_pipe_meta("syntopic_claims").requires
    analysis = nlp.analyze_pipes()
    assert analysis is not None
    assert analysis["problems"]["syntopic_claims"] == []


def test_the_components_work_on_a_bare_doc() -> None:
    nlp = load_english()
    build_reader(nlp, [], None, None)
    doc = nlp("The crew shipped 840 hulls, 8x as many as before.")
    assert [(s.text, s.label_) for s in doc.spans["quantities"]] == [("840", "count"), ("8x", "x")]
    assert [c.quantity.text for c in doc._.claims] == ["840", "8x"]


def test_reading_a_document_segment_by_segment_keeps_its_offsets() -> None:
    text = "The crew shipped 840 hulls.\n\nIt held 30% of the load."
    document, segments = made(text, 29)
    claims, stances, summary = build_reader(load_english(), [], None, None).read(document, segments)
    assert [(c.segment, text[c.quantity.start : c.quantity.end]) for c in claims] == [("seg-0", "840"), ("seg-1", "30%")]
    assert stances == ()
    assert all(text[s.start : s.end] == s.text for s in summary)


def test_a_text_beyond_spacys_limit_is_read() -> None:
    nlp = load_english()
    nlp.max_length = 1000
    text = "Nothing happened in the yard today. " * 4000 + "It held 30% of the load."
    document, segments = made(text)
    nlp.max_length = 100_001
    claims, _, _ = build_reader(nlp, [], None, None).read(document, segments)
    assert [c.quantity.text for c in claims] == ["30%"]


def test_stretches_cover_the_text_and_cut_at_breaks() -> None:
    text = "one two three. " * 100
    parts = list(stretches(text, 0, len(text), limit=100))
    assert "".join(text[a:b] for a, b in parts) == text
    assert all(b - a <= 100 for a, b in parts)
    assert all(text[b - 1] in ". " for _, b in parts)


def test_an_empty_document_reads_as_nothing() -> None:
    document, _ = made("")
    assert build_reader(load_english(), [], None, None).read(document, ()) == ((), (), ())


def test_the_revision_names_what_the_reading_depends_on() -> None:
    class Fixed:
        revision = "weights-1"
        dim = 2

        def encode(self, texts: object) -> object:
            raise AssertionError("not needed to name a revision")

    plain = build_reader(load_english(), [], None, None)
    again = build_reader(load_english(), [], None, None)
    other = build_reader(load_english(), [], Fixed(), None)  # type: ignore[arg-type]
    assert plain.revision == again.revision != other.revision
    assert EXTRACT_VERSION


def test_importing_the_package_loads_no_model_library() -> None:
    code = "import sys, extract; sys.exit(any(m in sys.modules for m in ('spacy', 'torch', 'sentence_transformers')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_names_of_a_topic_pack_are_marked_by_any_pipeline() -> None:
    pack = parse_topic(
        'name = "tea"\ntitle = "Tea"\n[[proposition]]\nkey = "tea_is_cheap"\ntext = "Tea is cheap."\n'
        '[names]\norganisations = ["Leaf and Sons"]\n',
        name="tea.toml",
    )
    for pipeline in ("syntopic", "rules"):
        nlp = load_english(pipeline)
        build_reader(nlp, [pack], None, None)
        doc = nlp("the tasters at leaf and sons drank it")
        assert [(e.text, e.label_) for e in doc.ents] == [("leaf and sons", "ORG")]
