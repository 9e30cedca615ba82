"""How well quantities are read, on public data: `python -m benchmarks.bench_quantities`.

Takes the folder of shared reading from the environment variable SYNTOPIC_SHARED; `--newsquant`, `--measeval` and
`--recognizers` take another file of the same form. Prints one table with each figure, its bar, and how many gold rows stand
behind it. How each set is matched is told in `newsquant`, `measeval` and `recognizers` beside this module.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import measeval, newsquant, recognizers

if TYPE_CHECKING:
    from spacy.language import Language

Line = tuple[str, str, float, str, int]


def newsquant_lines(nlp: Language, path: Path, *, show: int) -> Iterator[Line]:
    """The figures of NewsQuant: by the matching of its authors, and with each quantity used once."""
    official, strict = newsquant.score(nlp, path, show=show)
    for name, counts, bars in (
        ("NewsQuant", official, (".93", ".87", ".89")),
        ("NewsQuant, one to one", strict, ("", "", "")),
    ):
        hits = (counts.value, counts.unit, counts.change)
        for figure, n, bar in zip(("value F1", "value and unit F1", "value and change F1"), hits, bars, strict=True):
            yield name, figure, counts.f1(n), bar, counts.want
    yield "NewsQuant", "value precision", official.value / max(official.said, 1), "", official.said
    yield "NewsQuant", "value recall", official.value / max(official.want, 1), "", official.want


def measeval_lines(nlp: Language, path: Path, *, show: int) -> Iterator[Line]:
    """The figures of MeasEval."""
    figures = measeval.score(nlp, path, show=show)
    yield "MeasEval", "overlap of spans, F1", figures.overlap, ".85", figures.gold
    yield "MeasEval", "the same, one to one", figures.strict, "", figures.gold
    yield "MeasEval", "quantities found, F1", figures.found, "", figures.gold
    yield "MeasEval", "precision", figures.precision, "", figures.gold
    yield "MeasEval", "recall", figures.recall, "", figures.gold


def recognizers_lines(path: Path, *, show: int) -> Iterator[Line]:
    """The figures of the specifications, and what was not asked."""
    right, asked, left_out = recognizers.score(path, show=show)
    yield "Recognizers-Text", "resolved value", right / max(asked, 1), ".93", asked
    for reason, n in sorted(left_out.items()):
        yield "Recognizers-Text", f"left out: {reason}", float("nan"), "", n


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", type=int, default=0, help="show so many cases of each set that were read otherwise")
    parser.add_argument("--newsquant", type=Path, help="a file in the form of quantities_cqe/newsquant_dev.jsonl")
    parser.add_argument("--measeval", type=Path, help="a file in the form of quantities_measeval/trial.jsonl")
    parser.add_argument("--recognizers", type=Path, help="a file in the form of quantities_recognizers_specs/dev.jsonl")
    given = parser.parse_args()
    shared = os.environ.get("SYNTOPIC_SHARED")
    if not shared and not (given.newsquant and given.measeval and given.recognizers):
        sys.exit("set SYNTOPIC_SHARED to the folder of shared reading, or name the three files")
    folder = Path(shared or ".") / "benchmarks"
    from extract import load_english

    nlp = load_english()
    lines = [
        *newsquant_lines(nlp, given.newsquant or folder / "quantities_cqe" / "newsquant_dev.jsonl", show=given.errors),
        *measeval_lines(nlp, given.measeval or folder / "quantities_measeval" / "trial.jsonl", show=given.errors),
        *recognizers_lines(given.recognizers or folder / "quantities_recognizers_specs" / "dev.jsonl", show=given.errors),
    ]
    print(f"{'data':24}{'figure':32}{'reached':>8}{'bar':>6}{'n':>7}")
    for name, figure, reached, bar, n in lines:
        print(f"{name:24}{figure:32}{'' if reached != reached else format(reached, '.3f'):>8}{bar:>6}{n:7}")


if __name__ == "__main__":
    main()
