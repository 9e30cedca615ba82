from __future__ import annotations

import csv
import datetime
import io
import json

import pyarrow.parquet as parquet
import pytest
from report_samples import HOSTILE, empty_snapshot, hostile_corpus, mill_corpus, topic

from corpus.records import Snapshot
from reports import BriefingView, bibtex, build_view, csl_json, csv_files, parquet_files, render_claim_review, render_html
from reports.references import tex
from reports.table_files import columns_of
from reports.tables import Tables

DAY = datetime.date(2026, 6, 14)


def view_of(snapshot: Snapshot) -> BriefingView:
    return build_view(snapshot, topic=topic(), generated=DAY)


@pytest.fixture(scope="module")
def mills() -> BriefingView:
    return view_of(mill_corpus().snapshot())


@pytest.fixture(scope="module")
def hostile() -> BriefingView:
    return view_of(hostile_corpus().snapshot())


def rows_of(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_columns_are_those_of_the_rows(hostile: BriefingView) -> None:
    seen = 0
    for name in Tables.__slots__:
        for row in getattr(hostile.tables, name):
            assert tuple(row) == columns_of(name), name
            seen += 1
    assert seen


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_table_is_a_file_with_its_columns_also_when_empty(form: str) -> None:
    tables = view_of(empty_snapshot()).tables
    files = csv_files(tables) if form == "csv" else parquet_files(tables)
    assert set(files) == {f"{name}.{form}" for name in Tables.__slots__}
    for name, data in files.items():
        table = name.partition(".")[0]
        found = (
            data.decode("utf-8-sig").strip().split(",")
            if form == "csv"
            else parquet.read_table(io.BytesIO(data)).column_names
        )
        assert tuple(found) == columns_of(table)


def test_csv_and_parquet_hold_the_same_records(hostile: BriefingView) -> None:
    as_csv, as_parquet = csv_files(hostile.tables), parquet_files(hostile.tables)
    for name in Tables.__slots__:
        wanted = getattr(hostile.tables, name)
        rows = rows_of(as_csv[f"{name}.csv"])
        columns = parquet.read_table(io.BytesIO(as_parquet[f"{name}.parquet"])).to_pylist()
        assert len(rows) == len(columns) == len(wanted)
        if "id" in columns_of(name):
            assert [r["id"] for r in rows] == [r["id"] for r in columns] == [r["id"] for r in wanted]
    claims = parquet.read_table(io.BytesIO(as_parquet["claims.parquet"])).to_pylist()
    assert [c["evidence"] for c in claims] == [r["evidence"] for r in hostile.tables.claims]
    assert [c["value"] for c in claims] == [r["value"] for r in hostile.tables.claims]


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(formula: str) -> None:
    builder = mill_corpus()
    builder.document("formula", ["A sentence."], title=formula)
    titles = [r["title"] for r in rows_of(csv_files(view_of(builder.snapshot()).tables)["sources.csv"])]
    assert f"'{formula}" in titles


def test_a_modifier_stays_as_it_is(mills: BriefingView) -> None:
    assert {r["modifier"] for r in rows_of(csv_files(mills.tables)["claims.csv"])} >= {"="}


def test_claim_reviews_carry_no_verdict_and_the_ids_of_the_claims(mills: BriefingView) -> None:
    data = json.loads(render_claim_review(mills))
    assert "Rating" not in json.dumps(data)
    assert [r["identifier"] for r in data["@graph"]] == [r["id"] for r in mills.tables.claims]
    texts = [d.text for d in mill_corpus().documents]
    assert all(any(r["claimReviewed"] in t for t in texts) for r in data["@graph"])
    reported = next(c for c in mills.tables.claims if c["attributed_to"])
    review = next(r for r in data["@graph"] if r["identifier"] == reported["id"])
    assert review["itemReviewed"]["author"]["name"] == reported["attributed_to"]
    assert all("javascript:" not in r["itemReviewed"]["appearance"].get("url", "") for r in data["@graph"])


def test_ids_are_shared_between_the_forms(mills: BriefingView) -> None:
    page = render_html(mills)
    sources = [str(r["id"]) for r in mills.tables.sources]
    assert all(f'id="{s}"' in page for s in sources)
    assert all(f'id="{r["id"]}"' in page for r in mills.tables.claims)
    assert all(f"@misc{{{s}," in bibtex(mills.tables.sources) for s in sources)
    assert [item["id"] for item in json.loads(csl_json(mills.tables.sources))] == sources


def balanced(text: str) -> bool:
    depth = 0
    bare = text.replace(r"\{", "").replace(r"\}", "")
    for c in bare:
        depth += (c == "{") - (c == "}")
        if depth < 0:
            return False
    return depth == 0


def test_no_title_runs_in_tex(hostile: BriefingView) -> None:
    entries = bibtex(hostile.tables.sources)
    assert balanced(entries)
    assert r"\input" not in entries
    assert r"\textbackslash{}input\{/etc/passwd\}" in entries
    assert "\x00" not in entries


def test_tex_escapes_each_sign_once() -> None:
    assert tex(r"50% & $x_1$ #1 {a} ~b^c \d") == (
        r"50\% \& \$x\_1\$ \#1 \{a\} \textasciitilde{}b\textasciicircum{}c \textbackslash{}d"
    )


def test_dates_keep_their_precision_in_a_bibliography() -> None:
    builder = mill_corpus()
    builder.document("month", ["A."], title="M", published="2026-05", authors=("Ann Bo", "Cid"))
    items = {i["title"]: i for i in json.loads(csl_json(view_of(builder.snapshot()).tables.sources))}
    assert items["M"]["issued"] == {"date-parts": [[2026, 5]]}
    assert items["M"]["author"] == [{"literal": "Ann Bo"}, {"literal": "Cid"}]
    assert HOSTILE not in str(items)
