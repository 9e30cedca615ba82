"""LessWrong, the Alignment Forum and the EA Forum: one software, asked by GraphQL, then by its Markdown pages for programs.

A post comes with its comment tree. A user's page gives comments and quick takes (comments of the post that the forum keeps
for them), each with the comment that it answers under that comment's own writer. A bot challenge is said and never worked
around: the official Markdown pages are asked next, and after them only a saved page helps. What the answers say is read in
`forummagnum`. Method: the forums' GraphQL schema and their pages for programs.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.errors import Blocked, SourceChanged, SourceUnavailable, SyntopicError
from ingest.dates import read_date
from ingest.fetching import Page, Request, capture_of, json_post
from ingest.forummagnum import HOSTS, looks_like_answer, looks_like_page, parse_answer, parse_page
from ingest.posts import list_of, mapping_of, text_of
from ingest.source import Fetched, Kind
from ingest.sources.base import Case, Cursor, Discovery, Item, Place, SourceKind

if TYPE_CHECKING:
    from ingest.fetching.fetcher import Fetcher

COMMENTS_AT_ONCE = 50  # of a user's; of a post all are asked for
MAX_COMMENTS = 5_000
_POST = re.compile(r"^/(?:posts|events)/([A-Za-z0-9]{8,32})(?:/|$)|^/s/[A-Za-z0-9]+/p/([A-Za-z0-9]{8,32})")
_USER = re.compile(r"^/users/([\w-]+)/?$")
_USER_FIELDS = "user{displayName slug}"
_BODY = (
    f"_id postId parentCommentId topLevelCommentId postedAt htmlBody contents{{markdown}} baseScore pageUrl {_USER_FIELDS}"
)
_ABOVE = f"parentComment{{_id postId postedAt htmlBody pageUrl {_USER_FIELDS}}}"
_POST_FIELDS = (
    f"_id title slug postedAt htmlBody contents{{markdown}} baseScore pageUrl {_USER_FIELDS} coauthors{{displayName slug}}"
)


def claims(url: str) -> int:
    """3 for addresses of the three forums, but for their feeds."""
    parts = urlsplit(url)
    return 3 * (parts.hostname in HOSTS and not parts.path.endswith(".xml"))


def item_of(url: str) -> Item | None:
    """The post that an address names."""
    parts = urlsplit(url)
    site = HOSTS.get(parts.hostname or "")
    found = _POST.match(parts.path)
    if not site or not found:
        return None
    native = found.group(1) or found.group(2)
    return _post_item(site, native, url=f"{site}/posts/{native}")


def _post_item(site: str, native: str, *, url: str, title: str = "", published: str | None = None) -> Item:
    # one post may stand on LessWrong and the Alignment Forum under one id; the EA Forum has ids of its own
    family = "ea" if "effectivealtruism" in site else "lw"
    extra = {"site": site, "post": native}
    return Item("lesswrong", f"{family}/{native}", url, title, published, parse_as="lesswrong", extra=extra)


def discover(place: Place, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """A post; what a user wrote since the cursor (the time of the last comment); or the newest posts of a forum.

    Raises:
        Blocked: a bot challenge, and no other way round to the same words.
        SourceChanged: an answer in an unknown shape, or no such user.
    """
    single = item_of(place.url)
    if single is not None:
        return Discovery((single,), {})
    parts = urlsplit(place.url)
    site = HOSTS.get(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")
    user = _USER.match(parts.path)
    return _of_user(site, user.group(1), cursor, fetcher) if user else _newest(site, cursor, fetcher)


def _of_user(site: str, slug: str, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    """The user's comments and quick takes as one item for each run of new ones, oldest first."""
    after = str(cursor.get("after", ""))
    url = f"{site}/users/{slug}"
    try:
        comments = _comments_of_user(site, slug, after, fetcher)
    except Blocked:  # the Markdown page has no dates to go on from; it is offered whole
        item = Item(
            "lesswrong",
            f"{site}/users/{slug}",
            url,
            parse_as="lesswrong",
            extra={"site": site, "user": slug, "form": "markdown"},
        )
        return Discovery((item,), cursor)
    dated = [c for c in comments if text_of(c.get("postedAt"))]
    if not dated:
        return Discovery((), cursor)
    last = max(text_of(c["postedAt"]) for c in dated)
    extra = {"site": site, "user": slug, "after": after, "until": last}
    item = Item(
        "lesswrong", f"{site}/users/{slug}?after={after}", url, f"Comments by {slug}", parse_as="lesswrong", extra=extra
    )
    return Discovery((item,), {"after": last}, has_more=len(comments) >= COMMENTS_AT_ONCE)


def _comments_of_user(site: str, slug: str, after: str, fetcher: Fetcher) -> list[dict[str, Any]]:
    page = _ask(site, _user_queries(site, _user_id(site, slug, fetcher), after), fetcher)
    return [c for c in _results(page, "comments") if isinstance(c, dict)]


