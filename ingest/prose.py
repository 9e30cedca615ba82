"""Plain text: an article with a title, or paragraphs without one.

Invariant: the document's text is the file's, up to white space; furniture stays, as boilerplate.
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

MAX_TITLE_CHARS = 200
MAX_HEADING_CHARS = 90
MAX_HEADING_WORDS = 14
MAX_STACK = 5
_SENTENCE_END = re.compile(r"[.!?…■][\"'”’)\]»]*$")
_NUMBERED_HEADING = re.compile(r"(?:\d{1,2}\.)+\d{0,2}\s+[A-Z]")
_LOOK_FOR_DATE = 8  # paragraphs from the top in which a line about the date of publication is looked for
_BYLINE = re.compile(r"(?i)^(?:written\s+)?by\s+([^|·•–—]{3,90})")
_NAME = re.compile(r"[A-Z][\w'’-]+(?:\s+(?:[A-Z]\.|[a-z]{2,3}|[A-Z][\w'’-]+)){0,3}$")
_FINISHED = re.compile(r"[.!?…;:,][\"'”’)\]»*]*$")
_SIGNED = re.compile(r"([A-Z][\w.&'’-]+(?: [A-Z&][\w.&'’-]*){1,4}),\s+(\S.*)$")
_WE = re.compile(r"\b(?:we|our|us)\b", re.I)
_LOOK_FOR_WE = 20_000  # characters from the start
MIN_WE = 3


def looks_like_article(source: Source) -> bool:
    """Whether a plain text opens with a title."""
    paragraphs = [p for p in source.paragraphs if not is_furniture(p.text)]
    return len(paragraphs) > 1 and _is_title(paragraphs[0], paragraphs[1])


def looks_like_text(source: Source) -> bool:
    """Whatever decodes is at least plain text."""
    return bool(source.text)


def parse_prose(source: Source) -> Parsed:
    """Read a plain text: title, headings, paragraphs, furniture."""
    paragraphs = source.paragraphs
    roles = paragraph_roles(paragraphs)
    authors: tuple[str, ...] = ()
    published: str | None = None
    for i, paragraph in enumerate(paragraphs[:_LOOK_FOR_DATE]):
        names = byline_names(paragraph.text) or signing_organisation(paragraph.text, source.text)
        if names and not authors:
            authors = names
            roles[i] = Role.BOILERPLATE
            published = published or read_date(_parts_of_byline(paragraph.text)[1])
        is_the_title = roles[i] is Role.HEADLINE and Role.HEADLINE not in roles[:i]
        if not is_the_title and is_date_line(paragraph.text):
            published = published or read_date(paragraph.text)
            roles[i] = Role.BOILERPLATE
    voice = authors[0] if len(authors) == 1 else AUTHOR
    blocks = tuple(Block(p.text, role, voice) for p, role in zip(paragraphs, roles, strict=True))
    title = next((b.text for b in blocks if b.role is Role.HEADLINE), "")
    return Parsed(blocks, title=title, authors=authors, published=published)


def paragraph_roles(paragraphs: Sequence[Paragraph]) -> list[Role]:
    """The role of each paragraph of an article: headline, body or boilerplate."""
    roles = [Role.BOILERPLATE if is_furniture(p.text) else Role.BODY for p in paragraphs]
    real = [
        i
        for i, role in enumerate(roles)
        if role is Role.BODY and not (i < _LOOK_FOR_DATE and _is_about_text(paragraphs[i].text))
    ]
    stack = _title_stack([paragraphs[i] for i in real])
    for i in real[:stack]:
        roles[i] = Role.HEADLINE
    for nth, i in enumerate(real):
        following = paragraphs[real[nth + 1]] if nth + 1 < len(real) else None
        if following is None:
            break
        if (nth == 0 and _is_title(paragraphs[i], following)) or (nth and _is_heading(paragraphs[i], following)):
            roles[i] = Role.HEADLINE
    return roles


def _title_stack(paragraphs: Sequence[Paragraph]) -> int:
    """How many lines the top of an article stacks up (publication, section, title, deck) before its first paragraph."""
    for n, (paragraph, following) in enumerate(pairwise(paragraphs[: MAX_STACK + 1]), 1):
        if not _could_be_title(paragraph) or len(paragraph.text) > MAX_HEADING_CHARS:
            break
        if len(following.text) > MAX_HEADING_CHARS and _SENTENCE_END.search(following.text[-4:]):
            return n
    return 0


def _is_about_text(line: str) -> bool:
    """Whether a line names a text's writer or its date."""
    return bool(byline_names(line)) or (len(line) <= 60 and is_date_line(line) and len(line.split()) <= 4)


def byline_names(line: str) -> tuple[str, ...]:
    """The writers that a line such as "By Ada Marsh and Ben Low" names."""
    if len(line) > 120:
        return ()
    match = _BYLINE.match(_parts_of_byline(line)[0])
    if not match:
        return ()
    names = [n.strip(" .,") for n in re.split(r"\s+(?:and|&)\s+|,\s*", match.group(1).strip()) if n.strip(" .,")]
    return tuple(names) if all(_NAME.match(n) and " " in n for n in names) else ()


def _parts_of_byline(line: str) -> tuple[str, str]:
    """A byline without the date that may stand at its end, and that date as it is written."""
    for match in re.finditer(r"\s*[,|·•–—]\s*|\s+on\s+", line):
        rest = line[match.end() :]
        if any(c.isdigit() for c in rest) and is_date_line(rest) and read_date(rest):
            return line[: match.start()], rest
    return line, ""


def signing_organisation(line: str, text: str) -> tuple[str, ...]:
    """The organisation that signs a text with a line such as "Halden Labs, 9 June 2026"; () where there is none.

    The name of a place can stand there too, so the name has several words and the text speaks as "we" or "our".
    """
    match = _SIGNED.match(line) if len(line) <= 80 else None
    if not match or not is_date_line(match.group(2)):
        return ()
    return (match.group(1),) if len(_WE.findall(text, 0, _LOOK_FOR_WE)) >= MIN_WE else ()


def _is_title(first: Paragraph, second: Paragraph) -> bool:
    return _could_be_title(first) and (len(first.text) < len(second.text) or second.gap > 0)


def _could_be_title(line: Paragraph) -> bool:
    return (
        len(line.text) <= MAX_TITLE_CHARS
        and not line.is_item
        and not line.text.endswith((".", ",", ";", ":", '."', ".”"))
        and line.text[:1].upper() == line.text[:1]
    )


def _is_heading(line: Paragraph, following: Paragraph) -> bool:
    text = line.text
    return (
        len(text) <= MAX_HEADING_CHARS
        and len(text.split()) <= MAX_HEADING_WORDS
        and (not line.is_item or (bool(_NUMBERED_HEADING.match(text)) and bool(_SENTENCE_END.search(following.text[-4:]))))
        and (text[0].isupper() or text[0].isdigit() or not text[0].isascii())
        and (not _FINISHED.search(text[-4:]) or text.endswith("?"))
        and not following.is_item
        and len(following.text) > len(text)
        and (following.gap > 0 or len(following.text) > 2 * len(text))
        and any(c.isalpha() for c in text)
    )
