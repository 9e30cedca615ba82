"""Mastodon and what speaks its interface: a thread with what it answers and its answers, and what an account posts.

An account's address says nothing of the software behind it, so an unknown host is claimed only by the form of a post's
address; for an account, `--kind mastodon`. Method: docs.joinmastodon.org, statuses and accounts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from corpus.errors import BadInput, SourceChanged
from corpus.records import Role
from ingest.dates import read_date
from ingest.fetching import Request, capture_of
from ingest.fragments import fragment_pieces
from ingest.mastodon_page import looks_like_page, parse_page
from ingest.posts import Post, Quote, author_name, list_of, mapping_of, parsed_posts, rejoined, text_of
from ingest.source import Fetched, Kind, Source, parse_json
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind

if TYPE_CHECKING:
    from ingest.blocks import Parsed
    from ingest.fetching.fetcher import Fetcher

KNOWN_HOSTS = frozenset(
    "mastodon.social mastodon.online mstdn.social fosstodon.org hachyderm.io sigmoid.social mathstodon.xyz infosec.exchange "
    "techhub.social mas.to scholar.social".split()
)
_POST = re.compile(r"^/@([\w.@-]+)/(\d{6,25})/?$")
_ACCOUNT = re.compile(r"^/@([\w.@-]+)/?$")
_CONTEXT = "context.json"


def claims(url: str) -> int:
    """3 for a known host, 2 for an address in the form of a post (`/@name/number`)."""
    parts = urlsplit(url)
    return 3 if parts.hostname in KNOWN_HOSTS else 2 if _POST.match(parts.path) else 0


def item_of(url: str) -> Item | None:
    """The post that an address names."""
    parts = urlsplit(url)
    found = _POST.match(parts.path)
    return _item(f"{parts.scheme}://{parts.netloc}", found.group(1), found.group(2)) if found else None


def _item(site: str, account: str, native: str, *, title: str = "", published: str | None = None) -> Item:
    host = urlsplit(site).netloc
    extra = {"site": site, "status": native}
    return Item("mastodon", f"{host}/{native}", f"{site}/@{account}/{native}", title, published, "mastodon", extra)


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """What an account posted since the cursor (the newest post's number), its answers to others aside.

    Raises:
        SourceChanged: not an account, or an answer in an unknown shape.
    """
    single = item_of(place.url)
    if single is not None:
        return Discovery((single,), {})
    parts = urlsplit(place.url)
    found = _ACCOUNT.match(parts.path)
    site = f"{parts.scheme}://{parts.netloc}"
    if not found:
        raise SourceChanged(
            f"{place.url}: neither a post nor an account", remedy="give https://HOST/@NAME", location=place.url
        )
    account = cursor.get("account")
    if not account:
        looked_up = fetcher.get(f"{site}/api/v1/accounts/lookup?acct={quote(found.group(1))}", is_api=True)
        account = text_of(mapping_of(looked_up.json).get("id"))
    after = str(cursor.get("newest", ""))
    since = f"&min_id={after}" if after else ""
    page = fetcher.get(
        f"{site}/api/v1/accounts/{account}/statuses?limit=40&exclude_reblogs=true&exclude_replies=true{since}", is_api=True
    )
    statuses = page.json
    if not account or not isinstance(statuses, list):
        raise SourceChanged(f"{page.url}: no list of posts", remedy="check that it is Mastodon", location=page.url)
    fresh = sorted(
        (s for s in statuses if isinstance(s, dict) and str(s.get("id", "")).isdecimal()), key=lambda s: int(s["id"])
    )
    items = tuple(
        _item(site, found.group(1), str(s["id"]), published=read_date(text_of(s.get("created_at")))) for s in fresh
    )
    newest = str(fresh[-1]["id"]) if fresh else after
    return Discovery(items, {"account": account, "newest": newest}, has_more=bool(after) and len(fresh) >= 40)


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """The post, and what stands above and below it as its companion."""
    base = f"{item.extra['site']}/api/v1/statuses/{item.extra['status']}"
    page = fetcher.send(Request(base, is_api=True))
    context = fetcher.send(Request(f"{base}/context", is_api=True))
    capture = capture_of(page, source=item.source, native_id=item.native_id, location=item.url)
    return Fetched.of(capture, page.data, ((_CONTEXT, context.data),))


def looks_like_status(source: Source) -> bool:
    """Whether JSON is a post of the interface."""
    value = source.json if source.looks_like_json else None
    return isinstance(value, dict) and "content" in value and "acct" in mapping_of(value.get("account"))


def parse_status(source: Source) -> Parsed:
    """A post with its thread, the writer's own answers to himself as one text."""
    value = mapping_of(source.json)
    if not text_of(value.get("content")):
        raise BadInput(f"{source.name}: a post without words", remedy="give the address of a post")
    main = _post(value)
    context = next((data for name, data in source.companions if name == _CONTEXT), b"{}")
    around = mapping_of(parse_json(context.decode("utf-8", "replace"), name=_CONTEXT))
    above = [_post(s) for s in list_of(around.get("ancestors")) if isinstance(s, dict)]
    below = [_post(s) for s in list_of(around.get("descendants")) if isinstance(s, dict)]
    posts = [*above, main, *below]
    title = next((p.text for p in fragment_pieces(posts[0].body, body=Role.BODY)), "")[:120]
    language = text_of(value.get("language"))[:2] or None
    return parsed_posts(rejoined(posts), title=title, language=language)


def _post(status: dict[str, Any]) -> Post:
    account = mapping_of(status.get("account"))
    quoted = mapping_of(mapping_of(status.get("quote")).get("quoted_status")) or mapping_of(status.get("quote"))
    quotes: tuple[Quote, ...] = ()
    if text_of(quoted.get("content")):
        by = mapping_of(quoted.get("account"))
        words = re.sub(r"<[^>]+>", " ", text_of(quoted.get("content")))
        quotes = (Quote(words, author_name(by.get("display_name") or by.get("acct")), text_of(quoted.get("url")) or None),)
    warning = text_of(status.get("spoiler_text"))
    return Post(
        id=str(status.get("id") or ""),
        parent=str(status.get("in_reply_to_id") or ""),
        author=author_name(text_of(account.get("display_name")) or account.get("acct")),
        published=read_date(text_of(status.get("created_at"))),
        body=(f"<p>{warning}</p>" if warning else "") + text_of(status.get("content")),
        url=text_of(status.get("url")) or None,
        quotes=quotes,
    )


SOURCE = SourceKind(
    name="mastodon",
    title="Mastodon",
    claims=claims,
    discover=discover,
    fetch=fetch,
    item_of=item_of,
    captures=(Kind("mastodon", looks_like_status, parse_status, 1), Kind("mastodon_page", looks_like_page, parse_page, 1)),
    example="https://HOST/@NAME",
    cases=(
        Case(
            "https://social.example/@bo/112000000000000002",
            (
                ("https://social.example/api/v1/statuses/112000000000000002", "mastodon/status.json"),
                ("https://social.example/api/v1/statuses/112000000000000002/context", "mastodon/context.json"),
            ),
            {
                "voices": {
                    "The bell rang 6 times at noon.": "Ida Quay",
                    "I heard only 5 strokes.": "bo",
                    "The sixth was the echo.": "Ida Quay",
                },
                "parents": {
                    "I heard only 5 strokes.": "The bell rang 6 times at noon.",
                    "The sixth was the echo.": "I heard only 5 strokes.",
                },
            },
        ),
        Case(
            "https://mastodon.social/@bo",
            (
                ("https://mastodon.social/api/v1/accounts/lookup?acct=bo", "mastodon/account.json"),
                (
                    "https://mastodon.social/api/v1/accounts/55/statuses?limit=40&exclude_reblogs=true&exclude_replies=true",
                    "mastodon/statuses.json",
                ),
                ("https://mastodon.social/api/v1/statuses/112000000000000002", "mastodon/status.json"),
                ("https://mastodon.social/api/v1/statuses/112000000000000002/context", "mastodon/context.json"),
            ),
            {"items": ["mastodon.social/112000000000000002"]},
        ),
        Case(
            "file:mastodon/saved.html",
            (),
            {
                "kind": "mastodon_page",
                "published": "2026-05-04",
                "authors": ["Ida Quay"],
                "voices": {
                    "The bell rang 6 times at noon.": "Ida Quay",
                    "I heard only 5 strokes.": "bo",
                    "The sixth was the echo.": "Ida Quay",
                    "Echoes there take 3 seconds.": "Moss",
                    "No bell here has been struck since 1950.": "Otto Pier",
                },
                "roles": {"No bell here has been struck": "quote", "The sixth was": "comment"},
                "parents": {
                    "I heard only 5 strokes.": "The bell rang 6 times at noon.",
                    "The sixth was the echo.": "I heard only 5 strokes.",
                    "Echoes there take 3 seconds.": "The sixth was the echo.",
                },
            },
        ),
    ),
)
