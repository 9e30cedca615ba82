"""What every `Encoder` must do. To test another one: subclass `EncoderConformance` and give its `encoder` fixture."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from corpus.protocols import Encoder
from index.embedding import CachingEncoder, MemoryVectorCache
from index.encoder import DEFAULT_NAME, SentenceEncoder, load_encoder
from index.query_encoder import open_query_encoder

TEXTS = [
    "The lab reports that half of its code is written by machines.",
    "half",
    "Rain fell on the harbour all night and the ferries stayed in.",
    "Coding agents now write 50 % of what the company ships, its engineers say, and the share has grown each quarter.",
    "",
    "Дождь шёл всю ночь",
    "half",
    " ".join(f"word{i}" for i in range(400)),
]


class EncoderConformance:
    """One test per sentence of the protocol."""

    @pytest.fixture
    def encoder(self) -> Encoder:
        raise NotImplementedError("give the implementation under test")

    def test_satisfies_the_protocol(self, encoder: Encoder) -> None:
        assert isinstance(encoder, Encoder)
        assert encoder.revision
        assert encoder.dim > 0

    def test_gives_one_float32_row_of_length_one_per_text(self, encoder: Encoder) -> None:
        vectors = encoder.encode(TEXTS)
        assert vectors.shape == (len(TEXTS), encoder.dim)
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)

    def test_gives_an_empty_matrix_for_no_texts(self, encoder: Encoder) -> None:
        assert encoder.encode([]).shape == (0, encoder.dim)

    def test_gives_equal_texts_equal_rows(self, encoder: Encoder) -> None:
        vectors = encoder.encode(TEXTS)
        assert vectors[1].tobytes() == vectors[6].tobytes()

    def test_gives_a_text_the_same_bytes_whatever_else_is_encoded(self, encoder: Encoder) -> None:
        together = encoder.encode(TEXTS)
        alone = np.vstack([encoder.encode([text]) for text in TEXTS])
        backwards = encoder.encode(TEXTS[::-1])[::-1]
        assert together.tobytes() == alone.tobytes() == np.ascontiguousarray(backwards).tobytes()

    def test_puts_like_meanings_nearer_than_unlike(self, encoder: Encoder) -> None:
        vectors = encoder.encode(TEXTS)
        assert vectors[0] @ vectors[3] > vectors[0] @ vectors[2]


@cache
def bundled() -> SentenceEncoder:
    return load_encoder()


class TestBundledEncoder(EncoderConformance):
    @pytest.fixture
    def encoder(self) -> Encoder:
        return bundled()


class TestCachingEncoder(EncoderConformance):
    @pytest.fixture
    def encoder(self) -> Encoder:
        return CachingEncoder(bundled(), MemoryVectorCache())


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Encoder:
    folder = tmp_path_factory.mktemp("index") / "query-encoder"
    assert bundled().export_query_encoder(folder, name=DEFAULT_NAME)
    found = open_query_encoder(folder, name=DEFAULT_NAME)
    assert found is not None
    return found


class TestQueryEncoder(EncoderConformance):
    @pytest.fixture
    def encoder(self, exported: Encoder) -> Encoder:
        return exported
