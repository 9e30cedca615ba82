"""Exports a training and calibrates it: `python -m training.stance.finish --from DIR --to extract/models/judge`.

The temperature of the stance head is the one with the least negative log-likelihood on the propositions of our own that were
kept for tuning; half of the time the proposition is shown denied, as the judge asks about it. Nothing of the held tenth is
looked at here.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extract.judging.model import HEADS, PairModel
from training.stance.examples import STANCE_NUMBER, turned
from training.stance.export import write, write_manifest
from training.stance.measure import load_net
from training.stance.own import own_sentences

TEMPERATURES = np.arange(0.4, 2.05, 0.05)


def least_surprised(logits: NDArray[np.float64], answers: NDArray[np.int64]) -> float:
    """The temperature with the least negative log-likelihood of the answers."""
    losses = []
    for temperature in TEMPERATURES:
        scaled = logits / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        logs = scaled - np.log(np.exp(scaled).sum(axis=1, keepdims=True))
        losses.append(-logs[np.arange(len(answers)), answers].mean())
    return float(TEMPERATURES[int(np.argmin(losses))])


def main() -> None:
    """Read the arguments, export, calibrate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--from", dest="source", type=Path, required=True)
    parser.add_argument("--to", type=Path, required=True)
    args = parser.parse_args()
    settings = {f"{head}_temperature": 1.0 for head in HEADS}
    write(load_net(args.source), args.to, settings)
    sentences = own_sentences(tuning=True)
    pairs = [(s.text, s.proposition.text) for s in sentences] + [(s.text, s.proposition.negation) for s in sentences]
    answers = [STANCE_NUMBER[s.label] for s in sentences]
    logits = np.log(np.maximum(PairModel(args.to).judge(pairs).astype(np.float64), 1e-9))
    settings["stance_temperature"] = round(least_surprised(logits, np.array(answers + [turned(a) for a in answers])), 2)
    write_manifest(args.to, settings)
    print(f"calibrated on {len(pairs)} pairs: stance temperature {settings['stance_temperature']}")


if __name__ == "__main__":
    main()
