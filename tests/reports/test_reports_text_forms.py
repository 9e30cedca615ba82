from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from report_samples import HOSTILE, empty_snapshot, hostile_corpus, mill_corpus, topic

from reports import build_view, render_json, render_markdown
from reports.json_form import SCHEMA
from reports.markdown import escaped
from reports.measured import FIGURES

DAY = datetime.date(2026, 6, 14)
CLAIM_FIELDS = (
    "id document evidence quantity quantity_offset value high unit noun modifier kind certainty measure measure_label "
    "subject scope time baseline speaker attributed_to role"
).split()


def test_markdown_of_a_hostile_corpus_holds_no_html_and_no_unsafe_link() -> None:
    text = render_markdown(build_view(hostile_corpus().snapshot(), topic=topic(), generated=DAY))
    tokens = [t for block in MarkdownIt("commonmark").enable("table").parse(text) for t in [block, *(block.children or [])]]
    assert not [t for t in tokens if t.type in {"html_block", "html_inline", "image", "code_inline", "fence", "code_block"}]
    links = [str(t.attrs["href"]) for t in tokens if t.type == "link_open"]
    assert links
    assert all(link.startswith(("https://", "http://", "file:///")) for link in links)


def test_markdown_holds_the_parts_and_the_matrix() -> None:
    text = render_markdown(build_view(mill_corpus().snapshot(), topic=topic(), generated=DAY))
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    headings = [tokens[i + 1].content for i, t in enumerate(tokens) if t.type == "heading_open" and t.tag == "h2"]
    assert headings == [
        "The disagreements that matter most", "What is agreed", "What is disputed", "What is new", "Measures",
        "Disagreements", "Changed on the way", "Agreements", "Who stands where", "What it turns on", "Forecasts",
        "Open questions", "Against themselves", "In their own words", "Coverage", "Method", "Sources",
    ]  # fmt: skip
    assert sum(t.type == "tr_open" for t in tokens) == 5 + 1 + len(FIGURES)  # the matrix; how well it reads
    assert "nearer **27%** of all cloth.”" in text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
@settings(max_examples=150, deadline=None)
def test_escaped_text_reads_as_itself(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(escaped(text))
    shown = "".join(c.content for t in tokens for c in t.children or [])
    kinds = {c.type for t in tokens for c in t.children or []}
    assert kinds <= {"text", "text_special"}
    plain = re.sub("[\u202a-\u202e\u2066-\u2069]", "\ufffd", " ".join(text.split()))
    assert shown.strip() == plain.strip()
    assert {t.type for t in tokens} <= {"paragraph_open", "inline", "paragraph_close"}


def test_json_holds_every_record_in_the_fields_that_programs_read() -> None:
    builder = mill_corpus()
    data = json.loads(render_json(build_view(builder.snapshot(), topic=topic(), generated=DAY)))
    assert data["schema"] == SCHEMA
    assert len(data["claims"]) == len(builder.claims)
    for row in data["claims"]:
        assert set(CLAIM_FIELDS) <= set(row)
        at = row["quantity_offset"]
        assert row["evidence"][at : at + len(row["quantity"])] == row["quantity"]
    assert {r["document"] for r in data["claims"]} <= {d.location for d in builder.documents}
    assert {"id", "topic", "holder", "target", "label", "stances", "first", "last"} <= set(data["positions"][0])
    assert {"a", "b", "relation", "rule", "reason", "measure"} <= set(data["relations"][0])
    assert {"id", "label", "claims", "groups", "sources", "origin", "independent_origins", "verdict"} <= set(
        data["measures"][0]
    )


def test_json_keeps_hostile_text_as_it_is() -> None:
    builder = hostile_corpus()
    builder.failures.append(replace(builder.failures[0], location="half \udcff name.txt"))
    made = json.loads(render_json(build_view(builder.snapshot(), topic=topic(), generated=DAY)).encode("utf-8"))
    assert any(HOSTILE in row["evidence"] for row in made["claims"])
    assert made["failures"][-1]["location"] == "half \udcff name.txt"


def test_an_empty_corpus_has_every_form() -> None:
    view = build_view(empty_snapshot(), topic=topic(), generated=DAY)
    assert "This corpus holds no source yet" in render_markdown(view)
    assert json.loads(render_json(view))["claims"] == []


def test_importing_reports_loads_neither_typst_nor_jinja() -> None:
    code = "import sys, reports; reports.build_view; sys.exit('typst' in sys.modules or 'jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
