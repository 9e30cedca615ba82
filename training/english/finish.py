"""From a trained reader to the shipped model: export, lexicon, thresholds tuned on dev, scores.

Run as `python -m training.english.finish --from DIR --to extract/models/english`. The thresholds of sentence starts, one for
edited text and one for captions, and of names are the ones with the best F on the dev parts of EWT and GUM; no test text is
looked at before they stand. `scores.json` gets the figures of `benchmarks/bench_english.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.bench_english import (
    Prf,
    as_captions,
    compared,
    gold_doc,
    load,
    name_spans,
    print_table,
    score_own,
    sentence_starts,
    treebank_figures,
    word_offsets,
)
from training.english.export import load_trained, write, write_manifest
from training.english.lexicon import write_lexicon
from training.english.own import DATA
from training.english.treebanks import Text, read_conllu

GRIDS = {
    "start_threshold": (0.0, 0.3, 0.6),
    "caption_threshold": (-3.2, -2.6, -2.0, -1.4),
    "name_threshold": (-0.5, 0.0, 0.5, 1.0),
}
DEV_WORDS = 15_000  # of each treebank


def tuned_f(folder: Path, name: str, texts: Sequence[Text], settings: dict[str, float]) -> float:
    """F of sentence starts, or of names, with some settings."""
    write_manifest(folder, settings)
    nlp = load(str(folder))
    total = Prf()
    for text, doc in zip(texts, nlp.pipe(t.raw() for t in texts), strict=True):
        if name == "name_threshold":
            total += compared(name_spans(doc), name_spans(gold_doc(nlp, text)))
        else:
            offsets = word_offsets(text)
            total += compared(sentence_starts(doc), (o for o, start in zip(offsets, text.starts, strict=True) if start))
    return total.f


def tune(folder: Path, ewt: Sequence[Text], gum: Sequence[Text]) -> dict[str, float]:
    """The thresholds with the best F: of starts on both dev parts, of names on GUM's (EWT's names were learnt)."""
    settings = dict.fromkeys(GRIDS, 0.0)
    edited = [*ewt, *gum]
    texts = {"start_threshold": edited, "caption_threshold": [as_captions(t) for t in edited], "name_threshold": list(gum)}
    for name, grid in GRIDS.items():
        scores = {value: tuned_f(folder, name, texts[name], settings | {name: value}) for value in grid}
        settings[name] = max(scores, key=lambda value: (scores[value], -abs(value)))
        print(name, {value: round(f, 4) for value, f in scores.items()}, flush=True)
    return settings


def beginning(texts: Sequence[Text], words: int) -> list[Text]:
    """The first texts, until there are so many words."""
    taken: list[Text] = []
    for text in texts:
        if sum(map(len, taken)) >= words:
            break
        taken.append(text)
    return taken


def main() -> None:
    """Read the arguments, write the model and its scores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--from", dest="source", type=Path, nargs="+", required=True, help="runs or stored models; of several, their mean"
    )
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--commit", default="", help="of the recipe, for scores.json")
    args = parser.parse_args()
    treebanks = Path(os.environ.get("SYNTOPIC_SHARED", "shared")) / "benchmarks" / "treebanks"
    if not treebanks.is_dir():
        sys.exit(f"{treebanks} is not a folder: set SYNTOPIC_SHARED to the folder that holds benchmarks/treebanks")
    model, labels = load_trained(args.source)
    learnt = [read_conllu(treebanks / f"{name}-train.conllu.gz") for name in ("ewt", "gum")]
    write(model, labels, args.to, dict.fromkeys(GRIDS, 0.0))
    write_lexicon(args.to, learnt)
    ewt, gum = (beginning(read_conllu(treebanks / f"{name}-dev.conllu.gz"), DEV_WORDS) for name in ("ewt", "gum"))
    settings = tune(args.to, ewt, gum)
    write_manifest(args.to, settings)
    nlp = load(str(args.to))
    figures = treebank_figures(nlp, treebanks)
    figures["own"], _ = score_own(nlp, DATA / "held.jsonl")
    print_table(figures)
    rounded = {name: {figure: round(value, 4) for figure, value in values.items()} for name, values in figures.items()}
    stored = {"recipe_commit": args.commit, "settings": settings, "figures": rounded}
    (args.to / "scores.json").write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
