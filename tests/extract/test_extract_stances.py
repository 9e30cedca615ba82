"""Stances of documents: gate, side, abstention, holder, and the spaCy component."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from extract_encoders import WordEncoder
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ConfigError
from corpus.names import AUTHOR, HOST, PARENT_COMMENT
from corpus.protocols import FloatMatrix
from corpus.records import Document, Label, Role, Segment, Stance
from corpus.sentences import sentence_spans
from corpus.topic import TopicPack, parse_topic
from extract.attribution import build_credits
from extract.judge import PrototypeJudge
from extract.stances import GateSettings, StanceReader, read_stances
from extract.stances.coherence import without_outweighed
from extract.stances.component import register_stances
from extract.stances.holders import subject_of_attitude
from extract.support import why_unsupported

PACK = parse_topic(
    """
    name = "trams"
    title = "Trams"
    [[proposition]]
    key = "more_trams"
    text = "The city should build more trams."
    for = ["New tram lines would serve everyone.", "Building trams is right."]
    against = ["Tram lines are a waste of money.", "Building trams is wrong."]
    [[proposition]]
    key = "cars_out"
    text = "Private cars should be banned from the old town."
    for = ["The old town is no place for private cars."]
    against = ["Shops in the old town need their customers to come by private cars."]
    """,
    name="trams.toml",
)


# What the shipped judge reads with, but for the nearness of word counts, which are no sentence vectors.
GATE = replace(GateSettings(), clauses=True)


class WordJudge:
    """A judge that hears "waste" as opposition and "right" as support; a target that denies turns it round."""

    revision = "word-judge"

    def __init__(self) -> None:
        self.pairs: list[tuple[str, str]] = []

    def judge(self, pairs: Sequence[tuple[str, str]]) -> FloatMatrix:
        self.pairs.extend(pairs)
        rows = []
        for text, target in pairs:
            denies = any(word in target for word in (" not ", "waste", "wrong", "need their customers"))
            side = [0.05, 0.9] if "waste" in text else [0.9, 0.05] if "right" in text else [0.2, 0.2]
            rows.append([*(reversed(side) if denies else side), 1.0 - sum(side)])
        return np.array(rows, dtype=np.float32).reshape(len(pairs), 3)


@dataclass
class Read:
    """A document in the making: parts are (role, voice, text)."""

    parts: list[tuple[Role, str, str]]
    language: str = "en"
    published: str | None = "2026-03-01"
    segment_published: str | None = None

    def document(self) -> tuple[Document, tuple[Segment, ...], list[tuple[int, int]]]:
        text = "\n\n".join(t for _, _, t in self.parts)
        document = Document(
            "doc-1", "file", "a", "a.txt", "text", None, None, "", (), self.published, self.language, text, "r", "c", "p"
        )
        segments, at = [], 0
        for n, (role, voice, part) in enumerate(self.parts):
            segments.append(
                Segment(f"seg-{n}", "doc-1", at, at + len(part), role, voice, None, None, None, self.segment_published, None)
            )
            at += len(part) + 2
        return document, tuple(segments), [s for g in segments for s in sentence_spans(text, g.start, g.end)]

    def stances(self, pack: TopicPack = PACK, *, gate: GateSettings | None = None) -> tuple[Stance, ...]:
        document, segments, sentences = self.document()
        credits = build_credits(document, segments, sentences)
        reader = StanceReader([pack], WordEncoder(), WordJudge(), gate=gate or GATE)
        return reader.read(document, segments, sentences, credits)


def one(text: str, *, role: Role = Role.BODY, voice: str = AUTHOR) -> Stance:
    found = Read([(role, voice, text)]).stances()
    assert len(found) == 1, found
    return found[0]


def test_a_sentence_that_takes_a_side_becomes_a_stance_with_its_words() -> None:
    stance = one("It rained all week in March. Tram lines are a waste of money. The market opens at nine.")
    assert (stance.target, stance.label, stance.holder) == ("more_trams", Label.OPPOSE, AUTHOR)
    assert stance.evidence == "Tram lines are a waste of money."
    assert stance.topic == "trams"
    assert stance.date == "2026-03-01"


def test_only_sentences_about_a_proposition_reach_the_judge() -> None:
    document, segments, sentences = Read([(Role.BODY, AUTHOR, "Paint is right. Building trams is right.")]).document()
    judge = WordJudge()
    StanceReader([PACK], WordEncoder(), judge, gate=GATE).read(document, segments, sentences)
    assert {t for t, _ in judge.pairs} == {"Building trams is right."}


def test_an_unsure_judge_makes_no_stance() -> None:
    assert Read([(Role.BODY, AUTHOR, "Building trams in the city.")]).stances() == ()


def test_a_higher_threshold_abstains_more() -> None:
    read = Read([(Role.BODY, AUTHOR, "Tram lines are a waste of money.")])
    assert read.stances(gate=GateSettings(sure=0.97, sure_unmarked=0.97)) == ()


def test_the_clauses_of_a_sentence_may_take_sides_of_their_own_holders() -> None:
    found = Read(
        [(Role.BODY, AUTHOR, "Veltrans says that building trams is right; but I say that tram lines are a waste of money.")]
    ).stances()
    assert [(s.holder, s.label) for s in found] == [("Veltrans", Label.SUPPORT), (AUTHOR, Label.OPPOSE)]
    assert found[1].evidence == "but I say that tram lines are a waste of money."


def test_a_weak_stance_that_the_holder_s_others_outweigh_is_left_out() -> None:
    clear = one("Building trams is right.")
    weak = replace(clear, id="weak", label=Label.OPPOSE, score=0.62)
    strong = replace(weak, id="strong", score=0.95)
    assert without_outweighed([clear, weak]) == [clear]
    assert without_outweighed([clear, strong]) == [clear, strong]


def test_a_sentence_that_leaves_the_question_open_is_neutral() -> None:
    assert one("It is unclear whether the city should build more trams.").label is Label.NEUTRAL


@pytest.mark.parametrize("role", [Role.BOILERPLATE, Role.SPONSOR, Role.TABLE, Role.HEADLINE])
def test_what_is_nobody_s_statement_yields_none(role: Role) -> None:
    assert Read([(role, AUTHOR, "Tram lines are a waste of money.")]).stances() == ()


@pytest.mark.parametrize("role", [Role.SUMMARY, Role.TAKEAWAY])
def test_a_digest_reports_positions_and_takes_none(role: Role) -> None:
    assert Read([(role, AUTHOR, "Building trams is right.")]).stances() == ()
    (found,) = Read([(role, AUTHOR, "Veltrans argues that building trams is right.")]).stances()
    assert (found.holder, found.label) == ("Veltrans", Label.SUPPORT)


@pytest.mark.parametrize("language", ["de", "fr", "und", ""])
def test_a_language_other_than_english_is_never_guessed(language: str) -> None:
    assert Read([(Role.BODY, AUTHOR, "Tram lines are a waste of money.")], language=language).stances() == ()


@pytest.mark.parametrize(
    ("text", "language", "said"),
    [("Trams.", "en", "1 word "), ("", "en", "no words"), ("Straßenbahnen sind nicht zu teuer.", "de", "written in de")],
)
def test_what_is_not_read_for_stances_is_said_in_words(text: str, language: str, said: str) -> None:
    document, _, _ = Read([(Role.BODY, AUTHOR, text)], language=language).document()
    why = why_unsupported(document)
    assert why is not None
    assert "a.txt: unsupported" in why
    assert said in why


def test_questions_take_no_side() -> None:
    assert Read([(Role.BODY, AUTHOR, "Is it right to say that tram lines are a waste of money?")]).stances() == ()


@pytest.mark.parametrize(
    ("role", "voice"),
    [(Role.TRANSCRIPT, HOST), (Role.PARENT_COMMENT, PARENT_COMMENT), (Role.COMMENT, "lena_k"), (Role.BODY, AUTHOR)],
)
def test_an_uncredited_position_is_its_speaker_s(role: Role, voice: str) -> None:
    stance = one("Tram lines are a waste of money.", role=role, voice=voice)
    assert (stance.holder, stance.speaker) == (voice, voice)


def test_a_reporter_is_not_the_holder() -> None:
    stance = one("The transport union says that tram lines are a waste of money.")
    assert stance.holder != AUTHOR
    assert "union" in stance.holder
    assert stance.speaker == AUTHOR


def test_one_s_own_verdict_after_a_report_is_one_s_own() -> None:
    stance = one("Veltrans says that building trams is wrong, but I say that building trams is right.")
    assert stance.holder == AUTHOR


@pytest.mark.parametrize(
    ("sentence", "holder"),
    [
        ("Many engineers still oppose the plan.", "Many engineers"),
        ("Critics reject it outright.", "Critics"),
        ("The Harbour Board backs the line.", "Harbour Board"),
        ("In May Ada Marsh called for a halt.", "Ada Marsh"),
        ("I oppose the plan.", None),
        ("They support the plan.", None),
        ("The plan has eleven stops.", None),
    ],
)
def test_the_subject_of_an_attitude_verb_holds_the_position(sentence: str, holder: str | None) -> None:
    found = subject_of_attitude(sentence)
    assert (found or "").removeprefix("The ") == (holder or "")


def test_a_condition_is_flagged() -> None:
    assert one("If the money is there, building trams is right.").conditional
    assert not one("Building trams is right.").conditional


def test_a_comment_s_own_date_comes_before_the_document_s() -> None:
    read = Read([(Role.COMMENT, "lena_k", "Building trams is right.")], segment_published="2026-02-03")
    assert [s.date for s in read.stances()] == ["2026-02-03"]
    assert [s.date for s in replace(read, segment_published=None, published=None).stances()] == [None]


def test_equal_sentences_of_one_voice_are_two_stances_with_ids_of_their_own() -> None:
    twice = Read([(Role.BODY, AUTHOR, "Building trams is right. Fog lay on the river. Building trams is right.")]).stances()
    assert len({s.id for s in twice}) == 2


def test_ids_do_not_move_with_the_words_around() -> None:
    alone = one("Building trams is right.")
    later = one("Fog lay on the river that day and the boats stayed in. Building trams is right.")
    assert alone.id == later.id


def test_a_pack_of_bare_propositions_works() -> None:
    pack = parse_topic(
        'name = "bare"\ntitle = "Bare"\n[[proposition]]\nkey = "trams"\ntext = "The city should build more trams."', name="b"
    )
    document, segments, sentences = Read(
        [(Role.BODY, AUTHOR, "The city should build more trams. The city should not build more trams.")]
    ).document()
    encoder = WordEncoder()
    found = read_stances(document, segments, sentences, None, [pack], encoder, PrototypeJudge(encoder, [pack]))
    assert [s.label for s in found] in ([Label.SUPPORT, Label.OPPOSE], [Label.SUPPORT], [Label.OPPOSE])
    assert all((s.label is Label.OPPOSE) == (" not " in s.evidence) for s in found)


def test_prototypes_are_encoded_once_for_many_documents() -> None:
    encoder = WordEncoder()
    judge = PrototypeJudge(encoder, [PACK])
    for text in ("Building trams is right.", "Tram lines are a waste of money, they say."):
        document, segments, sentences = Read([(Role.BODY, AUTHOR, text)]).document()
        read_stances(document, segments, sentences, None, [PACK], encoder, judge)
    assert encoder.asked.count("New tram lines would serve everyone.") == 1


def test_the_revision_names_gate_and_judge() -> None:
    plain = StanceReader([PACK], WordEncoder())
    moved = StanceReader([PACK], WordEncoder(), gate=GateSettings(sure=0.9))
    judged = StanceReader([PACK], WordEncoder(), WordJudge())
    assert plain.revision == StanceReader([PACK], WordEncoder()).revision
    assert len({plain.revision, moved.revision, judged.revision}) == 3


@given(st.lists(st.sampled_from(["Building trams is right.", "Tram lines are a waste.", "Fog.", "Why?"]), max_size=6))
def test_evidence_is_verbatim_and_inside_its_segment(sentences: list[str]) -> None:
    read = Read([(Role.BODY, AUTHOR, " ".join(sentences) or "x"), (Role.COMMENT, "lena_k", "Building trams is right.")])
    document, segments, _ = read.document()
    places = {s.id: s for s in segments}
    for stance in read.stances():
        assert document.text[stance.start : stance.end] == stance.evidence
        assert places[stance.segment].start <= stance.start < stance.end <= places[stance.segment].end
        assert 0.0 <= stance.score <= 1.0


def test_the_spacy_component_sets_stances_and_says_when_it_has_no_encoder() -> None:
    spacy = pytest.importorskip("spacy")
    from extract.components import register_components

    register_components()
    register_stances()
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    component = nlp.add_pipe("syntopic_stances", config={"topics": ["rsi"]})
    with pytest.raises(ConfigError, match="no encoder"):
        nlp("Building trams is right.")
    component.topics = (PACK,)
    component.warm_up(WordEncoder(), WordJudge())
    doc = nlp("Fog lay on the river. Building trams is right.")
    assert [(s.target, s.label, s.evidence) for s in doc._.stances] == [
        ("more_trams", Label.SUPPORT, "Building trams is right.")
    ]
