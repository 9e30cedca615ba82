"""The advertisements that viewers marked in a YouTube video, by the programming interface of SponsorBlock.

Only the first four digits of the hash of the video's id are sent, so the service does not learn which video is meant.
What it answers is CC BY-NC-SA: it is used for the workspace that asked, and nothing of it is shipped. Method:
wiki.sponsor.ajay.app, GET /api/skipSegments/:sha256HashPrefix.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from corpus.errors import SourceChanged, SourceUnavailable
from corpus.ids import sha256_hex
from ingest.fetching import Request
from ingest.posts import list_of, mapping_of, text_of

if TYPE_CHECKING:
    from ingest.fetching.fetcher import Fetcher

API = "https://sponsor.ajay.app"
CATEGORIES = ("sponsor", "selfpromo")
MAX_DRIFT_S = 3.0  # a video of another length than when it was marked was cut again: its marks stand elsewhere


def marked_segments(video: str, fetcher: Fetcher, *, duration_s: float | None, api: str = API) -> list[dict[str, Any]]:
    """The advertisements marked in a video, in order, in the form of chapters: start_time, end_time (seconds), category.

    Raises:
        SyntopicError: the service does not answer, or in an unknown shape; a video without marks is an empty list.
    """
    asked = {"service": "YouTube", "categories": json.dumps(CATEGORIES), "actionTypes": json.dumps(["skip"])}
    address = f"{api.rstrip('/')}/api/skipSegments/{sha256_hex(video.encode())[:4]}?{urlencode(asked)}"
    try:
        page = fetcher.send(Request(address, accept="application/json", is_api=True))
    except SourceUnavailable as error:
        if "answers 404" in error.message:  # no video whose hash begins so has marks
            return []
        raise
    if not isinstance(page.json, list):
        raise SourceChanged(f"{address}: no list of videos", remedy="check the address of SponsorBlock", location=address)
    found = []
    for entry in map(mapping_of, page.json):
        for segment in map(mapping_of, list_of(entry.get("segments")) if entry.get("videoID") == video else []):
            times, length = list_of(segment.get("segment")), segment.get("videoDuration")
            is_other = bool(
                duration_s and isinstance(length, int | float) and length and abs(length - duration_s) > MAX_DRIFT_S
            )
            if len(times) == 2 and all(isinstance(t, int | float) for t in times) and times[0] < times[1] and not is_other:
                category = text_of(segment.get("category"))
                found.append({"start_time": times[0], "end_time": times[1], "category": category})
    return sorted(found, key=lambda s: (s["start_time"], s["end_time"]))
