"""Markdown, and mail or forum text with ">" quotations: the tokens of CommonMark laid out as blocks.

Invariant: what stands behind ">" is a quotation with a voice of its own; HTML inside Markdown never becomes text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.names import AUTHOR
from corpus.records import Role
from ingest.anchors import Anchors, Link, inked, placed
from ingest.blocks import Block, Parsed, tidy
from ingest.dates import is_date_line, read_date
from ingest.furniture import is_furniture
from ingest.prose import byline_names
from ingest.quoted import QUOTED, introduced_speaker
from ingest.source import Source

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\r?\n(.{0,8000}?)\r?\n(?:---|\.\.\.)[ \t]*\r?\n", re.S)
_FRONT_KEY = re.compile(
    r"(?m)^(title|authors?|date|published|url|canonical_url|link|source|lang(?:uage)?)\s*:\s*(.+?)\s*$", re.I
)
_SIGNS = (
    re.compile(r"(?m)^#{1,6} \S"),
    re.compile(r"(?m)^>[ >]?\S"),
    re.compile(r"(?<!\\)\[[^\]\n]{1,200}\]\([^)\s]{3,400}\)"),
    re.compile(r"(?m)^(?:```|~~~)"),
    re.compile(r"(?m)^\|?[ :]*-{3,}[ :]*\|[ :|-]*$"),
    re.compile(r"\*\*\S[^*\n]{1,200}\*\*"),
)
_SAMPLE_CHARS = 60_000
MAX_MARKUP_CHARS = 4_000_000  # a parser of Markdown takes about a second a megabyte


def looks_like_markdown(source: Source) -> bool:
    """Whether a text has ">" quotations, two kinds of Markdown signs, or one sign and the name of a Markdown file."""
    sample = source.text[:_SAMPLE_CHARS]
    if len(source.text) > MAX_MARKUP_CHARS:
        return False
    found = [bool(sign.search(sample)) for sign in _SIGNS]
    named = source.suffix in (".md", ".markdown", ".mdown", ".mkd")
    return found[1] or sum(found) >= 2 or (named and (any(found) or bool(_FRONT.match(sample))))


def parse_markdown(source: Source) -> Parsed:
    """Read Markdown: headings, paragraphs, quotations, tables; code is boilerplate."""
    text = source.text
    front = _FRONT.match(text)
    facts = {m.group(1).lower(): m.group(2).strip("\"' ") for m in _FRONT_KEY.finditer(front.group(1))} if front else {}
    if front:
        text = text[front.end() :]
    blocks = markdown_blocks(text)
    author = facts.get("author") or facts.get("authors") or ""
    authors = tuple(n.strip("\"' ") for n in author.strip("[]").split(",") if n.strip("\"' "))
    published = read_date(facts.get("date") or facts.get("published") or "")
    done: list[Block] = []
    for i, block in enumerate(blocks):
        role = block.role
        if role is Role.BODY and is_furniture(block.text):
            role = Role.BOILERPLATE
        if i < 6 and role is Role.BODY:
            names = byline_names(block.text)
            authors = authors or names
            if is_date_line(block.text):
                published = published or read_date(block.text)
            role = Role.BOILERPLATE if names or is_date_line(block.text) else role
        done.append(replace(block, role=role))
    voice = authors[0] if len(authors) == 1 else AUTHOR
    laid = tuple(b if b.role is Role.QUOTE else replace(b, voice=voice, answers="") for b in done)
    title = facts.get("title") or next((b.text for b in laid if b.role is Role.HEADLINE), "")
    url = next(
        (u for u in (facts.get(k, "") for k in ("url", "canonical_url", "link", "source")) if u.startswith("http")), None
    )
    return Parsed(laid, title=title, authors=authors, published=published, url=url, language=_language(facts))


def markdown_blocks(text: str, *, body: Role = Role.BODY) -> list[Block]:
    """The blocks of a piece of Markdown; quotations get the name that introduces them, or "quoted"."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("table")
    return _lay_out(parser.parse(text), body)


def _lay_out(tokens: Sequence[Token], body: Role) -> list[Block]:
    blocks: list[Block] = []
    quotes = 0
    speaker = QUOTED
    heading = False
    ordinals: list[int | None] = []
    marker = ""
    row: list[str] | None = None
    anchors = Anchors()
    for token in tokens:
        kind = token.type
        if kind == "blockquote_open":
            if not quotes:
                speaker = (introduced_speaker(blocks[-1].text) if blocks else None) or QUOTED
            quotes += 1
        elif kind == "blockquote_close":
            quotes -= 1
        elif kind in ("heading_open", "heading_close"):
            heading = kind == "heading_open"
        elif kind == "ordered_list_open":
            ordinals.append(int(token.attrGet("start") or 1))
        elif kind == "bullet_list_open":
            ordinals.append(None)
        elif kind in ("ordered_list_close", "bullet_list_close"):
            ordinals.pop()
        elif kind == "list_item_open":
            n = ordinals[-1] if ordinals else None
            marker = f"{token.info or n}{token.markup or '.'} " if n is not None else ""
        elif kind in ("tr_open", "tr_close"):
            if kind == "tr_close" and row:
                blocks.append(_block(" | ".join(row), Role.TABLE, quotes, speaker, anchors.take()))
            row = [] if kind == "tr_open" else None
        elif kind in ("fence", "code_block"):
            blocks += [Block(line, Role.BOILERPLATE) for line in token.content.splitlines() if line.strip()]
        elif kind == "inline":
            anchors.add(marker if row is None else " | " if row else "")
            words = _inline(token.children or (), anchors)
            if row is not None:
                row.append(words)
            else:
                role = Role.HEADLINE if heading else body
                blocks.append(_block(marker + words if words else "", role, quotes, speaker, anchors.take()))
                marker = ""
    return [b for b in blocks if b.text.strip()]


def _block(words: str, role: Role, quotes: int, speaker: str, anchors: Sequence[Link]) -> Block:
    text = tidy(words) if anchors else words
    links = placed(text, anchors) if inked(text) == inked(words) else ()
    if quotes:
        return Block(text, Role.QUOTE, speaker, unit=f"quote {speaker}", answers="body", links=links)
    return Block(text, role, unit="" if role is Role.HEADLINE else "body", links=links)


def _inline(children: Sequence[Token], anchors: Anchors) -> str:
    """The words of a paragraph without its markup; its links are noted in `anchors`."""
    parts: list[str] = []
    for child in children:
        if child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
            anchors.add(child.content)
        elif child.type == "link_open":
            anchors.open(str(child.attrGet("href") or ""))
        elif child.type == "link_close":
            anchors.close()
        elif child.type in ("softbreak", "hardbreak") or child.content.lower().startswith("<br"):
            parts.append(" ")
    return "".join(parts)


def _language(facts: dict[str, str]) -> str | None:
    code = (facts.get("lang") or facts.get("language") or "")[:2].lower()
    return code if code.isalpha() and len(code) == 2 else None
