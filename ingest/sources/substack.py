"""Substack: a publication's posts with their comments, through the interface that its own pages use.

A post that only subscribers may read comes truncated; what there is is read, and that there is more is said. Invariant: the
native id is the post's number with its publication, whatever becomes of its slug.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.errors import BadInput, SourceChanged, SyntopicError
from ingest.dates import read_date
from ingest.fetching import Request, capture_of
from ingest.posts import Post, author_name, list_of, mapping_of, parsed_posts, text_of
from ingest.source import Fetched, Kind, Source, parse_json
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind
from ingest.substack_page import looks_like_page, parse_page

if TYPE_CHECKING:
    from ingest.blocks import Parsed
    from ingest.fetching.fetcher import Fetcher

AT_ONCE = 12  # posts a page of the archive; the interface gives no more
_POST = re.compile(r"^/p/([\w-]+)")
_COMMENTS = "comments.json"
_PAID = frozenset({"only_paid", "founding"})


def claims(url: str) -> int:
    """3 for a publication at substack.com; one under a name of its own is told by `--kind`."""
    host = urlsplit(url).hostname or ""
    is_one = host.endswith(".substack.com") and host != "www.substack.com"
    return 3 * (is_one and not urlsplit(url).path.rstrip("/").endswith("/feed"))


def item_of(url: str) -> Item | None:
    """The post that an address names."""
    parts = urlsplit(url)
    found = _POST.match(parts.path)
    return _item(f"{parts.scheme}://{parts.netloc}", found.group(1)) if found else None


def _item(site: str, slug: str, *, title: str = "", published: str | None = None) -> Item:
    host = urlsplit(site).netloc
    return Item(
        "substack",
        f"{host}/{slug}",
        f"{site}/p/{slug}",
        title,
        published,
        parse_as="substack",
        extra={"site": site, "slug": slug},
    )


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """The publication's posts since the cursor (the time of the newest one seen), oldest first.

    Raises:
        SourceChanged: the archive answers in an unknown shape.
    """
    single = item_of(place.url)
    if single is not None:
        return Discovery((single,), {})
    parts = urlsplit(place.url)
    site = f"{parts.scheme}://{parts.netloc}"
    after = str(cursor.get("after", ""))
    offset = 0
    fresh: dict[str, dict[str, Any]] = {}
    while True:
        page = fetcher.get(f"{site}/api/v1/archive?sort=new&offset={offset}&limit={AT_ONCE}", is_api=True)
        listed = page.json
        if not isinstance(listed, list):
            raise SourceChanged(f"{page.url}: no list of posts", remedy="try its feed: add /feed", location=page.url)
        posts = [p for p in listed if isinstance(p, dict) and p.get("slug") and text_of(p.get("post_date"))]
        new = {str(p["slug"]): p for p in posts if p["post_date"] > after and str(p["slug"]) not in fresh}
        fresh |= new
        offset += len(listed)
        if len(listed) < AT_ONCE or len(new) < len(posts) or not new:
            break
    ordered = sorted(fresh.values(), key=lambda p: (p["post_date"], p["slug"]))
    items = tuple(
        _item(site, p["slug"], title=text_of(p.get("title")), published=read_date(p["post_date"])) for p in ordered
    )
    return Discovery(items, {"after": ordered[-1]["post_date"]} if ordered else dict(cursor))


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """The post, and its comments as its companion where they are open."""
    site, slug = item.extra["site"], item.extra["slug"]
    page = fetcher.send(Request(f"{site}/api/v1/posts/{slug}", accept="application/json", is_api=True))
    native = mapping_of(page.json).get("id")
    companions: tuple[tuple[str, bytes], ...] = ()
    if native and mapping_of(page.json).get("comment_count") != 0:
        try:
            url = f"{site}/api/v1/post/{native}/comments?all_comments=true&sort=oldest_first"
            companions = ((_COMMENTS, fetcher.send(Request(url, is_api=True)).data),)
        except SyntopicError:  # closed to subscribers, most often; the post stands without them
            companions = ()
    return Fetched.of(
        capture_of(page, source=item.source, native_id=item.native_id, location=item.url), page.data, companions
    )


def looks_like_post(source: Source) -> bool:
    """Whether JSON is a post of the interface."""
    value = source.json if source.looks_like_json else None
    return isinstance(value, dict) and "body_html" in value and ("audience" in value or "publishedBylines" in value)


def parse_post(source: Source) -> Parsed:
    """A post and the comments beside it; a truncated one says so."""
    value = mapping_of(source.json)
    names = [author_name(mapping_of(b).get("name")) for b in list_of(value.get("publishedBylines"))]
    body = text_of(value.get("body_html"))
    subtitle = text_of(value.get("subtitle"))
    is_cut = text_of(value.get("audience")) in _PAID and _is_cut(value, body)
    if not body and not value.get("truncated_body_text"):
        raise BadInput(f"{source.name}: a post without words", remedy="give the address of a post")
    if not body:
        body = f"<p>{html.escape(text_of(value.get('truncated_body_text')))}</p>"
    main = Post(
        id="post",
        parent="",
        author=names[0] if len(names) == 1 else author_name(None),
        published=read_date(text_of(value.get("post_date"))),
        body=(f"<h2>{html.escape(subtitle)}</h2>" if subtitle else "") + body,
        title=text_of(value.get("title")),
        url=text_of(value.get("canonical_url")) or None,
        is_comment=False,
        authors=tuple(names),
    )
    comments = next((data for name, data in source.companions if name == _COMMENTS), b"")
    posts = [main]
    if comments:
        answer = parse_json(comments.decode("utf-8", "replace"), name=_COMMENTS)
        posts += _comments(list_of(mapping_of(answer).get("comments")), main.url or "")
    words = value.get("wordcount")
    of = f" (about {words} words)" if isinstance(words, int) and words > 0 else ""
    return parsed_posts(posts, shortfall=f"only the free beginning of a paid post{of}" if is_cut else "")


def _is_cut(value: dict[str, Any], body: str) -> bool:
    words = value.get("wordcount")
    held = len(re.sub(r"<[^>]*>", " ", body).split())
    return not body or not isinstance(words, int) or words <= 0 or held < 0.9 * words


def _comments(comments: list[Any], post_url: str) -> Iterator[Post]:
    stack = [(c, "post") for c in reversed(comments)]
    while stack:
        comment, parent = stack.pop()
        if not isinstance(comment, dict):
            continue
        native = str(comment.get("id") or "")
        body = text_of(comment.get("body")) or _words(comment.get("body_json"))
        if native and body and not comment.get("deleted"):
            yield Post(
                id=native,
                parent=parent,
                author=author_name(comment.get("name")),
                published=read_date(text_of(comment.get("date"))),
                body=body,
                url=f"{post_url}/comment/{native}" if post_url else None,
                is_plain=True,
            )
        stack += [(c, native or parent) for c in reversed(list_of(comment.get("children")))]


def _words(value: object) -> str:
    """The text of a comment in the editor's own JSON."""
    if not isinstance(value, dict):
        return ""
    lines: list[str] = []
    for paragraph in list_of(value.get("content")):
        found = re.findall(r'"text": "((?:[^"\\]|\\.)*)"', json.dumps(paragraph))
        lines.append("".join(json.loads(f'"{t}"') for t in found))
    return "\n".join(lines)


