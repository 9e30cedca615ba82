"""What the shipped judge of sentence pairs reaches, and how fast it is.

    python -m benchmarks.bench_judge [--shared SHARED] [--model DIR] [--json]
        [--only own,pages,public,inference,relevance,speed]

- own: the tenth of our own sentences whose propositions were never trained on: accuracy of support against oppose, macro-F1
  of support, oppose and neither, and how often the answer on the denied proposition is the other one.
- pages: 24 excerpts of our own that are never trained on (training/stance/data/held/pages), every sentence by itself on each
  of five propositions near its subject, where most take no side: precision, recall and F1 of the sides taken at the reader's
  two thresholds, and their average precision.
- public: the dev parts of Perspectrum and ArgQ-30k; the denial that the judge also asks about is made by rule.
- inference, relevance: ConTRoL and CAD dev (never trained on); ArgKP dev, best key point for each argument.
- speed: pairs of 40 word pieces, against sentence-transformers encoding single sentences of that length, on one core.

Intervals hold 95 % of 1,000 samples of whole propositions, or pages, since sentences on one stand or fall together.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from corpus.protocols import Encoder
from corpus.topic import Proposition, TopicPack
from extract.judge import PrototypeJudge
from extract.judging import SHIPPED, PairModel, load_pair_model
from extract.judging.weighing import WeighingJudge
from extract.stances.gate import TRAINED_GATE
from index import load_encoder
from training.stance.own import held_files, read_sentences, second_labels, sides_agree
from training.stance.pages import held_pages

LABELS = ("support", "oppose", "neither")
Row = tuple[str, str, str]  # proposition, wanted, said
Asked = tuple[float, bool, bool]  # probability of the likelier side; whether the text takes that side; whether it takes one
SAMPLES = 1000
T = TypeVar("T")


def macro_f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    """Mean F1 over the labels that occur in `wanted`."""
    scores = []
    for label in sorted(set(wanted)):
        both = sum(s == w == label for s, w in zip(said, wanted, strict=True))
        scores.append(2 * both / max(1, list(said).count(label) + list(wanted).count(label)))
    return float(np.mean(scores))


def accuracy(said: Sequence[str], wanted: Sequence[str]) -> float:
    """The share of equal labels."""
    return float(np.mean([s == w for s, w in zip(said, wanted, strict=True)]))


def interval(rows: Sequence[Row], measure: Callable[[Sequence[str], Sequence[str]], float]) -> dict[str, Any]:
    """A figure with its interval, by drawing whole propositions with replacement."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row[0]].append(row)
    found = drawn([groups[key] for key in sorted(groups)], lambda some: measure([r[2] for r in some], [r[1] for r in some]))
    return found | {"n": len(rows), "propositions": len(groups)}


def drawn(groups: Sequence[Sequence[T]], measure: Callable[[Sequence[T]], float]) -> dict[str, Any]:
    """A figure of all groups together, with its interval by drawing whole groups with replacement."""
    rng = random.Random(1)
    values = [measure([row for group in rng.choices(groups, k=len(groups)) for row in group]) for _ in range(SAMPLES)]
    low, high = (round(float(q), 3) for q in np.percentile(values, [2.5, 97.5]))
    return {"value": round(measure([row for group in groups for row in group]), 3), "interval": [low, high]}


def side(row: NDArray[np.float32]) -> str:
    """The likelier of support and oppose."""
    return "support" if row[0] > row[1] else "oppose"


def own_figures(model: PairModel, judge: WeighingJudge) -> dict[str, Any]:
    """The figures of the held tenth, of all of it and of what two readers agree on."""
    second = second_labels()
    sentences = [s for path in held_files() for s in read_sentences(path)]
    pairs = [(s.text, s.proposition.text) for s in sentences]
    asked = [(s.text, s.proposition.negation) for s in sentences]
    plain, denied = model.judge(pairs), model.judge(asked)
    both = _both_ways(plain, denied)
    found: dict[str, Any] = {}
    agreed = [k for k, s in enumerate(sentences) if sides_agree(s.label, second.get(s.id, s.label))]
    for name, chosen in (("all", list(range(len(sentences)))), ("agreed", agreed)):
        wanted = [s.label if s.label in LABELS else "neither" for s in sentences]
        takes = [k for k in chosen if wanted[k] != "neither"]
        key = [s.proposition.key for s in sentences]
        found[name] = {
            "sides": interval([(key[k], wanted[k], side(both[k])) for k in takes], accuracy),
            "three_way": interval([(key[k], wanted[k], LABELS[int(both[k].argmax())]) for k in chosen], macro_f1),
            "flips": interval([(key[k], side(plain[k]), side(denied[k][[1, 0, 2]])) for k in takes], accuracy),
        }
    return found


