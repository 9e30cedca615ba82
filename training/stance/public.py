"""The public sets that may be trained on, each openly licensed; the list with licences is in the model card.

Left out: what has no licence or a non-commercial one (IAM, SICK, JOCI, COVID-Fact), and all of ArgKP's debates that stand in
ArgQ's dev or test part. Invariant: only train parts are read here.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Pair = tuple[str, str, int]
_SIDE = {"support": 0, "oppose": 1}
_INFERENCE = {"entailment": 0, "contradiction": 1, "neutral": 2}
_NLI_SOURCES = frozenset({"mnli-dev", "snli-dev", "cad-revised-train"})


@dataclass(frozen=True, slots=True)
class Public:
    """Pairs with their answers. `clusters`: for each claim, its points, each with its wordings."""

    stance: dict[str, list[Pair]]
    inference: list[Pair]
    key_points: list[Pair]
    clusters: list[list[list[str]]]


def read_public(shared: Path) -> Public:
    """Read the train parts.

    Args:
        shared: the folder that holds `benchmarks`.
    """
    root = shared / "benchmarks"
    argq = _rows(root / "stance_ibm_argq30k" / "train.jsonl.gz")
    held = {
        _key(r["text"]) for name in ("stance_ibm_argq30k", "stance_perspectrum") for r in _rows(root / name / "dev.jsonl")
    }
    stance = {
        "perspectrum": _stance(_rows(root / "stance_perspectrum" / "train.jsonl")),
        "argq": _stance([r for r in argq if _key(r["text"]) not in held]),
        "claims": _stance(_rows(root / "stance_ibm_claims" / "train.jsonl")),
    }
    key_points, points = _argkp(root, held)
    stance["claims"] += points
    return Public(stance, _inference(root), key_points, _clusters(root))


def _argkp(root: Path, held: set[str]) -> tuple[list[Pair], list[Pair]]:
    """Pairs of argument and key point, and key points with their stance, of debates that ArgQ holds nowhere apart."""
    rows = _rows(root / "argkp" / "train.jsonl.gz")
    dev = {_key(r["target"]) for r in _rows(root / "stance_ibm_argq30k" / "dev.jsonl")}
    apart = {r["topic"] for r in rows if r["in_argq_test"] or _key(r["argument"]) in held or _key(r["topic"]) in dev}
    pairs = [(r["argument"], r["key_point"], int(r["label"])) for r in rows if r["topic"] not in apart]
    points = _rows(root / "argkp" / "key_points_train.jsonl")
    return pairs, [(r["key_point"], r["topic"], 0 if int(r["stance"]) > 0 else 1) for r in points if r["topic"] not in apart]


def _inference(root: Path) -> list[Pair]:
    mixed = [r for r in _rows(root / "nli" / "train_mix.jsonl.gz") if r["source"] in _NLI_SOURCES]
    edited = _rows(root / "nli" / "conjnli_adv_train.jsonl.gz")
    return [(r["premise"], r["hypothesis"], _INFERENCE[r["label"]]) for r in mixed + edited if r["label"] in _INFERENCE]


def _clusters(root: Path) -> list[list[list[str]]]:
    found: list[list[list[str]]] = []
    for row in _rows(root / "stance_perspectrum" / "clusters_train.jsonl"):
        found.append([[_words(p) for p in c["perspectives"]] for c in row["clusters"]])
    return found


def _words(perspective: Any) -> str:
    return str(perspective["text"] if isinstance(perspective, dict) else perspective).strip()


def _stance(rows: list[dict[str, Any]]) -> list[Pair]:
    return [(r["text"].strip(), r["target"].strip(), _SIDE[r["label"]]) for r in rows if r["label"] in _SIDE]


def _key(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .")


def _rows(path: Path) -> list[dict[str, Any]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.decode().split("\n") if line.strip()]
