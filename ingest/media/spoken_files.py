"""The transcript formats that podcasts use beside subtitles: JSON with segments, and HTML with a speaker before each
stretch.

Method: the podcast namespace's transcripts document (github.com/Podcastindex-org/podcast-namespace, transcripts.md). Both
become captions; what they say is laid out by `ingest.captions`. Segments of single words, which some makers give, are
joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from corpus.errors import BadInput
from corpus.text import squash
from ingest.captions import Caption, captioned
from ingest.posts import list_of, mapping_of, text_of
from ingest.source import Source

if TYPE_CHECKING:
    from ingest.blocks import Parsed

_STAMP = re.compile(r"(?:(\d{1,3}):)?(\d{1,3}):(\d\d)(?:[.,](\d{1,3}))?")
_WORDS_JOINED = 12  # a caption of that many words is as long as a line of subtitles
_GAP_S = 1.5
MIN_CITES = 2


def looks_like_podcast_json(source: Source) -> bool:
    """Whether JSON holds `segments` of speech with `startTime`."""
    if not source.looks_like_json or '"segments"' not in source.text[:100_000]:
        return False
    value = source.json
    segments = list_of(mapping_of(value).get("segments"))
    return any("startTime" in mapping_of(s) and "body" in mapping_of(s) for s in segments[:50])


def parse_podcast_json(source: Source) -> Parsed:
    """Read a podcast's JSON transcript; raises as `captioned`."""
    captions = list(_of_segments(list_of(mapping_of(source.json).get("segments"))))
    return captioned(list(_joined(captions)), source, may_roll=False)


def _of_segments(segments: list[Any]) -> Iterator[Caption]:
    voice = ""
    for segment in map(mapping_of, segments):
        text = squash(text_of(segment.get("body")))
        voice = squash(text_of(segment.get("speaker"))) or voice
        start, end = (_number(segment.get(name)) for name in ("startTime", "endTime"))
        if text:
            yield Caption(text, start, max(start, end), voice)


def _number(value: object) -> float:
    if isinstance(value, str):
        value = float(value) if re.fullmatch(r"\d{1,9}(?:\.\d{1,9})?", value) else 0.0
    return float(value) if isinstance(value, int | float) and 0 <= value < 1e9 else 0.0


def _joined(captions: list[Caption]) -> Iterator[Caption]:
    """Captions of a word or two as lines, up to a change of voice, a pause or a sentence's end."""
    held: Caption | None = None
    for caption in captions:
        if (
            held is not None
            and held.voice == caption.voice
            and " " not in caption.text
            and held.text.count(" ") < _WORDS_JOINED
            and not held.text.endswith((".", "?", "!"))
            and caption.start_s - held.end_s < _GAP_S
        ):
            glue = "" if caption.text[:1] in ",.?!;:’'" else " "
            held = replace(held, text=f"{held.text}{glue}{caption.text}", end_s=caption.end_s)
            continue
        if held is not None:
            yield held
        held = caption
    if held is not None:
        yield held


def looks_like_podcast_html(source: Source) -> bool:
    """Whether markup names speakers by `<cite>` and gives their times by `<time>`."""
    return "<cite" in source.head and len(re.findall(rb"(?i)</cite>\s*(?::\s*)?<time", source.data)) >= MIN_CITES


def parse_podcast_html(source: Source) -> Parsed:
    """Read a podcast's HTML transcript; raises as `captioned`.

    Raises:
        BadInput: it is no markup that can be read.
    """
    from ingest.fragments import parse_html

    root = parse_html(source.html)
    if root is None:
        raise BadInput(f"{source.name}: an HTML transcript that cannot be read", remedy="fetch it again")
    captions: list[Caption] = []
    voice, at = "", 0.0
    for node in root.iter("cite", "time", "p"):
        text = squash(" ".join(node.itertext()))
        if node.tag == "cite":
            voice = text.rstrip(": ")
        elif node.tag == "time":
            at = _seconds(text)
        elif text:
            captions.append(Caption(text, at, at, voice))
    ends = [c.start_s for c in captions[1:]] + [captions[-1].start_s] if captions else []
    return captioned(
        [replace(c, end_s=max(c.start_s, e)) for c, e in zip(captions, ends, strict=True)], source, may_roll=False
    )


def _seconds(text: str) -> float:
    match = _STAMP.search(text)
    if match is None:
        return 0.0
    hours, minutes, seconds, fraction = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction or 0}")
