"""How well attributions are found: `python -m benchmarks.bench_attribution`.

PolNeAR 1.0 (measuring only; nothing of it enters the repository). An attribution counts as found with the right source where
a predicted one shares content with it and their sources share a token; each is used once. The second line asks the same of
attributions whose content holds a digit. `--train` takes the training part, which the reader was developed on.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.reported import Extent, Reported, reported_in


@dataclass(frozen=True, slots=True)
class Gold:
    """An annotated attribution."""

    source: tuple[Extent, ...]
    cue: str
    content: tuple[Extent, ...]


@dataclass(slots=True)
class Counts:
    """Attributions found, said and wanted."""

    found: int = 0
    said: int = 0
    want: int = 0

    @property
    def f1(self) -> float:
        """F1 of what was found."""
        return 2 * self.found / max(self.said + self.want, 1)


def rows(path: Path) -> Iterator[dict[str, object]]:
    """The articles of a file, gzipped or not."""
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def gold_of(row: dict[str, object]) -> list[Gold]:
    """The attributions of an article that have a content."""
    attributions = row["attributions"]
    assert isinstance(attributions, list)
    made = [Gold(_spans(a["source"]), " ".join(s["text"] for s in a["cue"]), _spans(a["content"])) for a in attributions]
    return [g for g in made if g.content]


def _spans(role: list[dict[str, int]]) -> tuple[Extent, ...]:
    return tuple((s["start"], s["end"]) for s in role)


def meets(a: Sequence[Extent], b: Sequence[Extent]) -> bool:
    """Whether two sets of spans share a character."""
    return any(x[0] < y[1] and y[0] < x[1] for x in a for y in b)


def shared(a: Sequence[Extent], b: Sequence[Extent]) -> int:
    """How many characters two sets of spans share."""
    return sum(max(0, min(x[1], y[1]) - max(x[0], y[0])) for x in a for y in b)


def is_found(gold: Gold, said: Reported) -> bool:
    """Whether content and source meet; where the text names no source, none may be said."""
    if not meets(gold.content, said.content):
        return False
    if not gold.source:
        return said.source is None
    return said.source is not None and meets(gold.source, (said.source,))


def pair(gold: Sequence[Gold], said: Sequence[Reported]) -> dict[int, int]:
    """Gold to said, one to one, those that share most first."""
    options = [
        (-shared(g.content, s.content), i, j) for i, g in enumerate(gold) for j, s in enumerate(said) if is_found(g, s)
    ]
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in sorted(options):
        if i not in pairs and j not in used:
            pairs[i] = j
            used.add(j)
    return pairs


def has_digit(text: str, content: Sequence[Extent]) -> bool:
    """Whether a content holds a digit."""
    return any(c.isdigit() for a, b in content for c in text[a:b])


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", action="store_true", help="the training part instead of dev")
    parser.add_argument("--file", type=Path, help="another file of the same form")
    parser.add_argument("--limit", type=int, help="only so many articles")
    parser.add_argument("--cues", action="store_true", help="the cues most often missed and made up, lemmas alone")
    given = parser.parse_args()
    shared_folder = os.environ.get("SYNTOPIC_SHARED")
    if not shared_folder and given.file is None:
        sys.exit("set SYNTOPIC_SHARED to the folder of shared reading, or name a file")
    folder = Path(shared_folder or ".") / "benchmarks" / "quotes_polnear"
    path = given.file or folder / ("train.jsonl.gz" if given.train else "dev.jsonl")
    from extract import load_english

    nlp = load_english()
    everything, numeric = Counts(), Counts()
    missed: Counter[str] = Counter()
    made_up: Counter[str] = Counter()
    kept = list(rows(path))[: given.limit]
    for row, doc in zip(kept, nlp.pipe(str(r["text"]) for r in kept), strict=True):
        gold, said = gold_of(row), reported_in(doc)
        pairs = pair(gold, said)
        used = set(pairs.values())
        everything.found += len(pairs)
        everything.said += len(said)
        everything.want += len(gold)
        numeric.found += sum(has_digit(doc.text, gold[i].content) for i in pairs)
        numeric.want += sum(has_digit(doc.text, g.content) for g in gold)
        numeric.said += sum(
            has_digit(doc.text, s.content) if j not in used else has_digit(doc.text, gold[_gold_of(pairs, j)].content)
            for j, s in enumerate(said)
        )
        missed.update(g.cue.lower() for i, g in enumerate(gold) if i not in pairs)
        made_up.update(f"{s.kind} {s.lemma}" for j, s in enumerate(said) if j not in used)
    if given.cues:
        print("missed", missed.most_common(80))
        print("made up", made_up.most_common(80))
    print(f"{'data':22}{'figure':34}{'precision':>10}{'recall':>8}{'F1':>7}{'bar':>6}{'n':>7}")
    for name, counts, bar in (("content and source", everything, ".60"), ("the same, content with a digit", numeric, ".70")):
        precision, recall = counts.found / max(counts.said, 1), counts.found / max(counts.want, 1)
        print(f"{'PolNeAR':22}{name:34}{precision:10.3f}{recall:8.3f}{counts.f1:7.3f}{bar:>6}{counts.want:7}")


def _gold_of(pairs: dict[int, int], said: int) -> int:
    return next(i for i, j in pairs.items() if j == said)


if __name__ == "__main__":
    main()
