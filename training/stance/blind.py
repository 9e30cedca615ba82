"""A second reading of our own sentences without their labels: `python -m training.stance.blind {write,read} DIR`.

`write` puts every sentence into one of the files `stance-blind-N.tsv` (id, proposition, sentence), shuffled, without its
label, register or place. A second reader writes `stance-labels-N.tsv` (id, tab, one of s o n u). `read` gathers them in
`data/second_labels.tsv` and prints how far both readers agree; sentences on whose side they differ are not trained on.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from training.stance.own import (
    DATA,
    LABELS,
    OwnSentence,
    held_files,
    read_sentences,
    second_labels,
    sides_agree,
    training_files,
)

FILES = 4
SEED = 7
_LETTER = {word: letter for letter, word in LABELS.items()}


def all_sentences() -> list[OwnSentence]:
    """Training and held sentences."""
    return [s for path in [*training_files(), *held_files()] for s in read_sentences(path)]


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Cohen's kappa (1960) of two readers' labels."""
    n = len(first)
    same = sum(a == b for a, b in zip(first, second, strict=True)) / n
    one, two = Counter(first), Counter(second)
    chance = sum(one[label] * two[label] for label in one) / n**2
    return (same - chance) / max(1e-9, 1 - chance)


def write(folder: Path) -> None:
    """Write the blind files, each sentence in one of them."""
    sentences = all_sentences()
    done = second_labels()
    waiting = [s for s in sentences if s.id not in done]
    random.Random(SEED).shuffle(waiting)
    for n in range(FILES):
        part = waiting[n::FILES]
        lines = [f"{s.id}\t{s.proposition.text}\t{s.text}" for s in part]
        (folder / f"stance-blind-{n + 1}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(waiting)} sentences in {FILES} files; {len(done)} were read before")


def read(folder: Path) -> None:
    """Gather the labels of the second reader and print the agreement."""
    known = {s.id: s for s in all_sentences()}
    said = {sentence: _LETTER[label] for sentence, label in second_labels().items()}
    for path in sorted(folder.glob("stance-labels-*.tsv")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            row = line.strip().split("\t")
            if row == [""]:
                continue
            if len(row) < 2 or row[1] not in LABELS:
                sys.exit(f"{path.name}:{number}: not 'id<TAB>label' with a label of {' '.join(LABELS)}")
            said[row[0]] = row[1]
    kept = {k: v for k, v in said.items() if k in known}
    lines = [f"{k}\t{kept[k]}" for k in sorted(kept)]
    (DATA / "second_labels.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    report()


def report() -> None:
    """Print how far the two readers agree, on the training files and on the held ones."""
    second = second_labels()
    for name, files in (("training", training_files()), ("held", held_files())):
        rows = [(s, second[s.id]) for path in files for s in read_sentences(path) if s.id in second]
        if not rows:
            continue
        fold = {"off": "neutral"}
        first = [fold.get(s.label, s.label) for s, _ in rows]
        other = [fold.get(label, label) for _, label in rows]
        agreed = sum(sides_agree(s.label, label) for s, label in rows)
        print(f"{name}: {len(rows)} read twice, same side {agreed / len(rows):.3f}, kappa {kappa(first, other):.3f}")
        print(f"  with on and off the subject apart: kappa {kappa([s.label for s, _ in rows], [x for _, x in rows]):.3f}")
        differing = Counter((s.label, label) for s, label in rows if not sides_agree(s.label, label))
        print("  differ: " + ", ".join(f"{a}/{b} {n}" for (a, b), n in differing.most_common()))


def main() -> None:
    """Read the arguments."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["write", "read", "report"])
    parser.add_argument("folder", type=Path, nargs="?", default=Path())
    args = parser.parse_args()
    if args.what == "write":
        write(args.folder)
    elif args.what == "read":
        read(args.folder)
    else:
        report()


if __name__ == "__main__":
    main()