def _user_id(site: str, slug: str, fetcher: Fetcher) -> str:
    quoted = json.dumps(slug)
    fields = "{result{_id displayName slug shortformFeedId}}"
    forms = [f"{{user(input:{{selector:{{slug:{quoted}}}}}){fields}}}", f"{{user(selector:{{slug:{quoted}}}){fields}}}"]
    found = mapping_of(mapping_of(_data(_ask(site, forms, fetcher)).get("user")).get("result"))
    if not found.get("_id"):
        raise SourceChanged(
            f"{site}/users/{slug}: no such user", remedy="check the address", location=f"{site}/users/{slug}"
        )
    return str(found["_id"])


def _user_queries(site: str, user: str, after: str) -> list[str]:
    """A user's comments (quick takes are comments too), oldest first, in the forms that the forums take."""
    fields = f"{{results{{{_BODY} {_ABOVE} post{{_id title pageUrl}}}}}}"
    since = f', after:"{after}"' if after else ""
    chosen = f'allRecentComments:{{userId:"{user}", sortBy:"oldest"{since}}}'
    old = f'terms:{{view:"allRecentComments", userId:"{user}", sortBy:"oldest"{since}, limit:{COMMENTS_AT_ONCE}}}'
    new = f"{{comments(selector:{{{chosen}}}, limit:{COMMENTS_AT_ONCE}){fields}}}"
    return _preferred(site, new, f"{{comments(input:{{{old}}}){fields}}}")


def _post_queries(site: str, native: str) -> list[str]:
    """A post and all its comments, in the forms that the forums take."""
    fields = f"{{results{{{_BODY}}}}}"
    post = f'post(input:{{selector:{{_id:"{native}"}}}}){{result{{{_POST_FIELDS}}}}}'
    new = f'comments(selector:{{postCommentsNew:{{postId:"{native}"}}}}, limit:{MAX_COMMENTS}){fields}'
    old = f'comments(input:{{terms:{{view:"postCommentsNew", postId:"{native}", limit:{MAX_COMMENTS}}}}}){fields}'
    return _preferred(site, f"{{{post} {new}}}", f"{{{post} {old}}}")


def _preferred(site: str, new: str, old: str) -> list[str]:
    return [old, new] if "effectivealtruism" in site else [new, old]


def _newest(site: str, cursor: Cursor, fetcher: Fetcher) -> Discovery:
    after = str(cursor.get("after", ""))
    fields = "{results{_id title postedAt pageUrl}}"
    since = f', after:"{after}"' if after else ""
    new = f"{{posts(selector:{{new:{{{since.removeprefix(', ')}}}}}, limit:50){fields}}}"
    old = f'{{posts(input:{{terms:{{view:"new", limit:50{since}}}}}){fields}}}'
    found = [p for p in _results(_ask(site, _preferred(site, new, old), fetcher), "posts") if text_of(p.get("postedAt"))]
    fresh = sorted((p for p in found if p["postedAt"] > after), key=lambda p: p["postedAt"])
    items = tuple(
        _post_item(
            site,
            str(p["_id"]),
            url=f"{site}/posts/{p['_id']}",
            title=text_of(p.get("title")),
            published=read_date(p["postedAt"]),
        )
        for p in fresh
    )
    return Discovery(items, {"after": fresh[-1]["postedAt"]} if fresh else dict(cursor))


def fetch(item: Item, fetcher: Fetcher) -> Fetched:
    """A post with its comments, or a run of a user's comments: by GraphQL, then by the Markdown pages.

    Raises:
        Blocked: both ways are barred; the remedy is a saved page.
    """
    site = str(item.extra["site"])
    try:
        if item.extra.get("form") == "markdown":
            raise Blocked("", remedy="")
        if "post" in item.extra:
            queries = _post_queries(site, str(item.extra["post"]))
        else:
            slug, after = str(item.extra["user"]), str(item.extra["after"])
            queries = _user_queries(site, _user_id(site, slug, fetcher), after)
        page = _ask(site, queries, fetcher)
    except (Blocked, SourceUnavailable) as first:
        return _markdown(item, site, fetcher, first)
    return Fetched(capture_of(page, source=item.source, native_id=item.native_id, location=item.url), page.data)


def _markdown(item: Item, site: str, fetcher: Fetcher, first: SyntopicError) -> Fetched:
    try:
        if "post" in item.extra:
            base = f"{site}/api/post/{item.extra['post']}"
            page = fetcher.send(Request(base, accept="text/markdown", is_api=True))
            comments = fetcher.send(Request(f"{base}/comments", accept="text/markdown", is_api=True))
            capture = capture_of(page, source=item.source, native_id=item.native_id, location=item.url)
            return Fetched(capture, page.data, (("comments.md", comments.data),))
        page = fetcher.send(Request(f"{site}/api/user/{item.extra['user']}", accept="text/markdown", is_api=True))
        return Fetched(capture_of(page, source=item.source, native_id=item.native_id, location=item.url), page.data)
    except SyntopicError as second:
        raise (first if first.message else second) from None


