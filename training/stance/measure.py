"""Measures a checkpoint before it is exported: `python -m training.stance.measure DIR [--held]`.

Prints the public dev parts and, with `--held`, the tenth of our own that is never trained on. It runs the network in full
precision; `benchmarks/bench_judge.py` measures the exported weights.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from extract.judging.model import pair_pieces
from extract.parsing.pieces import WordPieces
from extract.polarity import negate
from training.minilm import MINILM
from training.stance.examples import Example
from training.stance.model import PairNet
from training.stance.train import Pieces, collate

Floats = NDArray[np.float32]


def load_net(folder: Path, *, averaged: bool = True) -> PairNet:
    """The network that `train.py` left in a folder: the finished one, else its last checkpoint."""
    net = PairNet()
    if (folder / "final.pt").exists():
        net.load_state_dict(torch.load(folder / "final.pt", weights_only=True))
    else:
        state = torch.load(folder / "last.pt", weights_only=True)
        net.load_state_dict(state["model"] | (state["average"] if averaged else {}))
    return net.eval()


def logits(net: PairNet, pairs: Sequence[tuple[str, str]], head: str) -> Floats:
    """The logits of one head for every pair, in order."""
    pieces = WordPieces.from_file(MINILM / "vocab.txt")
    items = [Pieces(*pair_pieces(pieces, a, b), Example(head, a, b, 0)) for a, b in pairs]
    order = sorted(range(len(items)), key=lambda k: len(items[k].ids))
    rows: dict[int, Floats] = {}
    with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
        for at in range(0, len(order), 32):
            some = order[at : at + 32]
            batch = collate([items[k] for k in some])
            out = net(batch["pieces"], batch["types"], batch["mask"])[head].float().numpy()
            rows.update(zip(some, out, strict=True))
    return np.stack([rows[k] for k in range(len(items))])


def macro_f1(said: Sequence[str], wanted: Sequence[str]) -> float:
    """Mean F1 over the labels that occur in `wanted`."""
    scores = []
    for label in sorted(set(wanted)):
        both = sum(s == w == label for s, w in zip(said, wanted, strict=True))
        scores.append(2 * both / max(1, list(said).count(label) + list(wanted).count(label)))
    return float(np.mean(scores))


def public_dev(net: PairNet, path: Path, n: int | None) -> str:
    """Accuracy and macro-F1 on a public dev part, from the proposition alone and averaged with its denial."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [r for r in rows if r["label"] in ("support", "oppose")]
    if n is not None:
        rows = rows[:: max(1, len(rows) // n)]
    wanted = [r["label"] for r in rows]
    plain = logits(net, [(r["text"], r["target"]) for r in rows], "stance")
    denied = logits(net, [(r["text"], negate(r["target"].strip().rstrip("."))) for r in rows], "stance")
    out = []
    for side in (plain[:, 0] - plain[:, 1], plain[:, 0] - plain[:, 1] + denied[:, 1] - denied[:, 0]):
        said = ["support" if s > 0 else "oppose" for s in side]
        accuracy = float(np.mean([s == w for s, w in zip(said, wanted, strict=True)]))
        out.append(f"accuracy {accuracy:.3f} macro-F1 {macro_f1(said, wanted):.3f}")
    flips = float(np.mean((plain[:, 0] > plain[:, 1]) != (denied[:, 0] > denied[:, 1])))
    return f"{path.parent.name} of {len(rows)}: {out[0]} | with denial {out[1]} | flips {flips:.3f}"


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shared", type=Path, default=Path(os.environ.get("SYNTOPIC_SHARED", "shared")))
    parser.add_argument("--n", type=int)
    parser.add_argument("--last", action="store_true", help="the last weights instead of their running average")
    args = parser.parse_args()
    torch.set_num_threads(1)
    net = load_net(args.folder, averaged=not args.last)
    for name in ("stance_perspectrum", "stance_ibm_argq30k"):
        print(public_dev(net, args.shared / "benchmarks" / name / "dev.jsonl", args.n), flush=True)


if __name__ == "__main__":
    main()
