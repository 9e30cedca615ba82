"""Pages that stand in the way of a page: consent forms, logins, bot challenges; and pages that hold the rest back.

Invariant: what is no article never becomes one, and a beginning is never taken for the whole. The signs are those that
publishing systems and search engines agreed on, and what such pages are made of, not the words of one site.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import Blocked
from corpus.text import squash
from ingest.fetching.refusals import SAVE_IT, is_challenge
from ingest.page_dates import linked_nodes
from ingest.source import Source

MAX_NOTICE_WORDS = 400  # consent forms run to a few hundred words
MAX_TEASER_WORDS = 350
_ABOUT_CONSENT = re.compile(
    r"(?i)\b(?:cookies?|consent|privacy|personal (?:data|information)|partners|advertis\w+|tracking|third.part\w+|opt.out"
    r"|gdpr|preferences|legitimate interest|vendors?)\b"
)
_CONSENT_HOST = re.compile(r"^(?:consent|guce|privacy-mgmt|cmp)\.")
_PAYS = re.compile(
    r"""(?ix)
      \b(?:subscribe|sign\ up|log\ ?in|sign\ in|register|become\ a\ (?:member|subscriber)|create\ (?:a\ free|an)\ account
        |upgrade)\b.{0,60}
      \b(?:to\ (?:continue|keep|read|unlock|access|view|finish)|for\ (?:full\ )?access|full\ (?:story|article|access|text))\b
    | \bto\ (?:continue\ reading|read\ (?:the\ (?:full|whole|rest)|this\ (?:article|story|post)))\b
        .{0,80}\b(?:subscri|log\ ?in|sign|register|account|member)
    | \b(?:this|the\ rest\ of\ (?:this|the))\ (?:article|post|story|content)\ is
        \ (?:for|only\ (?:for|available)|available\ (?:only\ )?to|reserved\ for|exclusive)\b
        .{0,40}\b(?:subscribers?|members|paying|paid|premium)\b
    | \balready\ (?:a\ )?(?:subscriber|member|have\ an\ account)\b
    | \bkeep\ reading\ with\ a\ .{0,20}(?:trial|subscription)\b
    """
)
_PAYWALL_CLASS = re.compile(
    r"(?i)\b(?:paywall|regwall|subscriber-only|premium-content|piano-offer|tp-modal|metered-content)\b"
)
_LOCKED = frozenset({"locked", "premium", "paid", "subscriber", "metered"})


def check_is_page(tree: Any, source: Source, *, words: Sequence[str]) -> None:
    """Refuse what only stands in the way of a page.

    Args:
        words: the paragraphs that were found in it.
    Raises:
        Blocked: a bot challenge, a consent form, or a login.
    """
    text = " ".join(words)
    title = (
        squash("".join(next(tree.iter("title"), tree).itertext()))[:200]
        if next(tree.iter("title"), None) is not None
        else ""
    )
    if is_challenge(200, {}, source.data) and len(text.split()) < 120:
        raise _blocked(source, "a bot challenge instead of the page")
    if len(text.split()) > MAX_NOTICE_WORDS:
        return
    host = urlsplit(source.url or "").hostname or ""
    if _CONSENT_HOST.match(host) or _is_about_consent(title, words):
        raise _blocked(source, "a consent form instead of the page")
    has_password = any((i.get("type") or "").lower() == "password" for i in tree.iter("input"))
    if has_password and len(text.split()) < 80:
        raise _blocked(source, "a login instead of the page")


def _blocked(source: Source, what: str) -> Blocked:
    return Blocked(f"{source.name}: {what}", remedy=SAVE_IT)


def _is_about_consent(title: str, words: Sequence[str]) -> bool:
    """Whether most of a short page's paragraphs speak of cookies and consent, or its title asks before going on."""
    lines = [w for w in words if w.strip()]
    about = [w for w in lines if _ABOUT_CONSENT.search(w)]
    chars = sum(map(len, lines))
    share = sum(map(len, about)) / chars if chars else 0.0
    asks = bool(re.match(r"(?i)before you continue|we value your privacy|your privacy|cookie", title))
    return (share >= 0.8 and len(about) >= 2) or (asks and share >= 0.4)


def held_back(tree: Any, *, words: Sequence[str]) -> str:
    """What a page says it holds back, in words for the ledger, or nothing.

    Args:
        words: the paragraphs of its article.
    """
    text = " ".join(words)
    count = len(text.split())
    page_end = squash(" ".join(_visible(tree)))[-6_000:]
    asks = bool(_PAYS.search(text[-600:])) or (bool(_PAYS.search(page_end)) and count < MAX_TEASER_WORDS)
    is_marked = _is_marked(tree)
    is_cut = text.rstrip().endswith(("…", "...")) or count < MAX_TEASER_WORDS
    if (is_marked and (is_cut or asks)) or (asks and is_cut and _has_wall(tree)):
        return f"only the free beginning ({count} words) of an article behind a paywall"
    return ""


def _visible(tree: Any) -> list[str]:
    return [
        t.strip()
        for e in tree.iter()
        if isinstance(e.tag, str) and e.tag not in ("script", "style", "noscript")
        for t in (e.text or "", e.tail or "")
        if t.strip()
    ]


def _has_wall(tree: Any) -> bool:
    return any(
        _PAYWALL_CLASS.search(f"{e.get('class') or ''} {e.get('id') or ''}") for e in tree.iter("div", "section", "aside")
    )


def _is_marked(tree: Any) -> bool:
    """Whether the page itself says that it is not free: schema.org's isAccessibleForFree, or a content tier."""
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name in ("article:content_tier", "content_tier") and (meta.get("content") or "").lower() in _LOCKED:
            return True
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "") or "isAccessibleForFree" not in (script.text or ""):
            continue
        try:
            value = json.loads(script.text)
        except (ValueError, RecursionError):
            continue
        if any(str(node.get("isAccessibleForFree", "")).lower() in ("false", "0", "no") for node in linked_nodes(value)):
            return True
    return False
