"""How well the words of an article are told from the page around them, beside trafilatura alone in the same run.

    python -m benchmarks.bench_web SHARED [--pages]

SHARED is the folder of the evaluation data. The metric is that of scrapinghub's article-extraction benchmark: per page the
4-grams of `\\w+` tokens as a multiset, each page normalised to one; precision and recall averaged over the pages, F1 of the
averages. `--pages` lists the pages by their F1, worst first, with ours beside trafilatura's.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import SyntopicError
from corpus.records import Role
from ingest.pages import parse_page
from ingest.source import Source

_TOKEN = re.compile(r"\w+")
_LEFT_OUT = frozenset({Role.BOILERPLATE})
Figures = tuple[float, float, float]  # precision, recall, F1


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The 4-grams of a text; a shorter text is one."""
    tokens = _TOKEN.findall(text)
    if len(tokens) < 4:
        return Counter([tuple(tokens)] if tokens else [])
    return Counter(tuple(tokens[i : i + 4]) for i in range(len(tokens) - 3))


def page_figures(got: str, wanted: str) -> Figures:
    """Precision, recall and F1 of one page."""
    a, b = shingles(got), shingles(wanted)
    tp = sum((a & b).values())
    fp, fn = sum((a - b).values()), sum((b - a).values())
    precision = tp / (tp + fp) if tp + fp else float(not b)
    recall = tp / (tp + fn) if tp + fn else float(not a)
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def averages(pages: Sequence[Figures]) -> Figures:
    """Average precision and recall, and the F1 of these."""
    precision = sum(p for p, _, _ in pages) / len(pages)
    recall = sum(r for _, r, _ in pages) / len(pages)
    return precision, recall, 2 * precision * recall / (precision + recall)


def ours(data: bytes, url: str) -> str:
    """The article's words as a document of ours holds them, furniture aside."""
    try:
        parsed = parse_page(Source("page.html", data, url=url))
    except SyntopicError:
        return ""
    blocks = [b for b in parsed.blocks if b.role not in _LEFT_OUT]
    if blocks and blocks[0].role is Role.HEADLINE and blocks[0].text == parsed.title:
        blocks = blocks[1:]  # the benchmark's articles are without their titles
    return "\n".join(b.text for b in blocks)


def alone(data: bytes, url: str) -> str:
    """The article's words as trafilatura alone gives them."""
    from trafilatura import bare_extraction

    found = bare_extraction(data, url=url, with_metadata=False, include_comments=False)
    return str(getattr(found, "text", "") or "")


def measure(shared: Path) -> list[tuple[str, Figures, Figures]]:
    """For each page its name, our figures and trafilatura's."""
    folder = shared / "benchmarks" / "web_extraction"
    done: list[tuple[str, Figures, Figures]] = []
    for line in (folder / "dev.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        data = gzip.decompress((folder / row["html_file"]).read_bytes())
        wanted = row["article_body"]
        done.append(
            (row["url"], page_figures(ours(data, row["url"]), wanted), page_figures(alone(data, row["url"]), wanted))
        )
    return done


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--pages", action="store_true")
    options = parser.parse_args()
    rows = measure(options.shared)
    if options.pages:
        for url, a, b in sorted(rows, key=lambda r: r[1][2] - r[2][2]):
            print(
                f"ours P {a[0]:.3f} R {a[1]:.3f} F {a[2]:.3f}   trafilatura P {b[0]:.3f} R {b[1]:.3f} F {b[2]:.3f}   {url}"
            )
    for name, at in (("ours", 1), ("trafilatura", 2)):
        precision, recall, f1 = averages([row[at] for row in rows])  # type: ignore[misc]
        print(f"{name:<12} P {precision:.4f}  R {recall:.4f}  F1 {f1:.4f}  ({len(rows)} pages)")


if __name__ == "__main__":
    main()
