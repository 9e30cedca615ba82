"""The metadata file that lies beside a transcript: `NAME.info.json`, in yt-dlp's names, but only what does not change
daily.

View counts and signed addresses differ at every fetch; with them no transcript would ever be unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

KEPT = (
    "id", "title", "channel", "uploader", "creator", "upload_date", "timestamp", "release_date", "webpage_url", "language",
    "duration", "chapters", "sponsorblock_chapters", "hosts", "guests", "subtitles",
)  # fmt: skip
_CHAPTER = ("start_time", "end_time", "title", "category")


def about_file(info: Mapping[str, Any], *, name: str) -> tuple[str, bytes]:
    """The companion file of a transcript: its name and bytes."""
    kept = {key: info[key] for key in KEPT if info.get(key) not in (None, "", [])}
    for key in ("chapters", "sponsorblock_chapters"):
        if isinstance(kept.get(key), list):
            kept[key] = [{k: c[k] for k in _CHAPTER if k in c} for c in kept[key] if isinstance(c, Mapping)]
    data = json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode("utf-8", "replace")
    return f"{re.sub(r'[^A-Za-z0-9_-]+', '-', name)[-80:].strip('-') or 'media'}.info.json", data
