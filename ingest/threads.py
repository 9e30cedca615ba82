"""A numbered social-media thread saved as text: "1) …", "2/ …", "3/12 …", "(4) …", one post after the other.

People number by hand, so a number may come twice or be left out; sub-numbers ("10a") count as their number. The ordinals
stay in the text. Invariant: each post is a segment of its own, in order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from corpus.names import AUTHOR
from corpus.records import Role
from ingest.blocks import Block, Parsed
from ingest.dates import is_date_line, read_date
from ingest.furniture import is_furniture
from ingest.plain import Paragraph
from ingest.source import Source

_ORDINAL = re.compile(r"(?:🧵\s*)?[(\[]?(\d{1,3})\s?([a-z])?(?:\s?/\s?(?:\d{1,3}|n)?[)\].:]?|[)\].:])(?=\s|[^\d\s])", re.I)
_TAIL_ORDINAL = re.compile(r"[(\[]?\b(\d{1,3})\s?/\s?(\d{1,3}|n)?[)\]]?$", re.I)
_HANDLE = re.compile(r"(?:^|[\s(])(@\w{2,30})\b|^([a-z][a-z0-9]*_\w{1,20}|[a-z]+\d+\w{0,20})(?=[\s,·|]|$)")
MIN_POSTS = 3
MIN_NUMBERED_SHARE = 0.6
MIN_ASCENDING_SHARE = 0.8


def looks_like_thread(source: Source) -> bool:
    """Whether most paragraphs begin (or end) with ordinals that rise by about one and start near one."""
    paragraphs = [p for p in source.paragraphs if not is_furniture(p.text)]
    ordinals = [n for n in map(_ordinal, paragraphs) if n is not None]
    if len(ordinals) < MIN_POSTS or ordinals[0] > 2 or not _rises(ordinals):
        return False
    first = next(i for i, p in enumerate(paragraphs) if _ordinal(p) is not None)
    body = len(paragraphs) - first
    slashed = any("/" in p.text[:8] or _TAIL_ORDINAL.search(p.text[-12:]) for p in paragraphs)
    # an article with one numbered list has long prose around it; a thread opens with a line or two at most
    return first <= 4 and (len(ordinals) >= MIN_NUMBERED_SHARE * body or (slashed and len(ordinals) >= 0.25 * body))


def parse_thread(source: Source) -> Parsed:
    """Read a thread: what stands before the first post is its headline, each post with what follows it a unit."""
    paragraphs = source.paragraphs
    voice = _handle(paragraphs)
    blocks: list[Block] = []
    published: str | None = None
    unit = ""
    posts = 0
    for paragraph in paragraphs:
        if _ordinal(paragraph) is not None:
            posts += 1
            unit = f"post {posts}"
        role = Role.BODY if unit else Role.HEADLINE
        if is_furniture(paragraph.text) or (voice != AUTHOR and paragraph.text.strip("() ") == voice):
            role = Role.BOILERPLATE
        elif not unit and is_date_line(paragraph.text):
            published = read_date(paragraph.text)
            role = Role.BOILERPLATE
        elif not unit and paragraph.text.rstrip().endswith(".") and len(paragraph.text) > 120:
            role = Role.BODY
        blocks.append(Block(paragraph.text, role, voice, unit=unit))
    title = next((b.text for b in blocks if b.role is Role.HEADLINE), blocks[0].text[:120] if blocks else "")
    return Parsed(tuple(blocks), title=title, authors=() if voice == AUTHOR else (voice,), published=published)


def _ordinal(paragraph: Paragraph) -> int | None:
    match = _ORDINAL.match(paragraph.text) or _TAIL_ORDINAL.search(paragraph.text[-12:])
    return int(match.group(1)) if match else None


def _rises(ordinals: Sequence[int]) -> bool:
    """Whether ordinals rise by nought to two from one to the next, but for a few mistakes."""
    steps = [b - a for a, b in pairwise(ordinals)]
    return sum(0 <= step <= 2 for step in steps) >= MIN_ASCENDING_SHARE * len(steps) and ordinals[-1] > ordinals[0]


def _handle(paragraphs: Sequence[Paragraph]) -> str:
    """The writer's handle: one that stands alone, or beside a name or date, before the first post."""
    for paragraph in paragraphs[:4]:
        if _ordinal(paragraph) is not None:
            break
        found = _HANDLE.search(paragraph.text)
        if found and len(paragraph.text) <= 80:
            return found.group(1) or found.group(2)
    return AUTHOR
