"""Saved pages of YouTube on which the transcript was opened: what is said, with its times, under the channel's name.

The page's own lists, comments and recommendations are no part of it. Invariant: a line of the transcript is read once, in
order, at the time that stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from corpus.errors import BadInput
from corpus.names import HOST
from corpus.records import Role
from corpus.text import squash
from ingest.blocks import Block, Parsed
from ingest.captions import Caption, spoken_blocks, with_labels
from ingest.dates import read_date
from ingest.fragments import first_words, parse_html
from ingest.source import Source

_SEGMENTS = "//ytd-transcript-segment-renderer | //transcript-segment-view-model"
_MARKS = (b"ytd-transcript-segment-renderer", b"transcript-segment-view-model")
_STAMP = re.compile(r"^(?:(\d{1,2}):)?(\d{1,2}):(\d\d)$")
_SPOKEN_TIME = re.compile(r"(?i)^(?:\d+ (?:hours?|minutes?|seconds?),? ?(?:and )?)+$")  # for screen readers
_CHANNEL = (
    "//*[@itemprop='author']//*[@itemprop='name']/@content",
    "//ytd-video-owner-renderer//ytd-channel-name//a",
    "//*[@id='owner']//a[normalize-space()]",
)
WORD_S = 0.5  # how long a spoken word takes, slowly: what goes beyond it before the next line is silence


def looks_like_youtube_page(source: Source) -> bool:
    """Whether HTML is a saved page of YouTube with its transcript open."""
    return not source.looks_like_json and "<" in source.head and any(mark in source.data for mark in _MARKS)


def parse_youtube_page(source: Source) -> Parsed:
    """Read the transcript of a saved page.

    Raises:
        BadInput: there is no line in it.
    """
    root = parse_html(source.html)
    lines = [] if root is None else list(_lines(root))
    if root is None or not lines:
        raise BadInput(
            f"{source.name}: a page of YouTube whose transcript has no lines",
            remedy="open the transcript, wait for its lines, and save the page again",
        )
    title = re.sub(r"^\(\d+\)\s*|\s+- YouTube$", "", _meta(root, "og:title") or first_words(root.xpath("//title")))
    channel = next((name for name in (first_words(root.xpath(path)) for path in _CHANNEL) if name), "")
    slowest = [at + WORD_S * (len(text.split()) + 4) for at, text in lines]
    ends = [min(end, b[0]) for end, (_, b) in zip(slowest, pairwise(lines), strict=False)] + slowest[-1:]
    captions = [Caption(text, at, max(at, end)) for (at, text), end in zip(lines, ends, strict=True)]
    host = channel or HOST
    blocks = [Block(title, Role.HEADLINE, host)] if title else []
    blocks += spoken_blocks(with_labels(captions, host=host, title=title, guests=()))
    url = first_words(root.xpath("//link[@rel='canonical']/@href")) or source.url
    return Parsed(
        tuple(blocks),
        title=title,
        authors=(channel,) if channel else (),
        published=read_date(_meta(root, "datePublished") or _meta(root, "uploadDate")),
        url=url,
        media_url=url,
    )


def _lines(root: Any) -> Iterator[tuple[float, str]]:
    """Seconds and words of each line."""
    for segment in root.xpath(_SEGMENTS):
        texts = [squash(t) for t in segment.itertext() if squash(t)]
        stamp = next((m for m in map(_STAMP.match, texts) if m), None)
        said = [t for t in texts if not _STAMP.match(t) and not _SPOKEN_TIME.match(t)]
        if stamp and said:
            hours, minutes, seconds = (int(g or 0) for g in stamp.groups())
            yield 3600.0 * hours + 60.0 * minutes + seconds, " ".join(said)


def _meta(root: Any, name: str) -> str:
    return first_words(root.xpath(f"//meta[@property='{name}' or @itemprop='{name}' or @name='{name}']/@content"))
