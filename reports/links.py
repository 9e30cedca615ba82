"""Links from a quotation to the place it stands at: a web page's text, a second of a video, a file.

Invariant: only http, https and file ever become a link. Whatever a source calls its address, a script never does.
Text fragments follow the WICG draft "URL Fragment Text Directives": `#:~:text=start,end`, with "-", "," and "&" encoded.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote, urlsplit

from corpus.records import Document, Segment
from reports.pieces import Link
from reports.wording import clip

_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f<>\"\\^`{|}]")
_KEPT = "%:/?#[]@!$&'()*+,;=~-._"
MAX_URL_CHARS = 2000  # longer addresses break readers and mail programs; they are shown as words
WHOLE_TEXT_CHARS = 90  # a quotation up to this length stands whole in its fragment; a longer one as first and last words
_EDGE_WORDS = 5
FILE_NAME_CHARS = 60  # of a file's name beside a quotation; the list of sources holds more of it


def safe_url(url: str | None) -> str | None:
    """The address if it is plain http or https with a host, percent-encoded where needed; else None."""
    if not url or len(url) > MAX_URL_CHARS or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return None
    try:
        return quote(url, safe=_KEPT)
    except UnicodeEncodeError:
        return None


def file_url(path: str) -> str | None:
    """A file: address for an absolute path of either family of systems, or None for a relative one."""
    if "\x00" in path:
        return None
    try:
        if PurePosixPath(path).is_absolute():
            return PurePosixPath(path).as_uri()
        if PureWindowsPath(path).is_absolute():
            return PureWindowsPath(path).as_uri()
    except (ValueError, UnicodeEncodeError):
        return None
    return None


def clock(seconds: float) -> str:
    """A time in a recording as people write it: 75 is "1:15", 3675 "1:01:15"."""
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"


def text_fragment(words: str) -> str:
    """The text directive that finds these words in a page."""
    if len(words) <= WHOLE_TEXT_CHARS:
        return f":~:text={_directive(words)}"
    pieces = words.split()
    if len(pieces) < 2 * _EDGE_WORDS:
        return f":~:text={_directive(words[:WHOLE_TEXT_CHARS].rsplit(' ', 1)[0])}"
    first, last = " ".join(pieces[:_EDGE_WORDS]), " ".join(pieces[-_EDGE_WORDS:])
    return f":~:text={_directive(first[:300])},{_directive(last[-300:])}"


def _directive(words: str) -> str:
    return quote(words.encode("utf-8", "replace"), safe="").replace("-", "%2D")


def at_time(url: str, seconds: float) -> str:
    """A recording's address that opens at a time: `t=` for YouTube, a media fragment (W3C) elsewhere."""
    whole = max(0, int(seconds))
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    bare = url.split("#", 1)[0]
    if host in {"youtube.com", "youtu.be", "youtube-nocookie.com"}:
        kept = "&".join(p for p in parts.query.split("&") if p and not p.startswith(("t=", "start=")))
        base = bare.split("?", 1)[0]
        return f"{base}?{kept}&t={whole}s" if kept else f"{base}?t={whole}s"
    return f"{bare}#t={whole}"


def time_at(segment: Segment, offset: int) -> float | None:
    """When the words at this offset are spoken, in seconds: its segment's start plus the share of words before."""
    if segment.time_start_s is None:
        return None
    if segment.time_end_s is None or segment.time_end_s <= segment.time_start_s or segment.end <= segment.start:
        return segment.time_start_s
    share = min(max((offset - segment.start) / (segment.end - segment.start), 0.0), 1.0)
    return segment.time_start_s + share * (segment.time_end_s - segment.time_start_s)


def link_to_words(document: Document, segment: Segment | None, *, start: int, words: str) -> Link:
    """The most exact link there is to some words of a document: a moment, a text fragment, the file, or its name alone."""
    seconds = time_at(segment, start) if segment else None
    if seconds is not None:
        media = safe_url(document.media_url)
        if media:
            return Link(href=at_time(media, seconds), label=clock(seconds), is_time=True)
    page = safe_url(segment.url if segment and segment.url else None) or safe_url(document.url)
    label = clock(seconds) if seconds is not None else None
    if page:
        directive = text_fragment(words)
        href = f"{page}{directive}" if "#" in page else f"{page}#{directive}"
        return Link(href=href, label=label or host_of(page), is_time=seconds is not None)
    return _file_link(document, label=label)


def link_to_document(document: Document) -> Link:
    """The document's page, its recording, its file, or its name alone."""
    page = safe_url(document.url) or safe_url(document.media_url) or safe_url(document.location)
    if page:
        return Link(href=page, label=host_of(page), is_time=False)
    return _file_link(document, label=None)


def _file_link(document: Document, *, label: str | None) -> Link:
    path = next((p for p in (document.native_id, document.location) if file_url(p)), None)
    name = re.split(r"[\\/]", document.location.rstrip("\\/"))[-1] or document.location
    return Link(href=file_url(path) if path else None, label=label or clip(name, FILE_NAME_CHARS), is_time=label is not None)


def host_of(url: str) -> str:
    """The host of an address, without "www."."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