def _ask(site: str, queries: list[str], fetcher: Fetcher) -> Page:
    """The answer to the first form of a query that the forum takes."""
    problems: list[str] = []
    for query in queries:
        try:
            page = fetcher.send(json_post(f"{site}/graphql", {"query": query}))
        except SourceUnavailable as error:
            if "answers 400" not in error.message:
                raise
            problems.append("400")
            continue
        answer = mapping_of(page.json)
        if mapping_of(answer.get("data")) and not answer.get("errors"):
            return page
        problems += [text_of(mapping_of(e).get("message"))[:120] for e in list_of(answer.get("errors"))[:1]]
    raise SourceChanged(
        f"{site}/graphql: the forum refuses the query ({'; '.join(filter(None, problems)) or 'no data'})",
        remedy="look for a newer Syntopic, or save the page and add the file",
        location=f"{site}/graphql",
    )


def _data(page: Page) -> dict[str, Any]:
    return mapping_of(mapping_of(page.json).get("data"))


def _results(page: Page, name: str) -> list[Any]:
    return list_of(mapping_of(_data(page).get(name)).get("results"))


SOURCE = SourceKind(
    name="lesswrong",
    title="LessWrong, the Alignment Forum, the EA Forum",
    claims=claims,
    discover=discover,
    fetch=fetch,
    item_of=item_of,
    captures=(
        Kind("lesswrong", looks_like_answer, parse_answer, 1),
        Kind("lesswrong_page", looks_like_page, parse_page, 1),
    ),
    example="https://www.lesswrong.com/users/NAME",
    cases=(
        Case(
            "https://www.lesswrong.com/posts/lampPost12345678x/how-many-lamps",
            (("https://www.lesswrong.com/graphql", "lesswrong/post.json"),),
            {
                "title": "How many lamps the coast needs",
                "authors": ["Eli Marsh", "Ada Low"],
                "published": "2026-05-04",
                "voices": {
                    "The coast has 40 lamps": "Eli Marsh",
                    "I count 38 of them.": "Dag",
                    "Two were moved inland.": "Eli Marsh",
                    "I count 38 of them": "Dag",
                },
                "parents": {"Two were moved inland.": "I count 38 of them."},
            },
        ),
        Case(
            "https://www.lesswrong.com/users/dag",
            (("https://www.lesswrong.com/graphql", "lesswrong/user.json"),),
            {
                "items": ["https://www.lesswrong.com/users/dag?after="],
                "voices": {
                    "No lamp was lit in March.": "Bea",
                    "Three were lit on the 9th.": "Dag",
                    "A lamp is a promise to strangers.": "Dag",
                },
                "roles": {"No lamp was lit in March.": "parent_comment", "Three were lit on the 9th.": "comment"},
                "parents": {"Three were lit on the 9th.": "No lamp was lit in March."},
            },
        ),
        Case(
            "https://www.lesswrong.com/posts/challenged1234567/behind-a-gate",
            (
                ("https://www.lesswrong.com/api/post/challenged1234567", "lesswrong/post.md"),
                ("https://www.lesswrong.com/api/post/challenged1234567/comments", "lesswrong/comments.md"),
                ("https://www.lesswrong.com/graphql", "challenge"),
            ),
            {
                "title": "Behind a gate",
                "authors": ["Eli Marsh"],
                "voices": {
                    "The gate holds 12 people.": "Eli Marsh",
                    "It held 15 last week.": "Bea",
                    "Fifteen stood outside it.": "Dag",
                },
                "parents": {"Fifteen stood outside it.": "It held 15 last week."},
            },
        ),
        Case(
            "https://forum.effectivealtruism.org/posts/allBarred12345678",
            (
                ("https://forum.effectivealtruism.org/graphql", "challenge"),
                ("https://forum.effectivealtruism.org/api/post/allBarred12345678", "challenge"),
            ),
            {"error": "Blocked"},
        ),
        Case(
            "file:lesswrong/saved.html",
            (),
            {
                "kind": "lesswrong_page",
                "title": "How wide a lamp shines",
                "authors": ["Eli Marsh"],
                "voices": {
                    "The lamp shines over 9 leagues": "Eli Marsh",
                    "I saw it from 11 leagues.": "Dag",
                    "That was the moon.": "Bea",
                    "saw it from 11 leagues": "Dag",
                },
                "roles": {"The lamp shines over 9 leagues": "body", "I saw it from 11 leagues.": "comment"},
                "parents": {"That was the moon.": "I saw it from 11 leagues."},
            },
        ),
    ),
)
