"""The kinds of source: how each is recognised from its content, and what reads it.

The table is in order: the first recogniser that says yes has it, so the particular stands before the general. A name only
breaks ties, inside a recogniser. Invariant: parsing is a pure function of a capture's bytes, name and companions.
To add a kind: its module, its line here; what only one kind of source gives is declared with that source. To change what a
parser makes of the same bytes: raise its version, or old documents stay as they were.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from corpus.errors import BadInput, Blocked, SyntopicError
from corpus.ids import stable_hash
from corpus.records import Capture, Document, Segment
from ingest.blocks import Parsed, assemble
from ingest.captions import looks_like_json3, parse_json3
from ingest.feeds import looks_like_comment_feed, parse_comment_feed
from ingest.forum_pages import looks_like_forum_page, parse_forum_page
from ingest.marked import looks_like_markdown, parse_markdown
from ingest.pages import looks_like_html, parse_page
from ingest.pdf import looks_like_pdf, parse_pdf
from ingest.prose import looks_like_article, looks_like_text, parse_prose
from ingest.source import Fetched, Kind, Source
from ingest.sources.registry import source_kinds
from ingest.subtitles import looks_like_subtitles, parse_subtitles
from ingest.threads import looks_like_thread, parse_thread
from ingest.transcripts import looks_like_transcript, looks_like_transcript_page, parse_transcript, parse_transcript_page
from ingest.youtube_page import looks_like_youtube_page, parse_youtube_page

_PLAIN_TO_TELL = (
    Kind("pdf", looks_like_pdf, parse_pdf, 2),
    Kind("json3", looks_like_json3, parse_json3, 2),
)
_BY_CONTENT = (
    Kind("youtube_page", looks_like_youtube_page, parse_youtube_page, 1),
    Kind("forum_page", looks_like_forum_page, parse_forum_page, 1),
    Kind("html", looks_like_html, parse_page, 3),
    Kind("subtitles", looks_like_subtitles, parse_subtitles, 2),
    Kind("transcript_page", looks_like_transcript_page, parse_transcript_page, 1),
    Kind("thread", looks_like_thread, parse_thread, 1),
    Kind("transcript", looks_like_transcript, parse_transcript, 1),
    Kind("comment_feed", looks_like_comment_feed, parse_comment_feed, 1),
    Kind("markdown", looks_like_markdown, parse_markdown, 1),
    Kind("article", looks_like_article, parse_prose, 1),
    Kind("text", looks_like_text, parse_prose, 1),
)
COVERAGE = "coverage"  # the stage of a failure that says what a source that was taken in holds back
ASSEMBLY_VERSION = 4  # raise when blocks, plain-text paragraphs or furniture change what every parser makes


@lru_cache(maxsize=1)
def kinds() -> tuple[Kind, ...]:
    """Every format in the order of trying: what a few bytes tell, what one kind of source alone gives, the rest."""
    of_sources = tuple(kind for source in source_kinds() for kind in source.captures)
    return (*_PLAIN_TO_TELL, *of_sources, *_BY_CONTENT)


def parser_version() -> str:
    """Names all parsers together."""
    return stable_hash(ASSEMBLY_VERSION, [(k.name, k.version) for k in kinds()])[:16]


def kind_names() -> tuple[str, ...]:
    """The names of the kinds, as `--kind` takes them."""
    return tuple(k.name for k in kinds())


def recognise(data: bytes, name: str, *, companions: tuple[tuple[str, bytes], ...] = ()) -> str:
    """The kind of some bytes.

    Raises:
        BadInput: they are empty, binary, damaged, or of no kind that is known.
    """
    return _recognise(Source(name, data, companions=companions)).name


@dataclass(frozen=True, slots=True)
class ReadCapture:
    """What a capture says, and what it holds back (the rest of a paid post, say) as an error for the ledger, or None."""

    document: Document
    segments: tuple[Segment, ...]
    shortfall: SyntopicError | None


def parse_capture(fetched: Fetched, *, kind: str | None = None) -> tuple[Document, tuple[Segment, ...]]:
    """The document and segments of `read_capture`; raises as it does."""
    read = read_capture(fetched, kind=kind)
    return read.document, read.segments


def read_capture(fetched: Fetched, *, kind: str | None = None) -> ReadCapture:
    """Read a capture as a document and its segments.

    Args:
        kind: read it as this kind instead of the one its content tells.
    Raises:
        BadInput: it cannot be read; the error names the capture's location.
        Blocked: it is a page that stands in the way of one: a login, a consent form, a bot challenge.
    """
    capture = fetched.capture
    name = capture.location or capture.native_id
    source = Source(
        _base_name(name),
        fetched.data,
        companions=fetched.companions,
        url=capture.final_url or capture.url,
        charset=_charset(capture),
    )
    try:
        chosen = _by_name(kind) if kind else _recognise(source)
        try:
            parsed = chosen.parse(source)
        except RecursionError:
            raise BadInput(f"{source.name}: nested too deep to read", remedy="save the text of it instead") from None
        parser = f"{chosen.name}/{chosen.version}.{ASSEMBLY_VERSION}"
        document, segments = assemble(parsed, capture, kind=chosen.name, parser=parser, name=source.name)
        return ReadCapture(document, segments, _shortfall(parsed, capture, name))
    except SyntopicError as error:
        message = error.message.removeprefix(f"{source.name}: ")
        raise type(error)(
            f"{name}: {message}", remedy=error.remedy, location=capture.location, source=capture.source, stage="ingest"
        ) from None


def _charset(capture: Capture) -> str:
    """The charset that the header of a capture names, or nothing."""
    kind = next((v for k, v in capture.headers if k.lower() == "content-type"), "")
    found = re.search(r"(?i)charset\s*=\s*[\"']?([\w.:-]{2,40})", kind)
    return found.group(1) if found else ""


def _shortfall(parsed: Parsed, capture: Capture, name: str) -> SyntopicError | None:
    if not parsed.shortfall:
        return None
    return Blocked(
        f"{name}: {parsed.shortfall}",
        remedy="save the whole of it where you may read it and add the file",
        location=capture.location,
        source=capture.source,
        stage=COVERAGE,
    )


def _recognise(source: Source) -> Kind:
    particular = kinds()[: -len(_BY_CONTENT)]
    for kind in particular:
        if kind.recognise(source):
            return kind
    if source.looks_like_json and source.json is not None:
        raise BadInput(
            f"{source.name}: JSON of an unknown shape",
            remedy="give the JSON of a forum thread (docs/sources.md names the kinds) or json3 captions",
        )
    for kind in _BY_CONTENT:
        if kind.recognise(source):
            return kind
    raise BadInput(
        f"{source.name}: of no kind that is known", remedy="save it as plain text, HTML, Markdown, PDF or subtitles"
    )


def _by_name(name: str) -> Kind:
    for kind in kinds():
        if kind.name == name:
            return kind
    raise BadInput(f"no kind named {name!r}", remedy=f"one of: {', '.join(kind_names())}")


def _base_name(location: str) -> str:
    path = urlsplit(location).path if location.startswith(("http://", "https://")) else location
    return PurePosixPath(path).name or location
