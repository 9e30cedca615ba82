"""Answers that are no answers: refusals, bot challenges, requests to wait. Recognised, said, and never worked around."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from corpus.errors import Blocked, SourceGone, SourceUnavailable, SyntopicError

SAVE_IT = "save the page in a browser and add the file"
_REFUSALS = {
    401: "asks for a login",
    402: "asks for payment",
    403: "refuses",
    407: "asks for a proxy login",
    429: "asks to be left alone for a while",
    451: "is barred by law",
}
# Headers by which the makers of bot challenges mark them.
_CHALLENGE_HEADERS = ("cf-mitigated", "x-vercel-mitigated", "x-vercel-challenge-token", "x-amzn-waf-action", "x-datadome")
# In lower case; looked for one by one, which is much faster than a pattern of them all.
_CHALLENGE_WORDS = (
    b"/cdn-cgi/challenge-platform/",
    b"cf_chl_",
    b"cf-chl-",
    b"_vercel/challenge",
    b"vercel security checkpoint",
    b"awswafcookie",
    b"captcha-delivery.com",
    b"px-captcha",
    b"g-recaptcha-response",
    b"hcaptcha.com/1/api.js",
    b"anubis_challenge",
    b'id="anubis',
    b"id='anubis",
)
_CHALLENGE_TITLE = re.compile(rb"<title>\s*(?:just a moment|attention required|checking your browser|are you a robot)")
_LOOK_AT = 65_536  # bytes
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


def is_challenge(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether an answer is a page that wants proof of a browser instead of giving what was asked for.

    An ordinary page may carry a challenge's script beside its words, so with status 200 only a page that is short counts.
    """
    if any(headers.get(name, "").lower() not in ("", "allow") for name in _CHALLENGE_HEADERS[:2] + _CHALLENGE_HEADERS[3:4]):
        return True
    if status in (202, 401, 403, 405, 429, 503) and any(name in headers for name in _CHALLENGE_HEADERS):
        return True
    is_short = len(body) < 30_000
    if not (status >= 400 or status == 202 or is_short):
        return False
    low = body[:_LOOK_AT].lower()
    return any(word in low for word in _CHALLENGE_WORDS) or _CHALLENGE_TITLE.search(low) is not None


def challenge(url: str) -> Blocked:
    """The error for a bot challenge."""
    return Blocked(f"{url}: the site answers with a bot challenge", remedy=SAVE_IT, location=url, stage="fetch")


def refusal(url: str, status: int) -> SyntopicError:
    """The error for an answer with this status."""
    if status in _REFUSALS:
        return Blocked(f"{url}: the site {_REFUSALS[status]} ({status})", remedy=SAVE_IT, location=url, stage="fetch")
    if status in (404, 410):
        return SourceGone(f"{url}: the site answers {status}", remedy="check the address", location=url, stage="fetch")
    return unavailable(url, f"the site answers {status}")


def unavailable(url: str, why: str) -> SourceUnavailable:
    """The error for an address without an answer."""
    remedy = "check the address, or try again later"
    return SourceUnavailable(f"{url}: {why}", remedy=remedy, location=url, stage="fetch")


def retry_after_s(value: str, now: datetime) -> float | None:
    """The seconds that a Retry-After header asks for (a number, or a date), or None.

    >>> retry_after_s("120", datetime.now(UTC)), retry_after_s("soon", datetime.now(UTC))
    (120.0, None)
    """
    text = value.strip()
    if text.isdecimal():
        return float(min(int(text), 10**9)) if len(text) < 12 else 1e9
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (when - now).total_seconds())
