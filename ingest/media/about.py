"""The metadata file that lies beside a transcript: `NAME.info.json`, in yt-dlp's names, but only what does not change
daily.

View counts and signed addresses differ at every fetch; with them no transcript would ever be unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.text import squash
from ingest.dates import compact_date, epoch_date, read_date
from ingest.source import Source, parse_json

KEPT = (
    "id", "title", "channel", "uploader", "creator", "upload_date", "timestamp", "release_date", "webpage_url", "language",
    "duration", "chapters", "sponsorblock_chapters", "hosts", "guests", "subtitles",
)  # fmt: skip
_SPONSOR_CHAPTER = re.compile(
    r"(?i)\b(?:sponsor(?:ed|s)?|advert(?:isement)?|paid promotion|ad break|ad read)\b|^\W*ads?\W*$"
)
_INFO = ".info.json"
_CHAPTER = ("start_time", "end_time", "title", "category")


def about_file(info: Mapping[str, Any], *, name: str) -> tuple[str, bytes]:
    """The companion file of a transcript: its name and bytes."""
    kept = {key: info[key] for key in KEPT if info.get(key) not in (None, "", [])}
    for key in ("chapters", "sponsorblock_chapters"):
        if isinstance(kept.get(key), list):
            kept[key] = [{k: c[k] for k in _CHAPTER if k in c} for c in kept[key] if isinstance(c, Mapping)]
    data = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode("utf-8", "replace")
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '-', name)[-80:].strip('-') or 'media'}.info.json", data


@dataclass(frozen=True, slots=True)
class VideoInfo:
    """What the metadata file beside the captions says; times in seconds: `ads` start and end, `chapters` start."""

    title: str = ""
    channel: str = ""
    published: str | None = None
    url: str | None = None
    language: str | None = None
    hosts: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    ads: tuple[tuple[float, float], ...] = ()
    chapters: tuple[float, ...] = ()


def video_info(source: Source) -> VideoInfo:
    """What the companion `.info.json` says, nothing where there is none.

    Raises:
        BadInput: it is damaged.
    """
    for name, data in source.companions:
        if name.endswith(_INFO):
            value = parse_json(data.decode("utf-8", "replace"), name=name)
            return _read_info(value) if isinstance(value, dict) else VideoInfo()
    return VideoInfo()


def _read_info(info: dict[str, Any]) -> VideoInfo:
    url = info.get("webpage_url") or info.get("original_url")
    language = str(info.get("language") or "")[:2].lower()
    return VideoInfo(
        title=_words(info.get("title") or info.get("fulltitle")),
        channel=_words(info.get("channel") or info.get("uploader") or info.get("creator")),
        published=compact_date(info.get("upload_date"))
        or epoch_date(info.get("timestamp"))
        or read_date(_words(info.get("release_date"))),
        url=url if isinstance(url, str) and url.startswith(("http://", "https://")) else None,
        language=language if language.isalpha() and len(language) == 2 else None,
        hosts=_names(info.get("hosts")),
        guests=_names(info.get("guests")),
        ads=tuple(sorted(_ads(info.get("chapters")) + _ads(info.get("sponsorblock_chapters")))),
        chapters=tuple(sorted(start for start, _, _ in _chapters(info.get("chapters")) if start > 0)),
    )


def _names(value: object) -> tuple[str, ...]:
    return tuple(filter(None, map(_words, value))) if isinstance(value, list) else ()


def _ads(chapters: object) -> list[tuple[float, float]]:
    return [(start, end) for start, end, is_ad in _chapters(chapters) if is_ad]


def _chapters(chapters: object) -> Iterator[tuple[float, float, bool]]:
    """Start, end and whether it is an advertisement, of each chapter that gives its times."""
    for chapter in chapters if isinstance(chapters, list) else []:
        if not isinstance(chapter, dict):
            continue
        start, end = chapter.get("start_time"), chapter.get("end_time")
        if isinstance(start, int | float) and isinstance(end, int | float):
            is_ad = chapter.get("category") in ("sponsor", "selfpromo") or bool(
                _SPONSOR_CHAPTER.search(_words(chapter.get("title")))
            )
            yield max(0.0, float(start)), float(end), is_ad


def _words(value: object) -> str:
    return squash(value) if isinstance(value, str) else ""
