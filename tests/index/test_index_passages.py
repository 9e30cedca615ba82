"""Passages: verbatim, in order, of one voice, of readable size, and nothing lost between them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Document, Role, Segment
from index.passages import FULL_WORDS, MAX_TAIL_WORDS, MIN_WORDS, media_time, split_passages


def document(text: str) -> Document:
    return Document(
        id="doc-1", source="file", native_id="a", location="a", kind="text", url=None, media_url=None, title="T",
        authors=(), published=None, language="en", text=text, revision="r", capture="cap-1", parser="1",
    )  # fmt: skip


def segment(start: int, end: int, role: Role = Role.BODY, voice: str = "author", **times: float) -> Segment:
    return Segment(
        f"seg-{start}", "doc-1", start, end, role, voice, None, times.get("begin"), times.get("until"), None, None
    )


def sentence(n_words: int, word: str = "bridge") -> str:
    return " ".join([word.capitalize(), *([word] * (n_words - 1))]) + "."


def lay_out(*blocks: tuple[Role, str, str]) -> tuple[Document, list[Segment]]:
    """A document of (role, voice, text) blocks, one segment each."""
    text, segments = "", []
    for role, voice, words in blocks:
        text += "\n\n" if text else ""
        segments.append(segment(len(text), len(text) + len(words), role, voice))
        text += words
    return document(text), segments


def test_short_paragraphs_of_a_segment_join_until_they_are_full() -> None:
    text = "\n\n".join(sentence(70) for _ in range(6))
    passages = split_passages(document(text), [segment(0, len(text))])
    assert [len(p.text.split()) for p in passages] == [140, 140, 140]


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    text = " ".join(sentence(25) for _ in range(23))
    passages = split_passages(document(text), [segment(0, len(text))])
    sizes = [len(p.text.split()) for p in passages]
    assert len(passages) > 3
    assert all(p.text.endswith(".") for p in passages)
    assert all(MIN_WORDS <= n <= MAX_TAIL_WORDS for n in sizes)


def test_captions_without_punctuation_are_cut_between_words() -> None:
    text = " ".join(f"word{i}" for i in range(1000))
    passages = split_passages(document(text), [segment(0, len(text), Role.TRANSCRIPT, "host")])
    assert all(MIN_WORDS <= len(p.text.split()) <= FULL_WORDS for p in passages)
    assert " ".join(p.text for p in passages) == text


def test_two_voices_never_share_a_passage() -> None:
    doc, segments = lay_out(
        (Role.COMMENT, "ada", sentence(9)), (Role.COMMENT, "bo", sentence(9)), (Role.QUOTE, "ada", sentence(9))
    )
    assert [(p.voice, p.role) for p in split_passages(doc, segments)] == [
        ("ada", Role.COMMENT),
        ("bo", Role.COMMENT),
        ("ada", Role.QUOTE),
    ]


def test_boilerplate_and_short_headings_yield_no_passage_and_long_headings_their_own() -> None:
    doc, segments = lay_out(
        (Role.HEADLINE, "author", "What the bridge cost"),
        (Role.BODY, "author", sentence(20)),
        (Role.BOILERPLATE, "author", sentence(20, "subscribe")),
        (Role.HEADLINE, "author", "Why the second bridge cost twice as much as the first"),
        (Role.BODY, "author", sentence(20)),
    )
    passages = split_passages(doc, segments)
    assert [p.role for p in passages] == [Role.BODY, Role.HEADLINE, Role.BODY]
    assert "subscribe" not in " ".join(p.text for p in passages)


def test_successive_short_stretches_of_one_speaker_join_and_keep_the_first_time() -> None:
    text, segments = "", []
    for i in range(8):
        text += "\n\n" if text else ""
        words = " ".join(["so"] * 35)
        segments.append(
            segment(len(text), len(text) + len(words), Role.TRANSCRIPT, "host", begin=10.0 * i, until=10.0 * i + 10)
        )
        text += words
    passages = split_passages(document(text), segments)
    assert [p.time_start_s for p in passages] == [0.0, 40.0]
    assert [p.segment for p in passages] == [segments[0].id, segments[4].id]


def test_the_time_of_a_passage_lies_in_proportion_within_its_segment() -> None:
    text = " ".join("word" for _ in range(400))
    passages = split_passages(document(text), [segment(0, len(text), Role.TRANSCRIPT, "host", begin=100.0, until=200.0)])
    assert passages[0].time_start_s == 100.0
    for p in passages:
        assert p.time_start_s == pytest.approx(100 + 100 * p.start / len(text), abs=0.01)


def test_a_segment_without_an_end_time_gives_its_start_and_one_without_times_none() -> None:
    assert media_time(segment(0, 10, begin=7.0), 9) == 7.0
    assert media_time(segment(0, 10), 9) is None


def test_equal_passages_of_one_segment_have_ids_of_their_own_that_do_not_move() -> None:
    text = "\n\n".join([sentence(120)] * 3)
    passages = split_passages(document(text), [segment(0, len(text))])
    assert len({p.id for p in passages}) == 3
    longer = sentence(120, "tunnel") + "\n\n" + text
    later = split_passages(document(longer), [segment(0, len(longer))])
    assert {p.id for p in passages} <= {p.id for p in later}


def test_a_script_without_spaces_is_cut_too() -> None:
    text = "桥梁" * 4000
    passages = split_passages(document(text), [segment(0, len(text))])
    assert len(passages) > 4
    assert "".join(p.text for p in passages) == text


_piece = st.text(alphabet="ab .\n!?桥'", max_size=300)
_role = st.sampled_from([Role.BODY, Role.COMMENT, Role.TRANSCRIPT, Role.BOILERPLATE])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_role, st.sampled_from(["ada", "bo"]), _piece.filter(str.strip)), max_size=5))
def test_passages_are_verbatim_disjoint_ordered_and_cover_every_word(blocks: list[tuple[Role, str, str]]) -> None:
    doc, segments = lay_out(*((role, voice, piece.strip()) for role, voice, piece in blocks))
    passages = split_passages(doc, segments)
    held = {s.id: s for s in segments}
    covered: set[int] = set()
    end = 0
    for p in passages:
        assert doc.text[p.start : p.end] == p.text == p.text.strip()
        assert p.start >= end
        assert held[p.segment].voice == p.voice
        assert held[p.segment].start <= p.start
        end = p.end
        covered |= set(range(p.start, p.end))
    for s in segments:
        letters = {i for i in range(s.start, s.end) if not doc.text[i].isspace()}
        assert letters <= covered if s.role is not Role.BOILERPLATE else not letters & covered
