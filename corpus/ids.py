"""Stable ids: derived from source, native id and words, never from a row number, an offset or a run.

Invariant: tonight's claim has the id it had yesterday, wherever in a later revision its words now stand. Two people who
say the same thing in one document are two occurrences: equal words of one voice are told apart by `nth`, counted in
reading order. To change what an id is made of is to change every id: a migration and a line in the changelog.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Hashable

from corpus.text import squash

_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))  # made once: it is asked often
ID_CHARS = 16  # 64 bits: under one chance in a million of a collision among five million records


def sha256_hex(data: bytes) -> str:
    """The SHA-256 of some bytes, 64 hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def stable_hash(*parts: object) -> str:
    """A hash of JSON-able parts that is the same on every machine and in every run; 64 hexadecimal digits."""
    return sha256_hex(_ENCODER.encode(parts).encode())


def make_id(prefix: str, *parts: object) -> str:
    """An id such as `claim-3f2a…`, derived from its parts alone."""
    return f"{prefix}-{stable_hash(prefix, *parts)[:ID_CHARS]}"


def capture_id(source: str, native_id: str, blob: str) -> str:
    """The id of one fetch of one thing: the same bytes of the same thing are the same capture."""
    return make_id("cap", source, native_id, blob)


def document_id(source: str, native_id: str) -> str:
    """The id of a document: it survives every revision of its text."""
    return make_id("doc", source, native_id)


def segment_id(document: str, role: str, voice: str, words: str, nth: int) -> str:
    """The id of the `nth` segment (from 0) of a document with this role, voice and words."""
    return make_id("seg", document, role, voice, squash(words), nth)


def passage_id(segment: str, words: str, nth: int) -> str:
    """The id of the `nth` passage (from 0) of a segment with these words."""
    return make_id("pas", segment, squash(words), nth)


def claim_id(document: str, voice: str, evidence: str, quantity: str, nth: int) -> str:
    """The id of the `nth` claim (from 0) of a document with this voice, evidence and quantity as written."""
    return make_id("claim", document, voice, squash(evidence), squash(quantity), nth)


def stance_id(document: str, voice: str, evidence: str, topic: str, target: str, holder: str, nth: int) -> str:
    """The id of the `nth` stance (from 0) of a document with this voice, evidence, target and holder."""
    return make_id("stance", document, voice, squash(evidence), topic, target, holder, nth)


class Occurrences:
    """Counts equal things in reading order: the first gets 0, the second 1."""

    def __init__(self) -> None:
        self._seen: Counter[Hashable] = Counter()

    def nth(self, *key: Hashable) -> int:
        """How often this key was seen before."""
        n = self._seen[key]
        self._seen[key] += 1
        return n
