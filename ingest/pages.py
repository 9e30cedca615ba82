"""Saved web pages: trafilatura finds the article, and we walk its body so that quoted people keep their own voice.

The bytes go in as they are, because a page's encoding is the page's to declare. Invariant: a block quotation is never the
author's segment; a table's row is one block, its cells joined by " | ".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from corpus.errors import BadInput
from corpus.names import AUTHOR, name_key
from corpus.records import Role
from corpus.text import squash
from ingest.blocks import Block, Parsed
from ingest.fragments import fragment_pieces
from ingest.furniture import is_furniture, opens_end_matter
from ingest.markup import clean_markup
from ingest.page_dates import published_date
from ingest.page_notices import check_is_page, held_back
from ingest.page_people import signed_at_end, signed_name, with_byline, with_turns, writers
from ingest.page_shapes import plain_shapes
from ingest.page_structure import with_links, with_lost_structure
from ingest.quoted import QUOTED, introduced_speaker
from ingest.source import Source
from ingest.weburl import without_tracking

_OPENS = re.compile(
    r"^(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body|article|main|div|p|h1|section|meta)[\s>]", re.S
)
_TAGS = re.compile(r"</?(?:p|div|span|a|br|h[1-6]|li|ul|table|td|blockquote|body|html|meta|link|script)\b[^>]{0,400}>")
_BLOCKS_IN_ITEM = frozenset({"p", "list", "table", "quote", "head"})
MOST_END_MATTER = 0.2  # of the text
MIN_TAGS_IN_HEAD = 8  # a page saved without its first lines still shows its tags in the first 4 KiB


def looks_like_html(source: Source) -> bool:
    """Whether the content opens as HTML or is full of its tags."""
    head = source.head
    return bool(_OPENS.match(head)) or (
        not source.looks_like_json and len(_TAGS.findall(head)) >= MIN_TAGS_IN_HEAD and "</" in head
    )


def parse_page(source: Source) -> Parsed:
    """Read a saved page.

    Raises:
        BadInput: no text is found in it.
        Blocked: it only stands in the way of a page.
    """
    from trafilatura import bare_extraction
    from trafilatura.utils import load_html

    tree = load_html(source.html)
    if tree is None:
        raise BadInput(f"{source.name}: HTML that cannot be read", remedy="save the page again, or its text")
    language = (tree.get("lang") or "")[:2].lower() if isinstance(tree.tag, str) else ""
    published = published_date(tree, source.url)
    shaped = deepcopy(tree)
    clean_markup(shaped)
    plain_shapes(shaped)
    cited, nested = _cited_blockquotes(shaped), _nested_blockquotes(shaped)
    found = bare_extraction(shaped, url=source.url, with_metadata=True, include_comments=False, include_tables=True)
    body = getattr(found, "body", None)
    blocks = list(_walk(body)) if body is not None else []
    if not any(b.role is not Role.HEADLINE for b in blocks):
        blocks = _whole_page(tree)
    blocks = with_lost_structure(blocks, shaped)
    said = [b.text for b in blocks if b.role is not Role.HEADLINE]
    check_is_page(tree, source, words=said)
    title = _title(tree, squash(str(getattr(found, "title", None) or "")))
    authors = writers(re.split(r";|\n", str(getattr(found, "author", None) or "")))
    if not authors:
        authors, blocks = with_byline(blocks)
    voice = authors[0] if len(authors) == 1 else AUTHOR
    about = ", ".join([title, *authors])
    blocks = with_turns(_without_end_matter(_with_voices(blocks, voice=voice, cited=cited, nested=nested)), about=about)
    if title and not any(name_key(b.text) == name_key(title) for b in blocks if b.role is Role.HEADLINE):
        blocks.insert(0, Block(title, Role.HEADLINE, voice))
    return Parsed(
        tuple(with_links(blocks, shaped)),
        title=title,
        authors=authors,
        published=published,
        language=language if re.fullmatch("[a-z]{2}", language) else None,
        url=_canonical(tree, source.url)
        or without_tracking(_web_url(getattr(found, "url", None)) or source.url or "")
        or None,
        shortfall=held_back(tree, words=said),
    )


def _cited_blockquotes(tree: Any) -> dict[str, str]:
    """The name that stands in a block quotation's `<cite>` or footer, by the quotation's first words."""
    cited: dict[str, str] = {}
    for quote in tree.iter("blockquote"):
        cite = next((squash("".join(c.itertext())).strip("—–- ") for c in quote.iter("cite", "footer")), "")
        name = re.split(r"[,(|]", cite)[0].strip()
        if name and len(name.split()) <= 5:
            cited.setdefault(squash("".join(quote.itertext()))[:60], name)
    return cited


def _walk(body: Any) -> Iterator[Block]:
    for element in body:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "head":
            yield Block(_text(element), Role.HEADLINE)
        elif tag == "quote":
            yield from (Block(text, Role.QUOTE, QUOTED) for text in _paragraphs(element))
        elif tag == "list":
            yield from (Block(text) for item in element.iter("item") for text in _own_text(item))
        elif tag == "table":
            for row in element.iter("row"):
                yield Block(" | ".join(squash(" ".join(cell.itertext())) for cell in row.iter("cell")), Role.TABLE)
        elif tag in ("p", "div", "code", "hi", "ab", "ref", "del"):
            yield from (Block(text) for text in _split_at_breaks(element))
        if element.tail and element.tail.strip():
            yield Block(element.tail)


def _paragraphs(element: Any) -> Iterator[str]:
    """The paragraphs of a quotation, whether they are marked or parted by line breaks."""
    inner = [e for e in element.iter("p", "item", "head") if not any(p.tag in ("p", "item") for p in e.iterancestors())]
    if inner:
        if element.text and element.text.strip():
            yield element.text
        for e in inner:
            yield from _split_at_breaks(e)
            if e.tail and e.tail.strip():
                yield e.tail
    else:
        yield from _split_at_breaks(element)


def _split_at_breaks(element: Any) -> list[str]:
    """The text of an element, cut where two line breaks follow each other."""
    parts: list[str] = [element.text or ""]
    for inner in element.iterdescendants():
        parts.append("\n" if inner.tag == "lb" else (inner.text or ""))
        parts.append(inner.tail or "")
    return [t for t in map(squash, re.split(r"\n[ \t]*\n", re.sub(r"(?<!\n)\n(?!\s*\n)", "\n", "".join(parts)))) if t]


def _own_text(item: Any) -> list[str]:
    """The text of a list item without that of items inside it."""
    parts: list[str] = [item.text or ""]
    for inner in item.iterdescendants():
        nested = next((a for a in inner.iterancestors("item")), item) is not item or inner.tag == "item"
        if not nested:
            parts.append(inner.text or "")
        if (
            (not nested or inner.tag == "item")
            and inner.getparent() is not None
            and next(inner.iterancestors("item"), item) is item
        ):
            parts.append(" " + (inner.tail or ""))
    return [t for t in [squash("".join(parts))] if t]


def _text(element: Any) -> str:
    return squash("".join(element.itertext()))


def _whole_page(tree: Any) -> list[Block]:
    """All blocks of a page in which no article was found."""
    from lxml import etree

    markup = etree.tostring(tree, encoding="unicode", method="html")
    return [
        Block(p.text, p.role, QUOTED if p.role is Role.QUOTE else AUTHOR) for p in fragment_pieces(markup, body=Role.BODY)
    ]


def _before_quotation(blocks: Sequence[Block], at: int) -> int:
    """The place of the block before the quotation that `at` is part of."""
    while at > 0 and blocks[at - 1].role is Role.QUOTE:
        at -= 1
    return at - 1


def _introduced(blocks: Sequence[Block], before: int) -> str | None:
    return introduced_speaker(blocks[before].text) if before >= 0 else None


def _signature(blocks: Sequence[Block], at: int) -> str:
    """The name that stands at the end of the quotation that begins at `at`."""
    end = at
    while end + 1 < len(blocks) and blocks[end + 1].role is Role.QUOTE:
        end += 1
    return (signed_name(blocks[end].text) if end > at else "") or signed_at_end(blocks[end].text)


def _is_signature(text: str, speaker: str) -> bool:
    """Whether a line of a quotation only says whose it is."""
    return speaker != QUOTED and (signed_name(text) == speaker or (len(text) <= 120 and text.startswith(speaker + ",")))


def _nested_blockquotes(tree: Any) -> str:
    """The words of quotations inside quotations, one after the other."""
    inner = [q for q in tree.iter("blockquote") if next(q.iterancestors("blockquote"), None) is not None]
    return "\n".join(squash(" ".join(q.itertext())) for q in inner)


def _with_voices(blocks: Sequence[Block], *, voice: str, cited: dict[str, str], nested: str) -> list[Block]:
    """The blocks with the author's name, the names of the quoted, and furniture labelled."""
    done: list[Block] = []
    speaker = QUOTED
    was_nested = False
    for i, block in enumerate(blocks):
        if block.role is Role.QUOTE:
            is_nested = squash(block.text)[:60] in nested
            if i == 0 or blocks[i - 1].role is not Role.QUOTE or is_nested != was_nested:
                named = next((name for words, name in cited.items() if words.startswith(squash(block.text)[:60])), None)
                before = _before_quotation(blocks, i) if was_nested and not is_nested else i - 1
                speaker = named or _signature(blocks, i) or _introduced(blocks, before) or QUOTED
            was_nested = is_nested
            if _is_signature(block.text, speaker) and i and blocks[i - 1].role is Role.QUOTE:
                done.append(replace(block, role=Role.BOILERPLATE, voice=voice))
                continue
            done.append(replace(block, voice=speaker, unit=f"quote {speaker}", answers="body"))
        elif block.role in (Role.BODY, Role.HEADLINE) and is_furniture(squash(block.text)):
            done.append(replace(block, role=Role.BOILERPLATE, voice=voice))
        else:
            done.append(replace(block, voice=voice, unit="body" if block.role is Role.BODY else ""))
    return done


