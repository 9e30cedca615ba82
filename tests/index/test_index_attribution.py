"""Whose words they are, seen across the corpus: readings, copies and quotations go to the text they come from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.names import AUTHOR, HOST
from corpus.records import (
    Attribution,
    Certainty,
    Claim,
    Document,
    Kind,
    Label,
    Modifier,
    Overlap,
    Quantity,
    Role,
    Segment,
    Stance,
)
from index.attribution import revise_attributions
from index.overlap import ShingleOverlap

SENTENCE = "By the winter of 1999 the mill turned out 40 per cent of all the paper that the province used."
MORE = "It closed two years later, when the river was dammed and nobody could be found to buy the machines."
SHOULD = "The province should have kept the mill open at whatever cost it took to do so."
TEXT = f"{SENTENCE} {MORE} {SHOULD}"


def document(
    name: str, *, published: str | None = None, authors: tuple[str, ...] = (), title: str | None = None
) -> Document:
    return Document(
        id=name, source="file", native_id=name, location=name, kind="text", url=None, media_url=None, title=title or name,
        authors=authors, published=published, language="en", text=f"{name} begins here. {TEXT} And {name} ends here.",
        revision="r", capture="c", parser="1",
    )  # fmt: skip


class Corpus:
    """Documents that hold `TEXT`, each in one segment, with its claim and its stance."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.segments: list[Segment] = []
        self.claims: list[Claim] = []
        self.stances: list[Stance] = []

    def add(
        self,
        made: Document,
        *,
        role: Role = Role.BODY,
        voice: str = AUTHOR,
        attributed_to: str | None = None,
        holder: str | None = None,
    ) -> None:
        name = made.id
        self.documents.append(made)
        segment = Segment(f"seg-{name}", name, 0, len(made.text), role, voice, None, None, None, None, None)
        self.segments.append(segment)
        at = made.text.index(SENTENCE)
        number = made.text.index("40 per cent")
        quantity = Quantity(number, number + 11, "40 per cent", 40.0, None, Modifier.EQUAL, "%", "ratio", None)
        self.claims.append(
            Claim(
                id=f"claim-{name}", document=name, segment=segment.id, start=at, end=at + len(SENTENCE), evidence=SENTENCE,
                quantity=quantity, kind=Kind.SHARE, measure_phrase="paper", subject=None, scope=None, time=None,
                time_iso=None, baseline=None, speaker=voice, attributed_to=attributed_to, certainty=Certainty.ASSERTED,
                role=role,
            )
        )  # fmt: skip
        at = made.text.index(SHOULD)
        self.stances.append(
            Stance(
                id=f"stance-{name}", document=name, segment=segment.id, start=at, end=at + len(SHOULD), evidence=SHOULD,
                holder=holder or voice, speaker=voice, topic="mills", target="keep_open", label=Label.SUPPORT, score=0.9,
                conditional=False, role=role, date=None,
            )
        )  # fmt: skip

    def overlaps(self) -> list[Overlap]:
        return ShingleOverlap().overlaps([(d, [s for s in self.segments if s.document == d.id]) for d in self.documents])

    def revise(self) -> dict[str, Attribution]:
        found = revise_attributions(self.documents, self.segments, self.claims, self.stances, self.overlaps())
        return {a.record: a for a in found}

    def names(self) -> dict[str, str | None]:
        return {record: a.attributed_to for record, a in self.revise().items()}


@pytest.fixture
def corpus() -> Corpus:
    return Corpus()


def test_what_a_host_reads_aloud_goes_to_the_writer_also_without_dates(corpus: Corpus) -> None:
    corpus.add(document("essay", authors=("Ada Marsh",), title="On the mill"))
    corpus.add(document("video"), role=Role.TRANSCRIPT, voice=HOST)
    found = corpus.revise()
    assert set(found) == {"claim-video", "stance-video"}
    claim = found["claim-video"]
    assert (claim.attributed_to, claim.speaker, claim.document) == ("Ada Marsh", HOST, "video")
    assert claim.overlap == corpus.overlaps()[0].id
    assert claim.reason == "reads out the text “On the mill”"


def test_a_copy_goes_to_the_writer_of_the_earlier_text(corpus: Corpus) -> None:
    corpus.add(document("wire", published="2026-02-01", authors=("Northern Wire",)))
    corpus.add(document("daily", published="2026-02-03", authors=("B. Oduya",)))
    assert corpus.names() == {"claim-daily": "Northern Wire", "stance-daily": "Northern Wire"}


def test_two_written_texts_of_unknown_order_are_left_alone(corpus: Corpus) -> None:
    corpus.add(document("wire", authors=("Northern Wire",)))
    corpus.add(document("daily", published="2026-02-03", authors=("B. Oduya",)))
    assert corpus.revise() == {}


def test_a_transcript_that_is_the_earlier_is_not_a_reading(corpus: Corpus) -> None:
    corpus.add(document("essay", published="2026-03-01", authors=("Ada Marsh",)))
    corpus.add(document("video", published="2026-01-01", authors=("Radio Tal",)), role=Role.TRANSCRIPT, voice=HOST)
    assert corpus.names() == {"claim-essay": "Radio Tal", "stance-essay": "Radio Tal"}


