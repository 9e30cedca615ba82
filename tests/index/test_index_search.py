"""Search: any text is a safe query, both sides are heard, and nothing relevant means no hits."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ConfigError
from corpus.protocols import Encoder, FloatMatrix
from index.encoder import load_encoder
from index.retrieval import Hit, Mode, fts_query, fts_query_of_all, fuse, search, search_words
from index.retrieval.surroundings import Surroundings, crowding
from index.vectors import ExactVectorStore

TEXTS = {
    "bread": "Sourdough needs a starter that has been fed the evening before, and a hot oven.",
    "ferry": "The ferry to the island was cancelled because of high waves in the strait.",
    "boat": "Crossing by boat is impossible when the sea is this rough, said the harbour master.",
    "code": "Engineers at the firm let coding assistants write half of the software that they ship.",
    "tax": "The council of Zermarkt raised the property tax by 4.5 per cent to pay for its library.",
    "library": "A new library opened beside the town hall, paid for by its citizens.",
}


class Texts:
    """Texts in an FTS5 table, as the store keeps passages."""

    def __init__(self, texts: dict[str, str]) -> None:
        self.base = sqlite3.connect(":memory:")
        self.base.execute("CREATE VIRTUAL TABLE texts USING fts5(id UNINDEXED, words, tokenize='porter unicode61')")
        self.base.executemany("INSERT INTO texts VALUES (?, ?)", texts.items())

    def match(self, kind: str, fts_query: str, limit: int) -> Sequence[tuple[str, float]]:
        assert kind == "passage"
        sql = "SELECT id, bm25(texts) FROM texts WHERE texts MATCH ? ORDER BY 2, 1 LIMIT ?"
        return self.base.execute(sql, (fts_query, limit)).fetchall()


@cache
def encoder() -> Encoder:
    return load_encoder()


@pytest.fixture
def texts() -> Iterator[Texts]:
    held = Texts(TEXTS)
    yield held
    held.base.close()


@pytest.fixture(scope="module")
def vectors() -> ExactVectorStore:
    store = ExactVectorStore(encoder().dim)
    store.add(list(TEXTS), encoder().encode(list(TEXTS.values())))
    return store


def found(
    query: str, texts: Texts, vectors: ExactVectorStore, *, k: int = 3, among: frozenset[str] | None = None
) -> list[Hit]:
    return search(query, k=k, lexical=texts, vectors=vectors, encoder=encoder(), among=among)


def matches(texts: Texts, expression: str) -> set[str]:
    return {i for i, _ in texts.match("passage", expression, 99)}


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("sourdough starter", '"sourdough" OR "starter"'),
        ("What is the library for?", '"library"'),
        ("what is it", '"what" OR "is" OR "it"'),
        ('"the ferry" cancelled', '"the ferry" OR "cancelled"'),
        ("“hot oven” bread", '"hot oven" OR "bread"'),
        ('a "broken quote', '"broken" OR "quote"'),
        ('"one" word', '"one" OR "word"'),
        ("4.5 per cent", '"4 5" OR "per" OR "cent"'),
        ("town-hall", '"town hall" OR "town" OR "hall"'),
        ("the council's tax", '"council" OR "tax"'),
        ("tax AND NOT (library*) OR words:boat^2 NEAR/3", None),
        ("ferry boat FERRY", '"ferry" OR "boat"'),
        ("паром на остров", '"паром" OR "на" OR "остров"'),
        ("cafe\u0301", '"café"'),
        ('" " ? — “', ""),
        ("", ""),
    ],
)
def test_a_query_becomes_quoted_terms_joined_by_or(text: str, expression: str | None, texts: Texts) -> None:
    made = fts_query(text)
    if expression is not None:
        assert made == expression
    else:
        assert {"tax", "library", "boat"} <= matches(texts, made)


def test_a_phrase_matches_only_where_its_words_stand_together(texts: Texts) -> None:
    assert matches(texts, fts_query('"property tax"')) == {"tax"}
    assert matches(texts, fts_query('"tax property"')) == set()


def test_a_query_of_all_terms_matches_only_texts_that_hold_each(texts: Texts) -> None:
    assert matches(texts, fts_query_of_all("library of the town")) == {"library"}
    assert matches(texts, fts_query_of_all("library, paid for by tax-payers")) == set()


def test_a_query_of_ten_thousand_characters_is_cut_to_its_first_terms(texts: Texts) -> None:
    long = "library " + " ".join(f"word{i}" for i in range(1500)) + ' "' * 40
    assert fts_query(long).count(" OR ") == 63
    assert matches(texts, fts_query(long)) == {"tax", "library"}


_messy = st.text(alphabet=st.sampled_from("abz019 \"'“”’*^:()-+.,{}[]\\/\n\t\0_éßяж中कि\u0301\ud800²Ⅷ"), max_size=60)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40), _messy, st.lists(st.sampled_from(["AND", "OR", "NOT", "NEAR", '"', "tax"])).map(" ".join)
    )
)
def test_no_text_is_an_error_for_sqlite(text: str) -> None:
    shared = _shared_table()
    for expression in (fts_query(text), fts_query_of_all(text)):
        if expression:
            shared.match("passage", expression, 5)


@cache
def _shared_table() -> Texts:
    return Texts(TEXTS)


def test_meaning_finds_what_no_word_matches(texts: Texts, vectors: ExactVectorStore) -> None:
    hits = found("programs written by machines", texts, vectors)
    assert hits[0].id == "code"
    assert hits[0].lexical_rank is None
    assert hits[0].dense_rank == 1


def test_words_find_a_name_whose_meaning_is_unknown(texts: Texts, vectors: ExactVectorStore) -> None:
    hits = found("Zermarkt", texts, vectors)
    assert hits[0].id == "tax"
    assert hits[0].lexical_rank == 1


def test_nothing_relevant_gives_no_hits(texts: Texts, vectors: ExactVectorStore) -> None:
    assert found("how do bats find moths in the dark", texts, vectors) == []


def test_hits_are_the_same_in_every_order_of_insertion(texts: Texts, vectors: ExactVectorStore) -> None:
    backwards = Texts(dict(reversed(TEXTS.items())))
    other = ExactVectorStore(encoder().dim)
    for name, text in reversed(TEXTS.items()):
        other.add([name], encoder().encode([text]))
    query = "was the boat to the island cancelled"
    assert found(query, texts, vectors, k=6) == found(query, backwards, other, k=6)
    backwards.base.close()


def test_only_the_ids_allowed_are_found_by_either_side(texts: Texts, vectors: ExactVectorStore) -> None:
    hits = found("the tax for the library", texts, vectors, k=6, among=frozenset({"library", "bread"}))
    assert [h.id for h in hits] == ["library"]


def test_matches_that_are_not_allowed_do_not_crowd_out_those_that_are(vectors: ExactVectorStore) -> None:
    crowd = {f"crowd{i:04}": "library library library" for i in range(900)}
    held = Texts({**crowd, "library": TEXTS["library"]})
    hits = search(
        "library", k=3, lexical=held, vectors=vectors, encoder=encoder(), among=frozenset({"library"}), min_best_cosine=0.9
    )
    assert [(h.id, h.lexical_rank) for h in hits] == [("library", 1)]
    held.base.close()


def test_a_text_without_a_vector_is_still_found_by_its_words(vectors: ExactVectorStore) -> None:
    held = Texts({**TEXTS, "fresh": "The Quillfeather bridge was closed."})
    hits = search("Quillfeather", k=3, lexical=held, vectors=vectors, encoder=encoder())
    assert (hits[0].id, hits[0].lexical_rank, hits[0].dense_rank) == ("fresh", 1, None)
    held.base.close()


def test_a_phrase_constrains_whatever_else_is_near(texts: Texts, vectors: ExactVectorStore) -> None:
    assert {h.id for h in found("tax for a library", texts, vectors, k=6)} >= {"tax", "library"}
    assert [h.id for h in found('tax for a "new library"', texts, vectors, k=6)] == ["library"]
    assert found('"library new" tax', texts, vectors, k=6) == []
    assert [h.id for h in found('"library"', texts, vectors, k=6, among=frozenset({"tax", "boat"}))] == ["tax"]


def test_a_phrase_that_stands_somewhere_is_found_however_far_its_meaning_is(texts: Texts, vectors: ExactVectorStore) -> None:
    hits = search('"hot oven"', k=3, lexical=texts, vectors=vectors, encoder=encoder(), min_best_cosine=2.0, min_cosine=2.0)
    assert [h.id for h in hits] == ["bread"]


def test_dense_asks_no_words_and_lexical_no_vectors(texts: Texts, vectors: ExactVectorStore) -> None:
    dense = search("ferry", k=6, lexical=texts, vectors=vectors, encoder=encoder(), mode=Mode.DENSE)
    assert [h.lexical_rank for h in dense] == [None] * len(dense)
    assert {h.id for h in dense} >= {"ferry", "boat"}
    words = search_words("the ferry", k=6, lexical=texts, n_texts=len(TEXTS))
    assert [(h.id, h.lexical_rank, h.dense_rank) for h in words] == [("ferry", 1, None)]
    assert search_words('"ferry the"', k=6, lexical=texts, n_texts=len(TEXTS)) == []


@pytest.mark.parametrize("query", ["", "   ", '"" ?!', "—"])
def test_an_empty_query_is_an_error_with_a_remedy(query: str, texts: Texts, vectors: ExactVectorStore) -> None:
    with pytest.raises(ConfigError, match="no word") as caught:
        found(query, texts, vectors)
    assert caught.value.remedy


def test_fusing_keeps_what_either_side_found_and_words_only_lift() -> None:
    hits = fuse([("w", -9.0), ("both", -8.0)], [("d", 0.6), ("both", 0.55)], cosines={"w": 0.3}, highest=40.0)
    assert [(h.id, h.lexical_rank, h.dense_rank) for h in hits] == [("both", 2, 2), ("d", None, 1), ("w", 1, None)]
    assert hits[1].score == 0.6


def test_fusing_breaks_ties_by_id_and_takes_bm25_of_either_sign() -> None:
    dense = [("b", 0.5), ("a", 0.5)]
    assert [h.id for h in fuse([], dense, highest=1.0)] == ["a", "b"]
    assert fuse([("a", -2.0), ("b", -1.0)], dense, highest=4.0) == fuse([("a", 2.0), ("b", 1.0)], dense, highest=4.0)
    assert fuse([], [], highest=1.0) == []


_ranking = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(0.01, 1.0), max_size=8).map(
    lambda d: sorted(d.items(), key=lambda item: (-item[1], item[0]))
)


@settings(max_examples=50, deadline=None)
@given(_ranking, _ranking)
def test_fusing_loses_nothing_and_invents_nothing(lexical: list[tuple[str, float]], dense: list[tuple[str, float]]) -> None:
    hits = fuse(lexical, dense, highest=10.0)
    assert sorted(h.id for h in hits) == sorted({i for i, _ in lexical} | {i for i, _ in dense})
    for hit in hits:
        assert hit.score >= dict(dense).get(hit.id, 0.0) - 1e-6
        assert (hit.lexical_rank is None) == (hit.id not in dict(lexical))
        assert (hit.dense_rank is None) == (hit.id not in dict(dense))


def rows_at(*cosines: float) -> FloatMatrix:
    """Vectors of length 1 with these cosines to the first axis, each with an axis of its own for the rest."""
    rows = np.zeros((len(cosines), 1 + len(cosines)), dtype=np.float32)
    for n, cosine in enumerate(cosines):
        rows[n, 0], rows[n, n + 1] = cosine, (1 - cosine**2) ** 0.5
    return rows


def test_near_texts_are_taken_into_a_query_and_far_ones_are_not() -> None:
    store = ExactVectorStore(4)
    store.add(["a", "b", "c"], rows_at(0.7, 0.65, 0.2))
    query = np.array([[1, 0, 0, 0]], dtype=np.float32)
    wider = Surroundings(store, query, best=0.7, are_even=False).expand(["a", "b", "c"])
    assert np.linalg.norm(wider) == pytest.approx(1.0, abs=1e-6)
    assert wider[0, 1] > 0.1
    assert wider[0, 2] > 0.1
    assert wider[0, 3] == 0.0


def test_what_lies_near_to_much_weighs_less_and_copies_do_not_count() -> None:
    rows = rows_at(0.6, 0.6, 0.6)
    crowd = crowding(rows[:2], np.concatenate([rows[:1], rows[:1], rows[2:]]))
    assert crowd[0] == pytest.approx(0.36 / 3, abs=1e-5)
    assert crowd[1] == pytest.approx(0.36, abs=1e-5)
    assert crowding(rows, rows[:0]).tolist() == [0.0, 0.0, 0.0]


def test_the_benchmark_says_what_it_needs() -> None:
    script = Path(__file__).parents[2] / "benchmarks" / "bench_search.py"
    if not script.exists():
        pytest.skip("the benchmarks lie in the repository only, not beside an installed wheel")
    env = {k: v for k, v in os.environ.items() if k != "SYNTOPIC_SHARED"}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60, check=False, env=env)
    assert done.returncode == 2
    assert "SYNTOPIC_SHARED" in done.stderr