def _without_end_matter(blocks: list[Block]) -> list[Block]:
    """The blocks with what a page puts under its text labelled, where that is short beside the text."""
    total = sum(len(b.text) for b in blocks)
    left = total
    for i, block in enumerate(blocks):
        is_heading = block.role in (Role.HEADLINE, Role.BOILERPLATE) and i > 0
        if is_heading and left < MOST_END_MATTER * total and opens_end_matter(squash(block.text)):
            return [*blocks[:i], *(replace(b, role=Role.BOILERPLATE, unit="", answers="") for b in blocks[i:])]
        left -= len(block.text)
    return blocks


def _title(tree: Any, found: str) -> str:
    """The page's title: its chief heading where what was found is not in the page's own name but the heading is."""
    names = [squash("".join(t.itertext())) for t in tree.iter("title")][:1]
    names += [
        squash(m.get("content") or "") for m in tree.iter("meta") if m.get("property") in ("og:title", "twitter:title")
    ]
    own = [name_key(name) for name in names if name]
    if own and found and not any(name_key(found) in name for name in own):
        for heading in tree.iter("h1"):
            text = squash(" ".join(heading.itertext()))
            if text and any(name_key(text) in name for name in own):
                return text
    return found


def _canonical(tree: Any, url: str | None) -> str | None:
    """The address that the page calls its own; one of another page (a site's front, say) is passed over."""
    for link in tree.iter("link"):
        if (link.get("rel") or "").lower() == "canonical":
            found = _web_url(urljoin(url or "", link.get("href") or ""))
            if found and (url is None or urlsplit(found).path.strip("/") or not urlsplit(url).path.strip("/")):
                return without_tracking(found)
    return None


def _web_url(url: object) -> str | None:
    text = str(url or "")
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.netloc else None
