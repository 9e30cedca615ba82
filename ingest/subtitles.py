"""Subtitle files, WebVTT and SubRip, as captions.

pysubs2 reads the times; tags are ours, because a `<v Name>` is a voice. Invariant: notes, styles, identifiers and tags
never become text.
"""

from __future__ import annotations

import html
import re

from corpus.errors import BadInput
from ingest.blocks import Parsed
from ingest.captions import Caption, captioned
from ingest.plain import split_lines
from ingest.source import Source

_TIMING = re.compile(r"^\s*(?:\d{1,4}:)?\d{1,2}:\d\d[.,]\d{1,3}\s*-->\s*(?:\d{1,4}:)?\d{1,2}:\d\d[.,]\d{1,3}")
_VOICE = re.compile(r"<v(?:\.[\w.-]*)?\s+([^>\n]{1,80})>")
_TAG = re.compile(r"<[^<>\n]{0,200}>|\{\\[^{}\n]{0,80}\}")
_WORD_TIME = re.compile(r"<(?:\d{1,4}:)?\d{1,2}:\d\d[.,]\d{1,3}>")
_SOUND = re.compile(r"^[\[(♪][^\])]{0,60}[\])♪]$")  # [Music], (applause)
_LINES_LOOKED_AT = 400


def looks_like_subtitles(source: Source) -> bool:
    """Whether a text opens as WebVTT or holds timing lines near its top."""
    if source.head.startswith("webvtt"):
        return True
    if "-->" not in source.head:
        return False
    return any(_TIMING.match(line) for line in split_lines(source.text[:20_000])[:_LINES_LOOKED_AT])


def parse_subtitles(source: Source) -> Parsed:
    """Read a subtitle file.

    Raises:
        BadInput: no line of it gives a time.
    """
    from pysubs2 import SSAFile
    from pysubs2.exceptions import Pysubs2Error

    text = _cues_only(source.text)
    if not text:
        raise BadInput(f"{source.name}: subtitles without a single time", remedy="fetch the subtitles again")
    try:
        events = SSAFile.from_string(text, format_="vtt", keep_html_tags=True)
    except (Pysubs2Error, ValueError):
        raise BadInput(f"{source.name}: subtitles that cannot be read", remedy="fetch the subtitles again") from None
    captions: list[Caption] = []
    for event in events:
        captions += _captions(event.text.replace("\\N", "\n"), event.start / 1000, event.end / 1000)
    return captioned(captions, source)


def _cues_only(text: str) -> str:
    """The cues of a file as plain WebVTT: notes, styles and identifiers gone, hours and full stops in every time."""
    out: list[str] = ["WEBVTT"]
    skipping = fresh = True
    pending: str | None = None  # a line after an empty one may be an identifier: it is one if a time follows
    for raw in split_lines(text):
        line = _WORD_TIME.sub("", raw)  # pysubs2 takes a line with two of them for a timing line
        if _TIMING.match(line):
            out += ["", _normal_timing(line)]
            skipping, fresh, pending = False, False, None
        elif not line.strip():
            if pending is not None and not skipping:
                out.append(pending)
            fresh, pending = True, None
        elif fresh:
            if pending is not None and not skipping:
                out.append(pending)
            fresh = False
            first = line.split(maxsplit=1)[0]
            if first in ("NOTE", "STYLE", "REGION"):
                skipping = True
            pending = line
        else:
            if pending is not None and not skipping:
                out.append(pending)
            pending = None
            if not skipping:
                out.append(line)
    if pending is not None and not skipping:
        out.append(pending)
    return "\n".join(out) + "\n" if len(out) > 1 else ""


def _normal_timing(line: str) -> str:
    times = re.findall(r"(?:(\d{1,4}):)?(\d{1,2}):(\d\d)[.,](\d{1,3})", line)[:2]
    start, end = (f"{int(h or 0):02d}:{int(m):02d}:{s}.{ms.ljust(3, '0')}" for h, m, s, ms in times)
    return f"{start} --> {end}"


def _captions(text: str, start_s: float, end_s: float) -> list[Caption]:
    """A cue as captions, one for each voice in it."""
    parts = _VOICE.split(text)
    voiced = [("", parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    done: list[Caption] = []
    for voice, words in voiced:
        lines = [html.unescape(_TAG.sub("", line)) for line in words.split("\n")]
        kept = "\n".join(line for line in lines if line.strip() and not _SOUND.match(line.strip()))
        if kept:
            done.append(Caption(kept, start_s, max(start_s, end_s), html.unescape(voice).strip()))
    return done
