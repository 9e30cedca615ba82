"""Blocks to a document and its segments: what every parser hands over, and the one place where offsets are made.

A block is a paragraph, a heading, a list item, a row, a caption paragraph. Invariant: `Document.text` is the blocks joined
by an empty line, no block holds a line break, and every character but white space lies in exactly one segment.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from corpus.errors import BadInput
from corpus.ids import Occurrences, document_id, segment_id, stable_hash
from corpus.names import AUTHOR
from corpus.plain import to_plain
from corpus.records import Capture, Document, Role, Segment
from corpus.text import squash
from ingest.anchors import Link
from ingest.decode import clean_text
from ingest.language import guess_language
from ingest.weburl import linked_page

SEPARATOR = "\n\n"
MAX_LINKS = 2000  # of a document; a page with more is a list of links


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph in one voice.

    Blocks of one `unit`, role and voice that follow each other become one segment. `answers` names the unit whose first
    segment is this one's parent. Times are in seconds; `pauses` are silences: the offset of the word after each, and
    its length. `links` are start and end of linked words, and the address as it is written.
    """

    text: str
    role: Role = Role.BODY
    voice: str = AUTHOR
    unit: str = ""
    answers: str = ""
    time_start_s: float | None = None
    time_end_s: float | None = None
    published: str | None = None
    url: str | None = None
    pauses: tuple[tuple[int, float], ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a parser makes of a source; an empty title is filled with the first headline or the file's name.

    `shortfall` says in words what the source holds back, such as the rest of a post that must be paid for.
    """

    blocks: tuple[Block, ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    url: str | None = None
    media_url: str | None = None
    shortfall: str = ""


def assemble(parsed: Parsed, capture: Capture, *, kind: str, parser: str, name: str) -> tuple[Document, tuple[Segment, ...]]:
    """Lay the blocks out as a document with its segments.

    Raises:
        BadInput: no block holds a readable sentence.
    """
    blocks = [b for b in map(_tidied, parsed.blocks) if b.text]
    if not any(b.role is not Role.BOILERPLATE and is_readable(b.text) for b in blocks):
        raise BadInput(f"{name}: no readable sentence in it", remedy="give a file that holds prose, or leave it out")
    text = SEPARATOR.join(b.text for b in blocks)
    doc_id = document_id(capture.source, capture.native_id)
    segments = _segments(blocks, text, doc_id)
    title = tidy(parsed.title) or next((b.text for b in blocks if b.role is Role.HEADLINE), "") or name
    document = Document(
        id=doc_id,
        source=capture.source,
        native_id=capture.native_id,
        location=capture.location,
        kind=kind,
        url=parsed.url or capture.final_url or capture.url,
        media_url=parsed.media_url,
        title=title[:300],
        authors=tuple(dict.fromkeys(a for a in map(tidy, parsed.authors) if a)),
        published=parsed.published,
        language=parsed.language or guess_language(text),
        text=text,
        revision="",
        capture=capture.id,
        parser=parser,
        links=_links(blocks, parsed.url or capture.final_url or capture.url),
    )
    left_out = ("capture", "location", "revision") if document.links else ("capture", "location", "revision", "links")
    said = {k: v for k, v in to_plain(document).items() if k not in left_out}
    revision = stable_hash(said, [{k: v for k, v in to_plain(s).items() if k != "pauses" or v} for s in segments])
    return replace(document, revision=revision), segments


def tidy(text: str) -> str:
    """One line of text: control characters and runs of white space as one space, ends stripped."""
    return squash(clean_text(text))


def _tidied(block: Block) -> Block:
    text, voice = tidy(block.text), tidy(block.voice) or AUTHOR
    if text == block.text and voice == block.voice:
        return block
    if text == block.text:
        return replace(block, voice=voice)
    return replace(block, text=text, voice=voice, pauses=(), links=())


def _links(blocks: Sequence[Block], base: str | None) -> tuple[Link, ...]:
    """The links of the blocks to other pages, as offsets in the text that the blocks make."""
    found: list[Link] = []
    at = 0
    for block in blocks:
        for start, end, href in block.links:
            address = linked_page(href, base) if 0 <= start < end <= len(block.text) else None
            if address is not None:
                found.append((at + start, at + end, address))
        at += len(block.text) + len(SEPARATOR)
    return tuple(found[:MAX_LINKS])


def is_readable(text: str) -> bool:
    """Whether a text holds a run of three words, or eight letters of a script without spaces or capitals."""
    run = 0
    caseless = 0
    for token in text.split():
        word = token.strip("\"'“”‘’«»()[]{}<>*_,.;:!?…–—-")
        if len(word) <= 40 and word.replace("-", "").replace("'", "").replace("’", "").isalpha():
            run += 1
            if run >= 3:
                return True
        else:
            run = 0
        caseless += sum(c >= "\u0600" and c.isalpha() for c in word[:64])
        if caseless >= 8:
            return True
    return False


def _segments(blocks: Sequence[Block], text: str, doc_id: str) -> tuple[Segment, ...]:
    occurrences = Occurrences()
    first_of_unit: dict[str, str] = {}
    answers: list[str] = []
    done: list[Segment] = []
    for group, start, end in _groups(blocks):
        nth = occurrences.nth(group.role, group.voice, text[start:end])
        seg_id = segment_id(doc_id, group.role.value, group.voice, text[start:end], nth)
        done.append(
            Segment(
                id=seg_id,
                document=doc_id,
                start=start,
                end=end,
                role=group.role,
                voice=group.voice,
                parent=None,
                time_start_s=group.time_start_s,
                time_end_s=group.time_end_s,
                published=group.published,
                url=group.url,
                pauses=group.pauses,
            )
        )
        answers.append(group.answers)
        if group.unit:
            first_of_unit.setdefault(group.unit, seg_id)
    # a quotation may open the comment that it belongs to: parents are known only at the end
    return tuple(replace(s, parent=first_of_unit.get(a)) if a else s for s, a in zip(done, answers, strict=True))


def _groups(blocks: Sequence[Block]) -> Iterable[tuple[Block, int, int]]:
    """Neighbouring blocks of one segment: their first block, with the last end time and all pauses, and the offsets."""
    at = 0
    current: Block | None = None
    start = end = 0
    for block in blocks:
        pauses = tuple((at + offset, pause_s) for offset, pause_s in block.pauses)
        if current is not None and _same_segment(current, block):
            end_s = block.time_end_s if block.time_end_s is not None else current.time_end_s
            current = replace(current, time_end_s=end_s, pauses=current.pauses + pauses)
        else:
            if current is not None:
                yield current, start, end
            current, start = replace(block, pauses=pauses), at
        end = at + len(block.text)
        at = end + len(SEPARATOR)
    if current is not None:
        yield current, start, end


def _same_segment(a: Block, b: Block) -> bool:
    if a.role is Role.HEADLINE:
        return False
    return (a.unit, a.role, a.voice, a.answers, a.published, a.url) == (
        b.unit,
        b.role,
        b.voice,
        b.answers,
        b.published,
        b.url,
    )