def _both_ways(plain: NDArray[np.float32], denied: NDArray[np.float32]) -> NDArray[np.float32]:
    """The answers on a proposition and on its denial as one: the mean of their logarithms."""
    logs = np.log(np.maximum(plain, 1e-6)) + np.log(np.maximum(denied[:, [1, 0, 2]], 1e-6))
    powers = np.exp(logs / 2)
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)


def page_figures(model: PairModel, encoder: Encoder) -> dict[str, Any]:
    """Sides taken among all pairs of sentence and proposition of the held pages, by the judge as the reader asks it."""
    groups: list[list[Asked]] = []
    for page in held_pages():
        known = [Proposition(key=f"p{n}", text=p.text, negation=p.negation) for n, p in enumerate(page.propositions)]
        pack = TopicPack(name="page", title="page", propositions=tuple(known))
        places = [(s, n) for s in page.sentences for n in range(len(known))]
        judge = WeighingJudge(model, PrototypeJudge(encoder, [pack]))
        rows = judge.judge([(s.text, known[n].text) for s, n in places])
        groups.append(
            [(float(r[:2].max()), s.sides.get(n) == side(r), n in s.sides) for (s, n), r in zip(places, rows, strict=True)]
        )
    asked = [row for group in groups for row in group]
    taken = sum(is_taken for _, _, is_taken in asked)
    found: dict[str, Any] = {"pairs": len(asked), "sides": taken}
    for sure in (TRAINED_GATE.sure, TRAINED_GATE.sure_unmarked):
        chosen = [is_right for p, is_right, _ in asked if p >= sure]
        found[f"at {sure}"] = {
            "precision": round(sum(chosen) / max(1, len(chosen)), 3),
            "recall": round(sum(chosen) / taken, 3),
            "f1": round(2 * sum(chosen) / (len(chosen) + taken), 3),
        }
    return found | {"average_precision": drawn(groups, average_precision)}


def average_precision(asked: Sequence[Asked]) -> float:
    """The mean, over all sides taken, of the precision where each is told, surest first; nought where it is told wrongly."""
    hits = np.array([is_right for _, is_right, _ in sorted(asked, key=lambda row: -row[0])])
    precisions = np.cumsum(hits) / np.arange(1, len(hits) + 1)
    return float((precisions * hits).sum()) / max(1, sum(is_taken for _, _, is_taken in asked))


def public_figures(judge: WeighingJudge, model: PairModel, root: Path) -> dict[str, Any]:
    """Accuracy and macro-F1 on the public dev parts, asked once and in all ways."""
    found: dict[str, Any] = {}
    for name in ("stance_perspectrum", "stance_ibm_argq30k"):
        rows = [r for r in _lines(root / name / "dev.jsonl") if r["label"] in LABELS]
        pairs = [(r["text"], r["target"]) for r in rows]
        for way, answers in (("once", model.judge(pairs)), ("weighed", judge.judge(pairs))):
            scored = [(r["target"], r["label"], side(a)) for r, a in zip(rows, answers, strict=True)]
            found[f"{name} {way}"] = {"accuracy": interval(scored, accuracy), "macro_f1": interval(scored, macro_f1)}
    return found


def inference_figures(model: PairModel, root: Path) -> dict[str, Any]:
    """Accuracy of the inference head on sets that no part of was trained on."""
    names = ("entailment", "contradiction", "neutral")
    found: dict[str, Any] = {}
    for name in ("cad_dev", "control_dev"):
        rows = _lines(root / "nli" / f"{name}.jsonl")
        answers = model.infer([(r["premise"], r["hypothesis"]) for r in rows])
        scored = [(r["premise"], r["label"], names[int(a.argmax())]) for r, a in zip(rows, answers, strict=True)]
        found[name] = interval(scored, accuracy)
    return found


