"""Time and size of a large briefing: 500 documents with 10,000 claims in 800 measures, as HTML and PDF, in one run.

    python -m benchmarks.bench_briefing [--documents N] [--claims-each N]

Prints seconds for the view and each form, and the bytes of each; the aim is HTML and PDF together under 20 s, HTML within
6 MB. The corpus is made by the builder of the tests of reports; no document of others is read.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import time
from collections.abc import Callable
from pathlib import Path

import reports

sys.path.append(str(Path(__file__).parents[1] / "tests" / "reports"))


def main() -> None:
    """Print the figures."""
    from report_samples import large_snapshot, topic

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--claims-each", type=int, default=20)
    options = parser.parse_args()
    snapshot = large_snapshot(options.documents, options.claims_each)
    began = time.perf_counter()
    view = reports.build_view(snapshot, topic=topic(), generated=datetime.date(2026, 6, 14))
    seconds = {"view": time.perf_counter() - began}
    print(f"view     {seconds['view']:7.2f} s")
    forms: dict[str, Callable[[reports.BriefingView], str | bytes]] = {
        "html": reports.render_html,
        "pdf": reports.render_pdf,
        "md": reports.render_markdown,
        "json": reports.render_json,
    }
    for name, render in forms.items():
        began = time.perf_counter()
        made = render(view)
        seconds[name] = time.perf_counter() - began
        size = len(made if isinstance(made, bytes) else made.encode())
        print(f"{name:8} {seconds[name]:7.2f} s {size / 1e6:7.2f} MB")
    print(
        f"view, HTML and PDF together {seconds['view'] + seconds['html'] + seconds['pdf']:.2f} s; the aim is 20 s and 6 MB"
    )


if __name__ == "__main__":
    main()
