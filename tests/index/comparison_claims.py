"""Claims, documents and an encoder for the tests of the comparison: small, made by hand, no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from corpus.ids import claim_id
from corpus.protocols import FloatMatrix
from corpus.records import (
    Certainty,
    Claim,
    Comparison,
    Document,
    Kind,
    Label,
    Modifier,
    Quantity,
    Role,
    Snapshot,
    Stance,
)
from corpus.text import words_of
from index.comparison.units import base_unit


class WordEncoder:
    """Texts that share words are near each other."""

    revision = "words"
    dim = 96

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        rows = np.zeros((len(texts), self.dim), dtype=np.float32)
        for i, text in enumerate(texts):
            for word in words_of(text):
                seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
                rows[i] += np.random.default_rng(seed).standard_normal(self.dim).astype(np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def quantity(
    value: float, unit: str = "%", *, high: float | None = None, modifier: str = "=", noun: str | None = None, text: str = ""
) -> Quantity:
    words = text or f"{value:g} {unit}"
    return Quantity(0, len(words), words, value, high, Modifier(modifier), unit, base_unit(unit), noun)


@dataclass
class Maker:
    """Makes claims one after the other, each some way further into its document."""

    places: dict[str, int] = field(default_factory=dict)

    def __call__(
        self,
        marked: str,
        value: float,
        unit: str = "%",
        *,
        doc: str = "doc-a",
        high: float | None = None,
        modifier: str = "=",
        role: Role = Role.BODY,
        certainty: Certainty = Certainty.ASSERTED,
        gap: int = 500,
        **traits: Any,
    ) -> Claim:
        """A claim from its sentence with the quantity in braces."""
        before, rest = marked.split("{")
        words, after = rest.split("}")
        evidence = before + words + after
        start = self.places.get(doc, 0)
        self.places[doc] = start + len(evidence) + gap
        q = Quantity(
            start + len(before),
            start + len(before + words),
            words,
            value,
            high,
            Modifier(modifier),
            unit,
            base_unit(unit),
            traits.get("noun"),
        )
        return Claim(
            id=claim_id(doc, "author", evidence, words, start),
            document=doc,
            segment=f"{doc}-{role}",
            start=start,
            end=start + len(evidence),
            evidence=evidence,
            quantity=q,
            kind=traits.get("kind", Kind.LEVEL),
            measure_phrase=traits.get("phrase", ""),
            subject=traits.get("subject"),
            scope=traits.get("scope"),
            time=traits.get("time"),
            time_iso=traits.get("time_iso"),
            baseline=traits.get("baseline"),
            speaker=traits.get("speaker", "author"),
            attributed_to=traits.get("by"),
            certainty=certainty,
            role=role,
        )


def document(name: str, *, published: str | None = None, authors: tuple[str, ...] = (), title: str = "") -> Document:
    return Document(name, "file", name, name, "text", None, None, title or name, authors, published, "en", "", "", "", "")


def documents_of(*documents: Document, claims: Sequence[Claim] = ()) -> dict[str, Document]:
    found = {c.document: document(c.document) for c in claims}
    return found | {d.id: d for d in documents}


def stance(
    holder: str,
    label: Label,
    *,
    doc: str = "doc-a",
    target: str = "pause",
    date: str | None = None,
    conditional: bool = False,
    nth: int = 0,
) -> Stance:
    return Stance(
        f"stance-{holder}-{doc}-{label}-{target}-{date}-{nth}",
        doc,
        "seg",
        0,
        5,
        "words",
        holder,
        "author",
        "rsi",
        target,
        label,
        0.9,
        conditional,
        Role.BODY,
        date,
    )


def snapshot(claims: Sequence[Claim] = (), stances: Sequence[Stance] = (), documents: Sequence[Document] = ()) -> Snapshot:
    known = {d.id: d for d in documents}
    for name in [c.document for c in claims] + [s.document for s in stances]:
        known.setdefault(name, document(name))
    return Snapshot(tuple(known.values()), (), tuple(claims), tuple(stances), (), Comparison((), (), (), (), ()), (), ())