def relevance_figures(model: PairModel, root: Path) -> dict[str, Any]:
    """Average precision of the best key point for each argument, as the shared task scores it (strict and relaxed)."""
    rows = _lines(root / "argkp" / "dev.jsonl")
    points, arguments = _lines(root / "argkp" / "key_points_dev.jsonl"), _lines(root / "argkp" / "arguments_dev.jsonl")
    labels = {(r["arg_id"], r["key_point_id"]): int(r["label"]) for r in rows}
    scores: dict[str, list[float]] = {"strict": [], "relaxed": []}
    for topic, stance in sorted({(p["topic"], str(p["stance"])) for p in points}):
        mine = [p for p in points if (p["topic"], str(p["stance"])) == (topic, stance)]
        best = []
        for a in (a for a in arguments if (a["topic"], str(a["stance"])) == (topic, stance)):
            values = model.relevance([(a["argument"], p["key_point"]) for p in mine])
            k = int(values.argmax())
            best.append((float(values[k]), (a["arg_id"], mine[k]["key_point_id"])))
        best = sorted(best, reverse=True)[: max(1, len(best) // 2)]
        for name, unknown in (("strict", 0), ("relaxed", 1)):
            scores[name].append(_precision([labels.get(pair, unknown) for _, pair in best]))
    return {f"argkp_map_{name}": round(float(np.mean(values)), 3) for name, values in scores.items()}


def _precision(hits: Sequence[int]) -> float:
    """Average precision times the share of hits, as the shared task's code has it."""
    found = [sum(hits[: k + 1]) / (k + 1) for k, hit in enumerate(hits) if hit]
    return float(np.mean(found)) * sum(hits) / len(hits) if found else 0.0


def speed_figures(model: PairModel) -> dict[str, Any]:
    """Pairs of 40 word pieces a second, and single sentences of 40 a second through sentence-transformers, on one core."""
    import torch
    from sentence_transformers import SentenceTransformer

    from training.minilm import MINILM

    torch.set_num_threads(1)
    words = "the town should build more roads and fewer tall towers near its old green park this year".split()
    rng = random.Random(3)

    def sentences() -> list[str]:
        return [" ".join(rng.choices(words, k=38)) for _ in range(256)]

    encoder = SentenceTransformer(str(MINILM), device="cpu")
    fastest = {"pairs": 0.0, "sentences": 0.0}
    for _ in range(4):  # in turns, so that what else the machine does falls on both; the first turn warms up
        single = sentences()
        halves = [(" ".join(s.split()[:25]), " ".join(s.split()[25:37])) for s in sentences()]
        began = time.process_time()
        model.judge(halves)
        between = time.process_time()
        encoder.encode(single, batch_size=32, show_progress_bar=False)
        ended = time.process_time()
        fastest["pairs"] = max(fastest["pairs"], len(halves) / (between - began))
        fastest["sentences"] = max(fastest["sentences"], len(single) / (ended - between))
    return {
        **{name: round(rate) for name, rate in fastest.items()},
        "ratio": round(fastest["pairs"] / fastest["sentences"], 2),
    }


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SYNTOPIC_SHARED", "shared")))
    parser.add_argument("--model", type=Path, default=SHIPPED)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--only", default="own,pages,public,inference,relevance,speed")
    options = parser.parse_args()
    model = load_pair_model(options.model)
    encoder = load_encoder()
    judge = WeighingJudge(model, PrototypeJudge(encoder, []))
    root = options.shared / "benchmarks"
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "own": lambda: own_figures(model, judge),
        "pages": lambda: page_figures(model, encoder),
        "public": lambda: public_figures(judge, model, root),
        "inference": lambda: inference_figures(model, root),
        "relevance": lambda: relevance_figures(model, root),
        "speed": lambda: speed_figures(model),
    }
    for name in options.only.split(","):
        figures = parts[name]()
        for key, value in figures.items():
            print(
                json.dumps({name: {key: value}}) if options.json else f"{name:10} {key:28} {json.dumps(value)}", flush=True
            )


if __name__ == "__main__":
    main()
