"""Vectors are found again by revision and words, and never made twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.errors import EncoderMismatch
from corpus.ids import sha256_hex
from corpus.protocols import FloatMatrix
from corpus.records import Passage, Role
from index.embedding import CachingEncoder, MemoryVectorCache, embed_missing, text_hash


class CountingEncoder:
    """Gives each text a vector made of its length, and remembers what it was asked for."""

    def __init__(self, revision: str = "counting@1", dim: int = 4) -> None:
        self.revision = revision
        self.dim = dim
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        self.asked += texts
        out = np.empty((len(texts), self.dim), dtype=np.float32)
        for row, text in zip(out, texts, strict=True):
            row[:] = np.arange(1, self.dim + 1) + len(text)
            row /= np.linalg.norm(row)
        return out


def passage(text: str, n: int) -> Passage:
    return Passage(f"pas-{n}", "doc", "seg", 0, len(text), text, Role.BODY, "author", None)


def test_equal_words_are_encoded_once_and_kept_in_first_seen_order() -> None:
    encoder, cache = CountingEncoder(), MemoryVectorCache()
    vectors = embed_missing([passage("one", 0), passage("three", 1), passage("one", 2)], encoder, cache)
    assert encoder.asked == ["one", "three"]
    assert np.array_equal(vectors, CountingEncoder().encode(["one", "three"]))


def test_what_the_cache_holds_is_not_encoded_again() -> None:
    cache = MemoryVectorCache()
    first = CachingEncoder(CountingEncoder(), cache).encode(["one", "three"])
    later = CountingEncoder()
    again = CachingEncoder(later, cache).encode(["three", "seventeen", "one"])
    assert later.asked == ["seventeen"]
    assert again[[2, 0]].tobytes() == first.tobytes()


def test_vectors_of_another_revision_are_not_served() -> None:
    cache = MemoryVectorCache()
    CachingEncoder(CountingEncoder("counting@1"), cache).encode(["one"])
    other = CountingEncoder("counting@2")
    CachingEncoder(other, cache).encode(["one"])
    assert other.asked == ["one"]


def test_the_cache_holds_little_endian_float32_under_the_hash_of_the_words() -> None:
    cache = MemoryVectorCache()
    made = CachingEncoder(CountingEncoder(), cache).encode(["one"])
    key = sha256_hex(b"one")
    assert text_hash("one") == key
    assert cache.get_vectors("counting@1", [key, "absent"]) == {key: made[0].astype("<f4").tobytes()}


def test_a_kept_vector_of_another_length_is_an_error_with_a_remedy() -> None:
    cache = MemoryVectorCache()
    CachingEncoder(CountingEncoder(dim=3), cache).encode(["one"])
    with pytest.raises(EncoderMismatch, match="3 numbers where counting@1 makes 4") as caught:
        CachingEncoder(CountingEncoder(dim=4), cache).encode(["one"])
    assert caught.value.remedy


def test_no_passages_need_no_encoder() -> None:
    encoder = CountingEncoder()
    assert embed_missing([], encoder, MemoryVectorCache()).shape == (0, 4)
    assert encoder.asked == []
