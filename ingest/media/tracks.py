"""Which of a video's subtitle tracks is read: the language that is spoken, by hand before by machine, never a
translation.

A track made by hand keeps sentences and names; one made by a machine in the spoken language still says what was said; one
that a machine translated does not. json3 comes before WebVTT, because it gives each word its time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from ingest.posts import list_of, mapping_of, text_of

FORMATS = ("json3", "vtt", "srt")  # those that are read here, best first
_NO_SPEECH = ("live_chat", "danmaku", "comments", "rechat")
_ORIGINAL = "-orig"  # how YouTube marks the automatic track of the spoken language


@dataclass(frozen=True, slots=True)
class Track:
    """One track: its key among the video's tracks, its two-letter language (or empty) and whether a machine heard it."""

    key: str
    language: str
    ext: str
    is_automatic: bool


def choose_track(info: Mapping[str, Any]) -> Track | None:
    """The track to read of a video that yt-dlp describes, or None where no track says what was said.

    Args:
        info: yt-dlp's description: `language`, `subtitles` and `automatic_captions` (key to formats).
    """
    by_hand = list(_tracks(info, "subtitles", is_automatic=False))
    heard = list(_tracks(info, "automatic_captions", is_automatic=True))
    spoken = base_language(text_of(info.get("language"))) or next(
        (t.language for t in heard if t.key.endswith(_ORIGINAL)), ""
    )
    originals = [t for t in heard if t.key.endswith(_ORIGINAL)]
    if spoken:
        found = [t for t in (*by_hand, *originals, *heard) if t.language == spoken]
        if found:
            return found[0]
    languages = {t.language for t in heard}
    if originals or (heard and len(languages) == 1 and not by_hand):
        return (originals or heard)[0]
    return next((t for t in by_hand if t.language == "en"), None) or (by_hand[0] if by_hand else None)


def _tracks(info: Mapping[str, Any], name: str, *, is_automatic: bool) -> Iterator[Track]:
    """The readable tracks under a key, those whose key is a bare language first, then by key."""
    tracks = mapping_of(info.get(name))
    for key in sorted(tracks, key=lambda k: (len(k.removesuffix(_ORIGINAL)), k)):
        if any(mark in key.lower() for mark in _NO_SPEECH):
            continue
        formats = [f for f in map(mapping_of, list_of(tracks[key])) if not _is_translated(f)]
        exts = {text_of(f.get("ext")) for f in formats}
        best = next((ext for ext in FORMATS if ext in exts), None)
        if best:
            yield Track(key, base_language(key), best, is_automatic)


def _is_translated(track: Mapping[str, Any]) -> bool:
    return "tlang" in parse_qs(urlsplit(text_of(track.get("url"))).query)


def base_language(tag: str) -> str:
    """The language of a tag such as `en-GB` or `en-orig`, in lower case; empty for what is none (`und`)."""
    base = tag.replace("_", "-").partition("-")[0].lower()
    return base if base.isalpha() and len(base) in (2, 3) and base != "und" else ""
