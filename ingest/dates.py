"""Dates as documents print them, to ISO 8601 with the precision that is given; what is ambiguous is not read.

"06/04/2026" may be June or April and gives nothing. Invariant: a date that comes back exists in the calendar.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_ISO = re.compile(r"\b((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?(?=\b|T)")
_MDY = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)\b", re.I)
_DMY = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+((?:19|20)\d\d)\b", re.I)
_MY = re.compile(rf"\b{_MONTH},?\s+((?:19|20)\d\d)\b", re.I)
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)")
_ABOUT_DATE = re.compile(
    r"(?i)\b(?:published|posted|updated|date|written|first published|last modified|\d{1,2}:\d\d(?::\d\d)?)\b"
)
_DATE_LINE_CHARS = 120


def read_date(text: str) -> str | None:
    """The first date in a short text as "2026", "2026-06" or "2026-06-04", or None.

    >>> read_date("Jun 8, 2026"), read_date("4 June 2026"), read_date("June 2026"), read_date("06/04/2026")
    ('2026-06-08', '2026-06-04', '2026-06', None)
    """
    found: list[tuple[int, int, str]] = []
    for rank, (pattern, order) in enumerate(((_ISO, "ymd"), (_MDY, "mdy"), (_DMY, "dmy"), (_MY, "my"))):
        match = pattern.search(text)
        if match:
            iso = _iso(dict(zip(order, match.groups(), strict=True)))
            if iso:
                found.append((match.start(), rank, iso))
    if found:
        return min(found)[2]
    bare = re.fullmatch(r"\s*((?:19|20)\d\d)\s*", text)
    return bare.group(1) if bare else None


def is_date_line(line: str) -> bool:
    """Whether a line is about when something was published: little beside a date."""
    if len(line) > _DATE_LINE_CHARS or read_date(line) is None:
        return False
    rest = line
    for pattern in (_ISO, _MDY, _DMY, _MY):
        rest = pattern.sub(" ", rest)
    plain = _ABOUT_DATE.sub(" ", rest)
    words = len(re.findall(r"\w+", plain))
    is_marked = plain != rest or bool(re.search("[|·•]", line))
    return words <= (6 if is_marked else 2) and not line.rstrip().endswith((".", "?", "!"))


def compact_date(text: object) -> str | None:
    """The date that video metadata writes as 20260604."""
    match = _COMPACT.fullmatch(str(text or ""))
    return _iso(dict(zip("ymd", match.groups(), strict=True))) if match else None


def epoch_date(seconds: object) -> str | None:
    """The UTC day of a Unix time."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 4e9:
        return None
    return datetime.fromtimestamp(seconds, tz=UTC).date().isoformat()


def _iso(parts: dict[str, str | None]) -> str | None:
    year = int(parts["y"] or 0)
    month_text = parts.get("m") or ""
    month = int(month_text) if month_text.isdecimal() else _MONTHS.get(month_text[:3].lower(), 0)
    day_text = parts.get("d")
    if not 1 <= month <= 12:
        return None
    if not day_text:
        return f"{year:04d}-{month:02d}"
    try:
        return date(year, month, int(day_text)).isoformat()
    except ValueError:
        return None
