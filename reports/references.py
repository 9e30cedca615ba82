"""The sources as a bibliography: BibTeX for LaTeX, CSL-JSON for reference managers.

Invariant: a source's key is its id in every other form. BibTeX escapes what TeX would read as a command; letters of other
scripts stay, as biber and BibTeX's successors read UTF-8. CSL: Citation Style Language 1.0.2, input data schema.
"""

from __future__ import annotations

import json
import re

from reports.tables import Json, Row

_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "^": r"\textasciicircum{}",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "%": r"\%",
}
_TEX_TABLE = str.maketrans(_TEX)
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+")
_IN_URL = str.maketrans({"\\": "%5C", "{": "%7B", "}": "%7D", " ": "%20", '"': "%22"})
_CSL_TYPES = {
    "html": "webpage",
    "pdf": "article",
    "thread": "post",
    "comment_feed": "post",
    "forum_json": "post",
    "transcript_page": "broadcast",
    "subtitles": "broadcast",
    "json3": "broadcast",
}


def tex(text: str) -> str:
    """A text that TeX prints as it stands, on one line."""
    return _INVISIBLE.sub(" ", text).translate(_TEX_TABLE).strip()


def bibtex(sources: tuple[Row, ...]) -> str:
    """All sources as BibTeX entries, in the order of the table."""
    return "\n".join(_entry(row) for row in sources)


def _entry(row: Row) -> str:
    date = _DATE.match(_text(row, "published"))
    authors = row["authors"] if isinstance(row["authors"], list) else []
    found = {
        "title": f"{{{tex(_text(row, 'title') or _text(row, 'document'))}}}",  # inner braces keep capitals
        "author": " and ".join(f"{{{tex(str(a))}}}" for a in authors),
        "year": date.group(1) if date else "",
        "month": str(int(date.group(2))) if date and date.group(2) else "",
        "date": date.group(0) if date else "",
        "url": _INVISIBLE.sub("", _text(row, "url") or _text(row, "media_url")).translate(_IN_URL),
        "langid": tex(_text(row, "language")),
        "howpublished": "" if _text(row, "url") else tex(_text(row, "document")),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in found.items() if value]
    return "\n".join([f"@misc{{{row['id']},", *lines, "}", ""])


def csl_json(sources: tuple[Row, ...]) -> str:
    """All sources as CSL-JSON."""
    data = json.dumps([_item(row) for row in sources], ensure_ascii=False, indent=1)
    return re.sub("[\ud800-\udfff]", "\ufffd", data) + "\n"


def _item(row: Row) -> dict[str, Json]:
    item: dict[str, Json] = {
        "id": row["id"],
        "type": _CSL_TYPES.get(_text(row, "kind"), "document"),
        "title": _text(row, "title") or _text(row, "document"),
    }
    if isinstance(row["authors"], list) and row["authors"]:
        item["author"] = [{"literal": name} for name in row["authors"]]
    date = _DATE.match(_text(row, "published"))
    if date:
        item["issued"] = {"date-parts": [[int(part) for part in date.groups() if part]]}
    for key, name in (("URL", "url"), ("language", "language")):
        if row[name]:
            item[key] = row[name]
    return item


def _text(row: Row, name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
