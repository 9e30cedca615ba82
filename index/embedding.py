"""Vectors by the words they stand for: what was encoded once is never encoded again.

Invariant: a vector is found by the model's revision and the SHA-256 of the exact text, so it is shared by content and can
never be served for another model or another text. A cache holds float32 in little-endian byte order. To keep vectors
elsewhere: another `VectorCache`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

import numpy as np

from corpus.errors import EncoderMismatch
from corpus.ids import sha256_hex
from corpus.protocols import Encoder, FloatMatrix
from corpus.records import Passage
from index.token_vectors import TokenEncoder, TokenVectors

_LITTLE = np.dtype("<f4")


@runtime_checkable
class VectorCache(Protocol):
    """Keeps vectors by model revision and text hash."""

    def get_vectors(self, revision: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """The vectors it holds of these; what is missing is left out."""

    def put_vectors(self, revision: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors: float32, little endian."""


class MemoryVectorCache:
    """A `VectorCache` that lasts as long as the process."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], bytes] = {}

    def get_vectors(self, revision: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """The vectors it holds of these; what is missing is left out."""
        return {h: self._held[revision, h] for h in hashes if (revision, h) in self._held}

    def put_vectors(self, revision: str, vectors: Mapping[str, bytes]) -> None:
        """Keep vectors."""
        self._held.update(((revision, h), v) for h, v in vectors.items())


class CachingEncoder:
    """An `Encoder` that asks a cache first and tells it what it had to encode; `asked` holds the hashes of all texts."""

    def __init__(self, encoder: Encoder, cache: VectorCache) -> None:
        self.asked: set[str] = set()
        self._encoder = encoder
        self._cache = cache

    @property
    def revision(self) -> str:
        """The revision of the encoder behind the cache."""
        return self._encoder.revision

    @property
    def dim(self) -> int:
        """How long a vector is."""
        return self._encoder.dim

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """Encode texts, each different one at most once in the life of the cache.

        Raises:
            EncoderMismatch: the cache gives a vector of another length than the encoder's.
        """
        hashes = [text_hash(t) for t in texts]
        by_hash = dict(zip(hashes, texts, strict=True))
        self.asked.update(by_hash)
        known = {h: self._read(v) for h, v in self._cache.get_vectors(self.revision, list(by_hash)).items()}
        missing = [h for h in by_hash if h not in known]
        if missing:
            fresh = self._encoder.encode([by_hash[h] for h in missing])
            self._cache.put_vectors(
                self.revision, {h: v.astype(_LITTLE).tobytes() for h, v in zip(missing, fresh, strict=True)}
            )
            known.update(zip(missing, fresh, strict=True))
        out = np.empty((len(texts), self.dim), dtype=np.float32)
        for i, h in enumerate(hashes):
            out[i] = known[h]
        return out

    def encode_tokens(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The vectors of single tokens, which no cache holds; none at all where the encoder behind gives none."""
        return self._encoder.encode_tokens(texts) if isinstance(self._encoder, TokenEncoder) else []

    def _read(self, data: bytes) -> FloatMatrix:
        vector = np.frombuffer(data, dtype=_LITTLE)
        if len(vector) != self.dim:
            raise EncoderMismatch(
                f"a kept vector has {len(vector)} numbers where {self.revision} makes {self.dim}",
                remedy="run `syntopic doctor`, or delete the kept vectors of that model; they are made again",
            )
        return vector.astype(np.float32)


def embed_missing(passages: Sequence[Passage], encoder: Encoder, cache: VectorCache) -> FloatMatrix:
    """Encode the passages whose words have no vector yet.

    Args:
        passages: in any order; equal words are encoded once.
        encoder: makes what the cache lacks.
        cache: asked first, and told what was made.
    Returns:
        float32, shape (n_unique, encoder.dim), rows of length 1, in first-seen order of the words.
    Raises:
        EncoderMismatch: the cache holds vectors of another length under this revision.
    """
    return CachingEncoder(encoder, cache).encode(list(dict.fromkeys(p.text for p in passages)))


def text_hash(text: str) -> str:
    """The key of a text in a cache: the SHA-256 of its UTF-8, 64 hexadecimal digits."""
    return sha256_hex(text.encode("utf-8", "replace"))
