"""The kinds of source: how each is recognised from its content, and what reads it.

The table is in order: the first recogniser that says yes has it, so the particular stands before the general. A name only
breaks ties, inside a recogniser. Invariant: parsing is a pure function of a capture's bytes, name and companions.
To add a kind: its module, its line here. To change what a parser makes of the same bytes: raise its version, or old
documents stay as they were.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from corpus.errors import BadInput, SyntopicError
from corpus.ids import stable_hash
from corpus.records import Document, Segment
from ingest.blocks import assemble
from ingest.captions import looks_like_json3, parse_json3
from ingest.feeds import looks_like_comment_feed, parse_comment_feed
from ingest.forum_json import looks_like_forum_json, parse_forum_json
from ingest.marked import looks_like_markdown, parse_markdown
from ingest.pages import looks_like_html, parse_page
from ingest.pdf import looks_like_pdf, parse_pdf
from ingest.prose import looks_like_article, looks_like_text, parse_prose
from ingest.source import Fetched, Kind, Source
from ingest.subtitles import looks_like_subtitles, parse_subtitles
from ingest.threads import looks_like_thread, parse_thread
from ingest.transcripts import looks_like_transcript, looks_like_transcript_page, parse_transcript, parse_transcript_page

KINDS: tuple[Kind, ...] = (
    Kind("pdf", looks_like_pdf, parse_pdf, 1),
    Kind("json3", looks_like_json3, parse_json3, 1),
    Kind("forum_json", looks_like_forum_json, parse_forum_json, 1),
    Kind("html", looks_like_html, parse_page, 1),
    Kind("subtitles", looks_like_subtitles, parse_subtitles, 1),
    Kind("transcript_page", looks_like_transcript_page, parse_transcript_page, 1),
    Kind("thread", looks_like_thread, parse_thread, 1),
    Kind("transcript", looks_like_transcript, parse_transcript, 1),
    Kind("comment_feed", looks_like_comment_feed, parse_comment_feed, 1),
    Kind("markdown", looks_like_markdown, parse_markdown, 1),
    Kind("article", looks_like_article, parse_prose, 1),
    Kind("text", looks_like_text, parse_prose, 1),
)
ASSEMBLY_VERSION = 1  # raise when blocks, plain-text paragraphs or furniture change what every parser makes
PARSER_VERSION = stable_hash(ASSEMBLY_VERSION, [(k.name, k.version) for k in KINDS])[:16]


def kind_names() -> tuple[str, ...]:
    """The names of the kinds, as `--kind` takes them."""
    return tuple(k.name for k in KINDS)


def recognise(data: bytes, name: str, *, companions: tuple[tuple[str, bytes], ...] = ()) -> str:
    """The kind of some bytes.

    Raises:
        BadInput: they are empty, binary, damaged, or of no kind that is known.
    """
    return _recognise(Source(name, data, companions=companions)).name


def parse_capture(fetched: Fetched, *, kind: str | None = None) -> tuple[Document, tuple[Segment, ...]]:
    """Read a capture as a document and its segments.

    Args:
        kind: read it as this kind instead of the one its content tells.
    Raises:
        BadInput: it cannot be read; the error names the capture's location.
    """
    capture = fetched.capture
    name = capture.location or capture.native_id
    source = Source(_base_name(name), fetched.data, companions=fetched.companions, url=capture.final_url or capture.url)
    try:
        chosen = _by_name(kind) if kind else _recognise(source)
        try:
            parsed = chosen.parse(source)
        except RecursionError:
            raise BadInput(f"{source.name}: nested too deep to read", remedy="save the text of it instead") from None
        return assemble(
            parsed, capture, kind=chosen.name, parser=f"{chosen.name}/{chosen.version}.{ASSEMBLY_VERSION}", name=source.name
        )
    except SyntopicError as error:
        message = error.message.removeprefix(f"{source.name}: ")
        raise type(error)(
            f"{name}: {message}", remedy=error.remedy, location=capture.location, source=capture.source, stage="ingest"
        ) from None


def _recognise(source: Source) -> Kind:
    for kind in KINDS:
        if kind.recognise(source):
            return kind
    raise BadInput(
        f"{source.name}: of no kind that is known", remedy="save it as plain text, HTML, Markdown, PDF or subtitles"
    )


def _by_name(name: str) -> Kind:
    for kind in KINDS:
        if kind.name == name:
            return kind
    raise BadInput(f"no kind named {name!r}", remedy=f"one of: {', '.join(kind_names())}")


def _base_name(location: str) -> str:
    path = urlsplit(location).path if location.startswith(("http://", "https://")) else location
    return PurePosixPath(path).name or location
