"""The tables of a briefing as files: CSV for spreadsheets, Parquet for analysis.

Invariant: each table is one file named after it, a row one record, its columns those of docs/json.md in that order, also
where there is no row. CSV follows RFC 4180 in UTF-8 with a byte order mark; lists stand in a cell as JSON, and a text that a
spreadsheet would run as a formula begins with an apostrophe (OWASP, "CSV Injection"). Parquet keeps lists of texts as lists,
holds the rest of what is nested as JSON text, and leaves every text as it is.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from corpus import findings
from reports.tables import Json, Row, Tables

if TYPE_CHECKING:
    import pyarrow

_FORMULA = re.compile(r"[=+\-@\t\r].", re.DOTALL)  # a lone sign, such as the modifier "=", is no formula
_SURROGATE = re.compile("[\ud800-\udfff]")
_COLUMNS = {
    "sources": "id document title kind authors published url media_url language words claims stances vanished",
    "claims": "id document evidence quantity quantity_offset value high unit noun modifier kind certainty measure "
    "measure_label measure_phrase subject scope time time_iso baseline speaker attributed_to role",
    "stances": "id document evidence holder speaker topic target label conditional score role date",
    "measures": "id label claims groups sources origin origins independent_origins chain verdict",
    "relations": "id a b relation rule reason inputs measure",
    "positions": "id topic holder target label stances first last sources first_hand chain",
    "summaries": "id document text rank score",
    "failures": "id stage source location error message remedy",
    "rejects": "id document record_kind payload reason",
    "origins": "measure claim origin because",
}
_FINDINGS = {
    "mutations": findings.Mutation,
    "inconsistencies": findings.Inconsistency,
    "camps": findings.Camp,
    "key_points": findings.KeyPoint,
    "cruxes": findings.Crux,
    "forecasts": findings.Forecast,
    "questions": findings.OpenQuestion,
}
_LISTS = frozenset(
    "authors claims sources origins stances first_hand positions holders strongest supporters opponents opposing "
    "supporting".split()
)
_COUNTS = frozenset({"words", "quantity_offset", "independent_origins", "rank", "start", "end"})
_DECIMALS = frozenset({"value", "high", "score", "likelihood", "likelihood_high"})


def columns_of(table: str) -> tuple[str, ...]:
    """The columns of a table, in order."""
    if table in _FINDINGS:
        return tuple(f.name for f in fields(_FINDINGS[table]) if f.name not in {"made_from", "segment"})
    return tuple(_COLUMNS[table].split())


def csv_files(tables: Tables) -> dict[str, bytes]:
    """Each table as a CSV file, by file name."""
    return {f"{name}.csv": _csv(columns_of(name), getattr(tables, name)) for name in Tables.__slots__}


def _csv(columns: Sequence[str], rows: Sequence[Row]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(c)) for c in columns])
    return b"\xef\xbb\xbf" + _SURROGATE.sub("\ufffd", out.getvalue()).encode()


def _cell(value: Json) -> str | int | float | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, str):
        text = value.replace("\x00", "\ufffd")
        return f"'{text}" if _FORMULA.match(text) else text
    return value


def parquet_files(tables: Tables) -> dict[str, bytes]:
    """Each table as a Parquet file, by file name."""
    import pyarrow.parquet as parquet

    files: dict[str, bytes] = {}
    for name in Tables.__slots__:
        out = io.BytesIO()
        parquet.write_table(_arrow(name, getattr(tables, name)), out, compression="zstd")
        files[f"{name}.parquet"] = out.getvalue()
    return files


def _arrow(table: str, rows: Sequence[Row]) -> pyarrow.Table:
    import pyarrow as pa

    arrays, schema = [], []
    for name in columns_of(table):
        kind = _kind(pa, table, name)
        is_text, is_list = kind == pa.string(), pa.types.is_list(kind)
        arrays.append(pa.array([_value(r.get(name), is_text=is_text, is_list=is_list) for r in rows], type=kind))
        schema.append(pa.field(name, kind))
    return pa.Table.from_arrays(arrays, schema=pa.schema(schema, metadata={b"syntopic": table.encode()}))


def _kind(pa: Any, table: str, column: str) -> Any:
    if column == "conditional":
        return pa.bool_()
    if column in _COUNTS or (table == "sources" and column in {"claims", "stances"}):
        return pa.int64()
    if column in _DECIMALS:
        return pa.float64()
    return pa.list_(pa.string()) if column in _LISTS else pa.string()


def _value(value: Json, *, is_text: bool, is_list: bool) -> object:
    if is_list:
        return [_SURROGATE.sub("\ufffd", str(v)) for v in value] if isinstance(value, list) else None
    if not is_text or value is None:
        return value
    return _SURROGATE.sub("\ufffd", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
