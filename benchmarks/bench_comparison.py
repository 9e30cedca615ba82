"""How well and how fast claims are compared.

    python benchmarks/bench_comparison.py gold SHARED [--out DIR]   the seeds' gold claims, scored by SHARED/eval/score.py
    python benchmarks/bench_comparison.py scale [CLAIMS ...]        synthetic claims: seconds, ratios, one document more

`gold` only measures: the weights are fitted on claims of our own (`training/measures`). `scale` uses a cheap encoder (words
hashed to directions), so that it times the comparison rather than the model.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.protocols import FloatMatrix
from corpus.records import Certainty, Claim, Comparison, Document, Kind, Measure, Modifier, Quantity, Relation, Role
from corpus.text import words_of
from index.comparison.compare import compare_claims
from index.comparison.holders import HolderBook
from index.comparison.memory import Memory
from index.comparison.units import base_unit
from index.comparison.updating import HeldRelations, before_of
from syntopic.claims_file import compare_file


class HashedWords:
    """An encoder without a model: a text is the sum of its words' pseudo-random directions."""

    revision = "hashed-words-1"
    dim = 64

    def __init__(self) -> None:
        self._words: dict[str, FloatMatrix] = {}

    def encode(self, texts: Sequence[str]) -> FloatMatrix:
        """Encode texts to rows of length 1."""
        rows = np.array([sum((self._word(w) for w in words_of(t)), np.zeros(self.dim)) for t in texts], dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        return np.asarray(rows / np.where(lengths > 0, lengths, 1), dtype=np.float32)

    def _word(self, word: str) -> FloatMatrix:
        if word not in self._words:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
            self._words[word] = np.asarray(np.random.default_rng(seed).standard_normal(self.dim), dtype=np.float32)
        return self._words[word]


def document(name: str) -> Document:
    """A document of which only the name is known."""
    return Document(name, "file", name, name, "text", None, None, name, (), None, "en", "", "", "", "")


def gold(shared: Path, out: Path) -> None:
    """Compare the gold claims and print what the scorer says of measures, relations and origins."""
    score, answers, seeds = shared / "eval" / "score.py", shared / "gold" / "seeds", shared / "seeds"
    printed = subprocess.run(
        [sys.executable, str(score), "gold-claims", str(answers)], capture_output=True, text=True, check=True
    ).stdout
    rows = [json.loads(line) for line in printed.splitlines()]
    (out / "gold.jsonl").write_text(printed, encoding="utf-8")
    compared = compare_file(out / "gold.jsonl", seeds, now=datetime.now(UTC)).snapshot.comparison
    _write(out, rows, compared.measures, compared.relations)
    runs = (["claims"], ["relations", "relations.jsonl"], ["origins", "measures.jsonl"])
    for what, *more in runs:
        files = [str(out / name) for name in ("claims.jsonl", *more)]
        print(f"== {what}", flush=True)
        subprocess.run([sys.executable, str(score), what, str(answers), str(seeds), *files], check=True)


def _write(out: Path, rows: Sequence[dict[str, object]], measures: Sequence[Measure], relations: Sequence[Relation]) -> None:
    home = {c: m.id for m in measures for c in m.claims}
    lines: dict[str, list[dict[str, object]]] = {
        "claims.jsonl": [{**row, "measure": home[str(row["id"])]} for row in rows],
        "relations.jsonl": [
            {"a": r.a, "b": r.b, "relation": str(r.relation), "rule": r.rule, "reason": r.reason, "measure": r.measure}
            for r in relations
        ],
        "measures.jsonl": [
            {"id": m.id, "label": m.label, "claims": list(m.claims), "origin": m.origin, "verdict": str(m.verdict)}
            for m in measures
        ],
    }
    for name, records in lines.items():
        (out / name).write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")


def synthetic_claims(count: int, *, per_measure: int = 20, seed: int = 7) -> list[Claim]:
    """Claims of `count / per_measure` measures, each worded from its measure's own words and some of everyone's."""
    rng = random.Random(seed)
    words = ["".join(rng.choice("bcdfghlmnprstvz") + rng.choice("aeiou") for _ in range(3)) for _ in range(4000)]
    claims: list[Claim] = []
    for n in range(count):
        measure = n // per_measure
        own = random.Random(f"{seed} {measure}")
        kernel, value, unit = own.sample(words, 6), own.randint(11, 989), own.choice(["%", "x", "hour", "USD"])
        value += rng.choice([0, 0, 0, 1, 7])
        text = f"{rng.choice(words)} {' '.join(rng.sample(kernel, 5))} reached {value} in {rng.choice(words)}"
        at = text.index(f" {value} ") + 1
        quantity = Quantity(
            at, at + len(str(value)), str(value), float(value), None, Modifier.EQUAL, unit, base_unit(unit), None
        )
        doc = f"doc-{n % max(1, count // 50)}"
        claims.append(
            Claim(f"claim-{n:07}", doc, doc, 0, len(text), text, quantity, Kind.LEVEL, " ".join(kernel[:2]), kernel[0], None,
                  None, None, None, "author", None, Certainty.ASSERTED, Role.BODY)
        )  # fmt: skip
    return claims


def scale(counts: Sequence[int]) -> None:
    """Time full comparisons of growing corpora, and adding one document to the last one, in processor seconds."""
    before: tuple[int, float] | None = None
    print("claims   measures  largest  relations  seconds  times the claims  times the seconds", flush=True)
    for count in counts:
        claims = synthetic_claims(count)
        documents = {c.document: document(c.document) for c in claims}
        late = claims[-1].document
        old, new = [c for c in claims if c.document != late], [c for c in claims if c.document == late]
        book, encoder = HolderBook(["author"], documents), HashedWords()
        states = dict.fromkeys(documents, "as ever")
        memory = Memory("", {d: state for d, state in states.items() if d != late})
        start = time.process_time()
        compared = compare_claims(old, documents, encoder, book=book, memory=memory)
        seconds = time.process_time() - start
        ratio = f"{len(old) / before[0]:16.1f}  {seconds / before[1]:17.1f}" if before else ""
        largest = max((len(m.claims) for m in compared.measures), default=0)
        row = f"{len(old):7}  {len(compared.measures):8}  {largest:7}  {len(compared.relations):9}"
        print(f"{row}  {seconds:7.2f}  {ratio}", flush=True)
        before = (len(old), seconds)
        memory = memory.next("", states)
        relations = HeldRelations(compared.relations)  # a store reads them by measure, and they are not in memory then
        known = Comparison((), (), compared.measures, (), (), mutations=compared.mutations)
        gc.collect()
        gc.freeze()
        start = time.process_time()
        taken = before_of(known, claims, (), {late}, overlaps=(), book=book, memory=memory, relations=relations)
        after = compare_claims(
            claims, documents, encoder, book=book, previous=compared.measures, before=taken, memory=memory
        )  # fmt: skip
        one_more = time.process_time() - start
        gc.unfreeze()
        changed = len({m.made_from for m in after.measures} - {m.made_from for m in compared.measures})
        share = f"{one_more / seconds:.2%} of a rebuild"
        print(
            f"         one document of {len(new)} claims more: {one_more:.2f} s, {share}; {changed} measures changed",
            flush=True,
        )


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["gold", "scale"])
    parser.add_argument("rest", nargs="*")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    if args.what == "scale":
        scale([int(n) for n in args.rest] or [1_000, 10_000])
        return
    out = args.out or Path(tempfile.mkdtemp(prefix="comparison-"))
    out.mkdir(parents=True, exist_ok=True)
    gold(Path(args.rest[0]), out)


if __name__ == "__main__":
    main()
