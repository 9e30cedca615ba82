"""Addresses without what only counts readers, so that one page is one document wherever its link was found."""

from __future__ import annotations

from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

MAX_ADDRESS_CHARS = 2000

_TRACKING = (
    "utm_", "fbclid", "gclid", "gbraid", "wbraid", "msclkid", "dclid", "yclid", "twclid", "igshid", "mc_cid", "mc_eid",
    "ref_src", "ref_url", "_hsenc", "_hsmi", "mkt_tok", "oly_anon_id", "oly_enc_id", "vero_id", "at_medium", "at_campaign",
)  # fmt: skip


def without_tracking(url: str) -> str:
    """An address without the parameters by which a letter or a network counts its readers.

    >>> without_tracking("https://example.org/a?id=3&utm_source=rss")
    'https://example.org/a?id=3'
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    given = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(k, v) for k, v in given if not k.lower().startswith(_TRACKING)]
    return url if len(kept) == len(given) else parts._replace(query=urlencode(kept)).geturl()


def linked_page(href: str, base: str | None) -> str | None:
    """The absolute address of the other page that a link leads to; None for scripts, mail, notes of the page, broken ones.

    >>> linked_page("../b#part", "https://example.org/a/"), linked_page("javascript:go()", None)
    ('https://example.org/b', None)
    """
    if len(href) > MAX_ADDRESS_CHARS:
        return None
    try:
        address = urldefrag(urljoin(base or "", href.strip())).url
        parts = urlsplit(address)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or (base is not None and address == urldefrag(base).url):
        return None
    return without_tracking(address)