SOURCE = SourceKind(
    name="substack",
    title="Substack",
    claims=claims,
    discover=discover,
    fetch=fetch,
    item_of=item_of,
    captures=(Kind("substack", looks_like_post, parse_post, 1), Kind("substack_page", looks_like_page, parse_page, 1)),
    example="https://NAME.substack.com/",
    cases=(
        Case(
            "https://harbour.substack.com/p/free-lamps",
            (
                ("https://harbour.substack.com/api/v1/posts/free-lamps", "substack/free.json"),
                (
                    "https://harbour.substack.com/api/v1/post/501/comments?all_comments=true&sort=oldest_first",
                    "substack/comments.json",
                ),
            ),
            {
                "title": "Free lamps",
                "authors": ["Ida Quay"],
                "published": "2026-05-04",
                "voices": {
                    "We gave away 30 lamps this spring.": "Ida Quay",
                    "Nobody ever returned a lamp to us in forty years.": "Otto Pier",
                    "Mine arrived broken.": "Bea",
                    "We will send another.": "Ida Quay",
                },
                "parents": {"We will send another.": "Mine arrived broken."},
            },
        ),
        Case(
            "https://harbour.substack.com/p/paid-lamps",
            (("https://harbour.substack.com/api/v1/posts/paid-lamps", "substack/paid.json"),),
            {"title": "Paid lamps", "shortfall": "free beginning"},
        ),
        Case(
            "https://harbour.substack.com/",
            (
                ("https://harbour.substack.com/api/v1/archive?sort=new&offset=0&limit=12", "substack/archive.json"),
                ("https://harbour.substack.com/api/v1/posts/paid-lamps", "substack/paid.json"),
                ("https://harbour.substack.com/api/v1/posts/free-lamps", "substack/free.json"),
            ),
            {"items": ["harbour.substack.com/free-lamps", "harbour.substack.com/paid-lamps"]},
        ),
        Case(
            "file:substack/saved.html",
            (),
            {
                "kind": "substack_page",
                "title": "Free lamps",
                "authors": ["Ida Quay"],
                "published": "2026-05-04",
                "url": "https://harbour.substack.com/p/free-lamps",
                "voices": {
                    "We gave away 30 lamps this spring.": "Ida Quay",
                    "Nobody ever returned a lamp to us in forty years.": "Otto Pier",
                    "It cost 4 crowns to mend.": "Bea",
                    "We will send another.": "Ida Quay",
                    "A lamp of ours burned for 90 nights.": "Lom",
                },
                "roles": {"By autumn 28 of them": "body", "We will send another.": "comment"},
                "parents": {
                    "Mine arrived broken.": "We gave away 30 lamps",
                    "We will send another.": "Mine arrived broken.",
                    "A lamp of ours burned": "We gave away 30 lamps",
                },
            },
        ),
    ),
)
