"""PDF: the text layer, page by page, lines rejoined, running heads and page numbers set apart.

A hyphen at the end of a line stays, because "re-" + "sign" may be either word. Two columns are read one after the other
(`ingest.pdf_columns`). Invariant: no character is invented; a scan is refused rather than read as empty, and pages of a
document that are scans are counted in its shortfall.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise
from typing import Any

from corpus.errors import BadInput
from corpus.records import Role
from corpus.text import squash
from ingest.blocks import Block, Parsed, is_readable
from ingest.dates import compact_date, is_date_line, read_date
from ingest.pdf_columns import column_lines, is_scan
from ingest.plain import Paragraph, layout_column, split_lines, split_paragraphs
from ingest.prose import byline_names, paragraph_roles
from ingest.source import Source

MAX_PAGES = 2_000  # a page takes some milliseconds; more is a collection to be split
_TITLE_WITHIN = 6  # paragraphs
_EDGE_LINES = 2  # running heads and page numbers stand in the first or last two lines of a page
_PAGE_NUMBER = re.compile(r"^\W*(?:page\s*)?(?:\d{1,4}|[ivxl]{1,6})(?:\s*(?:/|of)\s*\d{1,4})?\W*$", re.I)
_LINE_HYPHEN = re.compile("[\u0002\ufffe]\r?\n?")  # PDFium's sign for a hyphen at which it joined a word
_ENDS_IN_HYPHEN = re.compile(r"[^\W\d_]-$")
_JOINT = "\ue000"  # private use: means nothing in a text
_DATE = re.compile(r"D?:?(\d{8})")


def looks_like_pdf(source: Source) -> bool:
    """Whether the bytes begin as a PDF does."""
    return b"%PDF-" in source.data[:1024]


def parse_pdf(source: Source) -> Parsed:
    """Read a PDF's text layer.

    Raises:
        BadInput: encrypted, damaged, too long, or pictures alone.
    """
    pages, facts, scans = _read_pages(source)
    if len(scans) > len(pages) / 2 or not is_readable(" ".join(" ".join(page) for page in pages)):
        what = f"a scan ({len(scans)} of {len(pages)} pages are pictures)" if scans else "a PDF"
        raise BadInput(
            f"{source.name}: {what} without a text layer", remedy="run OCR on it (for instance ocrmypdf) and add the result"
        )
    heads = _running_heads(pages)
    body: list[str] = []
    furniture: list[str] = []
    for lines in pages:
        for i, line in enumerate(lines):
            is_edge = i < _EDGE_LINES or i >= len(lines) - _EDGE_LINES
            is_head = is_edge and bool(line.strip()) and (_PAGE_NUMBER.match(line) or _shape(line) in heads)
            (furniture if is_head else body).append(line)
    joined = (
        replace(p, text=p.text.replace(f"{_JOINT} ", "").replace(_JOINT, ""))
        for p in split_paragraphs(_jointed(body), column=layout_column(body))
    )
    title = facts.get("Title", "").strip()
    paragraphs = _with_title([p for p in joined if p.text], title)
    roles = paragraph_roles(paragraphs)
    roles[:] = [Role.HEADLINE if title and p.text == squash(title) else r for p, r in zip(paragraphs, roles, strict=True)]
    blocks = [Block(p.text, role) for p, role in zip(paragraphs, roles, strict=True)]
    published: str | None = None
    authors = tuple(n.strip() for n in re.split(r";|,| and ", facts.get("Author", "")) if n.strip())
    for i, block in enumerate(blocks[:8]):
        names = byline_names(block.text)
        authors = names or authors
        if names or is_date_line(block.text):
            published = published or read_date(block.text)
            blocks[i] = Block(block.text, Role.BOILERPLATE)
    made = _DATE.match(facts.get("CreationDate", ""))
    if not is_title(title):
        title = next((b.text for b in blocks if b.role is Role.HEADLINE), "")
    blocks += [Block(line, Role.BOILERPLATE) for line in dict.fromkeys(line.strip() for line in furniture)]
    return Parsed(
        tuple(blocks),
        title=title,
        authors=authors,
        published=published or (compact_date(made.group(1)) if made else None),
        shortfall=_missing(scans, len(pages)),
    )


def _missing(scans: list[int], pages: int) -> str:
    """What is said of pages that are pictures; `scans` are their numbers from 1."""
    if not scans:
        return ""
    listed = ", ".join(map(str, scans[:8])) + (" and more" if len(scans) > 8 else "")
    return f"{len(scans)} of {pages} pages are pictures without text ({listed})"


def _with_title(paragraphs: list[Paragraph], title: str) -> list[Paragraph]:
    """The paragraphs, those that the title of the metadata runs over as one."""
    wanted = squash(title)
    for i, paragraph in enumerate(paragraphs[:_TITLE_WITHIN]):
        for n in (2, 3):
            if wanted.startswith(paragraph.text) and squash(" ".join(p.text for p in paragraphs[i : i + n])) == wanted:
                return [*paragraphs[:i], replace(paragraph, text=wanted), *paragraphs[i + n :]]
    return paragraphs


def _jointed(lines: list[str]) -> str:
    """The lines as one text, with a sign where a word runs on behind a hyphen at the end of a line."""
    done = [line.replace(_JOINT, " ") for line in lines]
    for i, (line, following) in enumerate(pairwise(done)):
        if _ENDS_IN_HYPHEN.search(line[-3:]) and following[:1].islower() and following.split()[0] not in ("and", "or", "to"):
            done[i] += _JOINT
    return "\n".join(done)


def is_title(text: str) -> bool:
    """Whether the metadata's title is one, not the name of a file or a template."""
    return (
        len(text) >= 4
        and " " in text
        and not re.search(r"(?i)\.(?:docx?|tex|dvi|indd|pdf)$|^microsoft word|^untitled", text)
    )


