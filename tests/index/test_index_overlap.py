"""Shared words are found as copies, excerpts, quotations and readings aloud, at a cost that grows with what is shared."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Document, Overlap, Role, Segment
from corpus.text import words_of
from index import shingles
from index.overlap import ShingleOverlap
from index.shingles import MAX_DOCUMENTS, MIN_WORDS

LETTER = (
    "We measured the level of the lake on every morning of the year. In January it stood at 4.2 metres, and by August "
    "the old jetty's planks were dry. Eighty percent of the loss, we think, is due to the new canal. The rest evaporates. "
    "If the canal isn't closed by next spring, the trout won't come back to the upper bay, and neither will the people "
    "who live by them. We don't expect the ministry to act on this letter, but it will not be able to say it did not know."
)
READ_ALOUD = (
    "okay so this is the letter everyone has been talking about let me read some of it we measured the level of the lake "
    "on every morning of the year in january it stood at four point two meters and by august the old jettys planks were "
    "dry wow 80% of the loss we think is due to the new canal the rest evaporates if the canal isnt closed by next spring "
    "the trout wont come back to the upper bay and neither will the people who live by them so that is quite a thing to "
    "say in public i will put a link below and we can talk about what it means for the fishing season after the break"
)


def words(n: int, seed: int, vocabulary: int = 4000) -> list[str]:
    rng = random.Random(seed)
    return [f"w{rng.randrange(vocabulary)}" for _ in range(n)]


def document(name: str, text: str, *segments: Segment, published: str | None = None) -> tuple[Document, tuple[Segment, ...]]:
    made = Document(
        id=name, source="file", native_id=name, location=name, kind="text", url=None, media_url=None, title=name, authors=(),
        published=published, language="en", text=text, revision="r", capture="c", parser="1",
    )  # fmt: skip
    return made, segments or (segment(name, 0, len(text)),)


def segment(name: str, start: int, end: int, role: Role = Role.BODY, published: str | None = None) -> Segment:
    return Segment(f"{name}-{start}", name, start, end, role, "author", None, None, None, published, None)


def find(*documents: tuple[Document, tuple[Segment, ...]]) -> list[Overlap]:
    return ShingleOverlap().overlaps(documents)


def test_a_text_read_aloud_is_found_in_captions_without_case_or_punctuation() -> None:
    (found,) = find(document("letter", LETTER), document("video", READ_ALOUD))
    assert LETTER[found.a_start :].startswith("We measured")
    assert LETTER[: found.a_end].endswith("who live by them")
    assert READ_ALOUD[found.b_start : found.b_end].startswith("we measured")
    assert READ_ALOUD[: found.b_end].endswith("who live by them")
    assert 0.4 < found.containment_a < 1


def test_a_reading_with_a_wrong_word_every_ten_is_one_stretch() -> None:
    text = words(300, 1)
    heard = [f"x{i}" if i % 10 == 9 else w for i, w in enumerate(text)]
    (found,) = find(document("a", " ".join(text)), document("b", " ".join(words(80, 2) + heard + words(80, 3))))
    assert len(words_of(" ".join(text)[found.a_start : found.a_end])) >= 290


def test_two_excerpts_that_lie_apart_are_two_overlaps() -> None:
    text = words(400, 4)
    quoted = [*words(60, 5), *text[20:50], *words(60, 6), *text[300:340], *words(60, 7)]
    found = find(document("a", " ".join(text)), document("b", " ".join(quoted)))
    assert sorted(len(" ".join(quoted)[o.b_start : o.b_end].split()) for o in found) == [30, 40]


def test_a_stretch_that_the_other_document_holds_twice_is_found_twice() -> None:
    text = words(40, 8)
    twice = [*text, *words(100, 9), *text]
    found = find(document("a", " ".join(text)), document("b", " ".join(twice)))
    assert len(found) == 2
    assert len({o.id for o in found}) == 2


def test_phrases_and_scattered_words_are_not_overlaps() -> None:
    text = words(200, 10)
    phrase = [*words(50, 11), *text[10 : 10 + MIN_WORDS - 1], *words(50, 12)]
    scattered = [w for i in range(0, 190, 19) for w in (*text[i : i + 5], *words(14, 100 + i))]
    assert find(document("a", " ".join(text)), document("b", " ".join(phrase))) == []
    assert find(document("a", " ".join(text)), document("b", " ".join(scattered))) == []


def test_boilerplate_and_advertisements_are_not_overlaps() -> None:
    shared = " ".join(words(40, 13))
    documents = []
    for name, role in (("a", Role.BOILERPLATE), ("b", Role.SPONSOR), ("c", Role.BODY)):
        own = " ".join(words(40, ord(name)))
        text = f"{own}\n\n{shared}"
        documents.append(document(name, text, segment(name, 0, len(own)), segment(name, len(own) + 2, len(text), role)))
    assert find(*documents) == []


def test_a_release_that_many_documents_copy_is_traced_to_the_earliest() -> None:
    release = words(60, 14)
    documents = [
        document(
            f"doc-{i:02}", " ".join([*words(40, 200 + i), *release, *words(40, 300 + i)]), published=f"2026-01-{i + 1:02}"
        )
        for i in range(MAX_DOCUMENTS + 10)
    ]
    found = find(*documents)
    linked = {o.b for o in found if o.a == "doc-00"}
    assert linked == {d.id for d, _ in documents[1:]}
    assert all(o.earlier == "doc-00" for o in found if o.a == "doc-00")


def test_a_phrase_that_many_documents_hold_joins_none_of_them() -> None:
    phrase = words(7, 15)
    documents = [document(f"d{i}", " ".join([*words(30, 400 + i), *phrase, *words(30, 500 + i)])) for i in range(60)]
    assert find(*documents) == []


def test_the_date_of_a_comment_counts_for_the_words_in_it() -> None:
    shared = " ".join(words(40, 16))
    feed = document("feed", shared, segment("feed", 0, len(shared), Role.COMMENT, "2026-05-03"), published="2026-07-01")
    (found,) = find(feed, document("page", shared, published="2026-06-01"))
    assert found.earlier == "feed"


def test_repeated_words_do_not_blow_up() -> None:
    same = "so " * 20_000
    assert len(find(document("a", same), document("b", same))) <= 5


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    lead=st.integers(0, 60),
    length=st.integers(MIN_WORDS, 120),
    wrong=st.sets(st.integers(0, 119), max_size=6),
)
def test_what_is_shared_lies_in_the_spans_and_spans_begin_and_end_with_shared_words(
    seed: int, lead: int, length: int, wrong: set[int]
) -> None:
    shared = words(length, seed)
    heard = [f"x{i}" if i in wrong else w for i, w in enumerate(shared)]
    a = " ".join([*(f"a{i}" for i in range(30)), *shared, *(f"A{i}" for i in range(30))])
    b = ". ".join([*(f"b{i}" for i in range(lead)), *heard, "end"])
    found = find(document("a", a), document("b", b))
    for o in found:
        in_a, in_b = words_of(a[o.a_start : o.a_end]), words_of(b[o.b_start : o.b_end])
        assert in_a[0] == in_b[0]
        assert in_a[-1] == in_b[-1]
        assert set(in_a) <= set(shared)
        assert 0 < o.containment_a <= 1
    if not wrong:
        (only,) = found
        assert words_of(a[only.a_start : only.a_end]) == shared


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 100_000), most=st.integers(2, 4))
def test_overlaps_brought_up_to_date_are_those_of_all_documents_looked_at_anew(seed: int, most: int) -> None:
    dice = random.Random(seed)
    stock = [words(dice.choice((5, 6, 11, 12, 13, 30)), seed + n) for n in range(4)]
    stock.append([*stock[0], *stock[3]])

    def written(name: str) -> tuple[Document, tuple[Segment, ...]]:
        parts = [
            part
            for _ in range(dice.randint(0, 4))
            for part in (dice.choice(stock), words(dice.randint(0, 9), dice.randrange(10**6)))
        ]
        date = dice.choice((None, "2026-01", f"2026-01-{dice.randint(1, 9):02}"))
        text = " ".join(w for part in parts for w in part)
        cut = dice.randint(0, len(text))
        role = dice.choice((Role.BODY, Role.BODY, Role.SPONSOR))
        return document(name, text, segment(name, 0, cut), segment(name, cut, len(text), role), published=date)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shingles, "MAX_DOCUMENTS", most)
        held = {f"d{n}": written(f"d{n}") for n in range(dice.randint(1, 9))}
        overlap = ShingleOverlap()
        known = overlap.overlaps(list(held.values()))
        for _ in range(5):
            touched = {f"d{dice.randint(0, 11)}" for _ in range(dice.randint(1, 2))}
            for name in touched:
                if dice.random() < 0.3:
                    held.pop(name, None)
                else:
                    held[name] = written(name)
            overlap = ShingleOverlap(overlap.shingles)
            known = overlap.overlaps(list(held.values()), before=known, changed=touched)
            assert known == find(*held.values())
