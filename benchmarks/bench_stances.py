"""How often stances take the right side, and how fast.

    python benchmarks/bench_stances.py [--shared SHARED] [--pairs N] [--judge syntopic|prototypes]

The judge is asked as `StanceReader` asks it, in all ways; `bench_judge.py` measures the model and the held propositions.

Prints, for both halves of our own labelled sentences (tests/extract/data/stance_sentences.jsonl; constants were fitted on
"dev" alone): accuracy of support against oppose, macro-F1 of support, oppose and neither, how many pairs pass the relevance
gate by label, and what is left after abstention. With SHARED also the first N pairs of the dev parts of Perspectrum and
ArgQ-30k, whose propositions have no prototypes, so that the judge works from their text alone. Then pairs a second.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.protocols import FloatMatrix, PairJudge
from corpus.topic import load_topic
from extract.judge import PrototypeJudge, nearest_mean
from extract.judging import load_pair_model
from extract.judging.weighing import WeighingJudge
from extract.stances.gate import TRAINED_GATE, GateSettings
from index import load_encoder

SENTENCES = Path(__file__).parent.parent / "tests" / "extract" / "data" / "stance_sentences.jsonl"
LABELS = ("support", "oppose", "neither")


def macro_f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    """Mean F1 over the labels that occur in `wanted`."""
    scores = []
    for label in sorted(set(wanted)):
        both = sum(s == w == label for s, w in zip(said, wanted, strict=True))
        scores.append(2 * both / max(1, said.count(label) + wanted.count(label)))
    return sum(scores) / len(scores)


def sides(rows: FloatMatrix) -> list[str]:
    """The likelier of support and oppose."""
    return ["support" if s > o else "oppose" for s, o, _ in rows]


def own_sentences(judge: PairJudge, prototypes: PrototypeJudge, gate: GateSettings) -> None:
    """Print the figures of our own sentences."""
    pack = load_topic("rsi")
    lines = [json.loads(line) for line in SENTENCES.read_text(encoding="utf-8").splitlines()]
    for half in ("dev", "test"):
        rows = [r for r in lines if r["split"] == half]
        wanted = [r["label"] if r["label"] in LABELS else "neither" for r in rows]
        result = judge.judge([(r["text"], pack.proposition(r["target"]).text) for r in rows])
        takes = [i for i, w in enumerate(wanted) if w != "neither"]
        chosen = sides(result)
        right = sum(chosen[i] == wanted[i] for i in takes)
        sure = [i for i in range(len(rows)) if max(result[i][:2]) >= gate.sure]
        kept = sum(chosen[i] == wanted[i] for i in sure)
        print(f"own {half:4}  sides {right / len(takes):.3f} of {len(takes)}  ", end="")
        print(
            f"three-way macro-F1 {macro_f1([LABELS[k] for k in result.argmax(axis=1)], wanted):.3f} of {len(rows)}  ", end=""
        )
        print(f"sure {len(sure)}, right {kept / max(1, len(sure)):.3f}")
        vectors = prototypes.encoder.encode([r["text"] for r in rows])
        near = [
            float(nearest_mean(v[None, :] @ prototypes.anchors(pack.proposition(r["target"])).plain.T)[0])
            for v, r in zip(vectors, rows, strict=True)
        ]
        for label in ("support", "oppose", "neutral", "off"):
            of_label = [n for n, r in zip(near, rows, strict=True) if r["label"] == label]
            print(
                f"          near enough ({gate.nearness}): {label:8} {np.mean([n >= gate.nearness for n in of_label]):.2f}"
            )


def public_pairs(judge: PairJudge, path: Path, n: int) -> None:
    """Print the figures of a public set whose lines have target, text, label."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if r["label"] in LABELS][:n]
    started = time.perf_counter()
    said = sides(judge.judge([(r["text"], r["target"]) for r in rows]))
    seconds = time.perf_counter() - started
    wanted = [r["label"] for r in rows]
    accuracy = sum(s == w for s, w in zip(said, wanted, strict=True)) / len(rows)
    print(f"{path.parent.name}  accuracy {accuracy:.3f}  macro-F1 {macro_f1(said, wanted):.3f}  of {len(rows)}", end="")
    print(f"  {len(rows) / seconds:.0f} pairs a second")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--pairs", type=int, default=400)
    parser.add_argument("--judge", choices=["syntopic", "prototypes"], default="syntopic")
    options = parser.parse_args()
    prototypes = PrototypeJudge(load_encoder(), [load_topic("rsi")])
    is_trained = options.judge == "syntopic"
    judge: PairJudge = WeighingJudge(load_pair_model(), prototypes) if is_trained else prototypes
    own_sentences(judge, prototypes, TRAINED_GATE if is_trained else GateSettings())
    if options.shared:
        for name in ("stance_perspectrum", "stance_ibm_argq30k"):
            public_pairs(judge, options.shared / "benchmarks" / name / "dev.jsonl", options.pairs)


if __name__ == "__main__":
    main()