def _read_pages(source: Source) -> tuple[list[list[str]], dict[str, str], list[int]]:
    """The lines of each page, the document's facts, and the numbers of the pages that are scans."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise BadInput(
                f"{source.name}: an encrypted PDF", remedy="save a copy without a password and add that"
            ) from None
        raise BadInput(f"{source.name}: a damaged PDF", remedy="fetch or export it again") from None
    try:
        if len(document) > MAX_PAGES:
            raise BadInput(f"{source.name}: {len(document)} pages, over the limit of {MAX_PAGES}", remedy="split it")
        facts = {str(k): str(v) for k, v in document.get_metadata_dict().items()}
        read = [_page_lines(document, i, source.name) for i in range(len(document))]
        return [lines for lines, _ in read], facts, [n for n, (_, is_picture) in enumerate(read, 1) if is_picture]
    finally:
        document.close()


def _page_lines(document: Any, index: int, name: str) -> tuple[list[str], bool]:
    """The lines of a page in the order of reading, and whether it is a scan."""
    import pypdfium2

    try:
        page = document[index]
        try:
            text_page = page.get_textpage()
            try:
                text = str(text_page.get_text_bounded())
                columns = column_lines(text_page)
            finally:
                text_page.close()
            is_picture = is_scan(page, text)
        finally:
            page.close()
    except pypdfium2.PdfiumError:
        raise BadInput(f"{name}: page {index + 1} of this PDF is damaged", remedy="fetch or export it again") from None
    return columns or split_lines(_LINE_HYPHEN.sub("-", text)), is_picture


def _running_heads(pages: list[list[str]]) -> frozenset[str]:
    """Shapes of lines (digits aside) that stand at the edge of three pages and of a third of them, or of each of two."""
    counts: Counter[str] = Counter()
    for lines in pages:
        real = [line for line in lines if line.strip()]
        counts.update({_shape(line) for line in real[:_EDGE_LINES] + real[-_EDGE_LINES:]})
    return frozenset(shape for shape, n in counts.items() if (n >= 3 and n >= len(pages) / 3) or 2 <= n == len(pages))


def _shape(line: str) -> str:
    return re.sub(r"\d+", "0", line.strip().lower())