def test_a_quote_without_a_name_goes_to_the_text_that_it_quotes(corpus: Corpus) -> None:
    corpus.add(document("essay", authors=("Ada Marsh",)))
    corpus.add(document("page"), role=Role.QUOTE, voice="quoted")
    assert corpus.names() == {"claim-page": "Ada Marsh", "stance-page": "Ada Marsh"}


def test_a_quote_that_names_its_speaker_stands(corpus: Corpus) -> None:
    corpus.add(document("essay", published="2026-01-01", authors=("Ada Marsh",)))
    corpus.add(document("page", published="2026-02-01"), role=Role.QUOTE, voice="The Ministry")
    assert corpus.revise() == {}


def test_a_writer_who_repeats_their_own_words_is_not_revised(corpus: Corpus) -> None:
    corpus.add(document("essay", published="2026-01-01", authors=("Ada Marsh",)))
    corpus.add(document("talk", published="2026-02-01", authors=("Ada Marsh",)), role=Role.TRANSCRIPT, voice=HOST)
    assert corpus.revise() == {}


def test_a_text_without_a_named_writer_is_named_by_its_title(corpus: Corpus) -> None:
    corpus.add(document("essay", title="Paper and Water"))
    corpus.add(document("video"), role=Role.TRANSCRIPT, voice=HOST)
    assert set(corpus.names().values()) == {"Paper and Water"}


def test_whom_the_source_credits_is_credited_in_the_reading_too(corpus: Corpus) -> None:
    corpus.add(document("essay", authors=("Ada Marsh",)), attributed_to="the statistics office", holder="the trade union")
    corpus.add(document("video"), role=Role.TRANSCRIPT, voice=HOST)
    assert corpus.names() == {"claim-video": "the statistics office", "stance-video": "the trade union"}


def test_an_equal_attribution_on_both_sides_makes_no_record(corpus: Corpus) -> None:
    corpus.add(document("essay", authors=("Ada Marsh",)), attributed_to="the statistics office", holder="Ada Marsh")
    corpus.add(document("video"), role=Role.TRANSCRIPT, voice=HOST, attributed_to="Statistics Office", holder="Marsh")
    assert corpus.revise() == {}


def test_a_holder_named_in_the_words_stands_where_the_source_names_none(corpus: Corpus) -> None:
    corpus.add(document("essay", authors=("Ada Marsh",)))
    corpus.add(document("video"), role=Role.TRANSCRIPT, voice=HOST, attributed_to="the council", holder="the council")
    assert corpus.revise() == {}


def test_words_that_the_source_quotes_go_to_the_one_it_quotes(corpus: Corpus) -> None:
    corpus.add(document("essay", published="2026-01-01", authors=("Ada Marsh",)), role=Role.QUOTE, voice="The Mill Board")
    corpus.add(document("video", published="2026-02-01"), role=Role.TRANSCRIPT, voice=HOST)
    assert set(corpus.names().values()) == {"The Mill Board"}


def test_of_several_sources_the_earliest_is_credited(corpus: Corpus) -> None:
    for day, who in (("03", "C. Late"), ("01", "A. First"), ("02", "B. Second")):
        corpus.add(document(f"page-{day}", published=f"2026-02-{day}", authors=(who,)))
    names = corpus.names()
    assert names["claim-page-03"] == names["claim-page-02"] == "A. First"
    assert "claim-page-01" not in names


def test_a_claim_beside_the_shared_words_is_not_revised(corpus: Corpus) -> None:
    corpus.add(document("essay", authors=("Ada Marsh",)))
    corpus.add(document("video"), role=Role.TRANSCRIPT, voice=HOST)
    video = corpus.documents[1]
    claim = corpus.claims[1]
    corpus.claims[1] = replace(
        claim, start=0, end=20, evidence=video.text[:20], quantity=replace(claim.quantity, start=0, end=5)
    )
    assert set(corpus.names()) == {"stance-video"}


def test_records_are_the_same_in_every_order_and_none_is_written_over(corpus: Corpus) -> None:
    corpus.add(document("essay", published="2026-01-01", authors=("Ada Marsh",)))
    corpus.add(document("copy", published="2026-01-05", authors=("B. Oduya",)))
    corpus.add(document("video", published="2026-02-01"), role=Role.TRANSCRIPT, voice=HOST)
    overlaps = corpus.overlaps()
    found = revise_attributions(corpus.documents, corpus.segments, corpus.claims, corpus.stances, overlaps)
    again = revise_attributions(
        corpus.documents[::-1], corpus.segments[::-1], corpus.claims[::-1], corpus.stances[::-1], overlaps[::-1]
    )
    assert found == again
    assert len(found) == len({a.record for a in found}) == 4
    assert {a.attributed_to for a in found} == {"Ada Marsh"}
    assert all(c.attributed_to is None for c in corpus.claims)
