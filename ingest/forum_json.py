"""JSON captures of forum threads: who wrote which post, when, in answer to which.

Three shapes are read: Hacker News items from Algolia (a tree of `children`), Reddit listings (`kind`/`data`), and the
comments and posts that LessWrong and the EA Forum answer (`_id` beside `htmlBody` or `contents`). Invariant: each post is
a unit of its own with its writer's name; a quotation in it that stands in the post it answers is that writer's.
To add a shape: a reader that yields `Post`s, and a line in `_read`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.errors import BadInput
from corpus.names import AUTHOR
from corpus.records import Role
from corpus.text import squash, words_of
from ingest.blocks import Block, Parsed
from ingest.dates import epoch_date, read_date
from ingest.fragments import fragment_pieces
from ingest.marked import markdown_blocks
from ingest.quoted import QUOTED, introduced_speaker
from ingest.source import Source

_HN_ITEM = "https://news.ycombinator.com/item?id="
_DELETED = frozenset({"[deleted]", "[removed]", "[flagged]", "[dead]"})
_POST_KEYS = ("htmlBody", "contents", "body", "baseScore", "postedAt")


@dataclass(frozen=True, slots=True)
class Post:
    """One post of a forum; `body` is HTML, or Markdown where `is_markdown`."""

    id: str
    parent: str
    author: str
    published: str | None
    body: str
    title: str = ""
    url: str | None = None
    is_markdown: bool = False
    is_comment: bool = True


def looks_like_forum_json(source: Source) -> bool:
    """Whether the content is JSON at all: forum captures are the only JSON that is left once captions are told."""
    return source.looks_like_json


def parse_forum_json(source: Source) -> Parsed:
    """Read a forum capture.

    Raises:
        BadInput: JSON of another shape.
    """
    posts = _in_reading_order(_read(source.json))
    if not posts:
        raise BadInput(
            f"{source.name}: JSON of an unknown shape",
            remedy="give a Hacker News item, a Reddit listing, LessWrong or EA Forum comments, or json3 captions",
        )
    root = next((p for p in posts if not p.is_comment), posts[0])
    bodies = {p.id: _pieces(p) for p in posts}
    writers = {p.id: p.author for p in posts}
    said = {i: " ".join(words_of(" ".join(b.text for b in blocks))) for i, blocks in bodies.items()}
    blocks: list[Block] = []
    for post in posts:
        if post.title:
            unit = "" if bodies[post.id] else post.id  # a story without words of its own is answered by its title
            blocks.append(Block(post.title, Role.HEADLINE, post.author, unit, url=post.url, published=post.published))
        blocks += _with_voices(post, bodies[post.id], writers.get(post.parent, ""), said.get(post.parent, ""))
    named = root.author != AUTHOR and not root.is_comment
    return Parsed(
        tuple(blocks),
        title=root.title or f"Comments by {root.author}",
        authors=(root.author,) if named else (),
        published=root.published if not root.is_comment else None,
        url=root.url if not root.is_comment else None,
    )


def _with_voices(post: Post, blocks: Sequence[Block], answered: str, answered_words: str) -> Iterator[Block]:
    role = Role.COMMENT if post.is_comment else Role.BODY
    before = ""
    for block in blocks:
        laid = replace(block, unit=post.id, answers=post.parent, published=post.published, url=post.url)
        if block.role is Role.QUOTE:
            words = " ".join(words_of(block.text))
            is_parent = bool(answered) and bool(words) and words in answered_words
            voice = answered if is_parent else introduced_speaker(before) or QUOTED
            yield replace(laid, voice=voice, unit=f"{post.id} quotes", answers=post.parent if is_parent else post.id)
        else:
            yield replace(laid, role=role if block.role is Role.BODY else block.role, voice=post.author)
        before = block.text


def _pieces(post: Post) -> list[Block]:
    """The paragraphs of a post; a paragraph that opens with ">" is a quotation by the custom of forums."""
    if post.is_markdown:
        return [b if b.role is Role.QUOTE else replace(b, unit="") for b in markdown_blocks(post.body)]
    pieces = fragment_pieces(post.body, body=Role.BODY)
    done: list[Block] = []
    for piece in pieces:
        is_quote = piece.role is Role.BODY and piece.text.startswith(">")
        done.append(Block(piece.text.lstrip("> ") if is_quote else piece.text, Role.QUOTE if is_quote else piece.role))
    return [b for b in done if b.text.strip()]


def _read(value: Any) -> list[Post]:
    if isinstance(value, dict) and isinstance(value.get("children"), list) and "created_at" in value:
        return list(_hacker_news(value))
    found = list(_reddit(value))
    return found or list(_forum_magnum(value))


def _hacker_news(item: dict[str, Any]) -> Iterator[Post]:
    stack: list[tuple[dict[str, Any], str]] = [(item, "")]
    while stack:
        node, parent = stack.pop()
        native = str(node.get("id") or "")
        text, title = _text(node.get("text")), _text(node.get("title"))
        if native and (text or title):
            yield Post(
                id=native,
                parent=parent or str(node.get("parent_id") or ""),
                author=_author(node.get("author")),
                published=epoch_date(node.get("created_at_i")) or read_date(_text(node.get("created_at"))),
                body=text,
                title=title,
                url=_HN_ITEM + native,
                is_comment=not title,
            )
        children = [c for c in node.get("children") or [] if isinstance(c, dict)]
        stack += [(child, native or parent) for child in reversed(children)]


def _reddit(value: Any) -> Iterator[Post]:
    stack: list[Any] = list(reversed(value)) if isinstance(value, list) else [value]
    while stack:
        thing = stack.pop()
        if not isinstance(thing, dict) or not isinstance(thing.get("data"), dict) or not isinstance(thing.get("kind"), str):
            continue
        data = thing["data"]
        if thing["kind"] == "Listing":
            stack += reversed([c for c in data.get("children") or [] if isinstance(c, dict)])
            continue
        body = _text(data.get("body")) or _text(data.get("selftext"))
        if thing["kind"] in ("t1", "t3") and (body or data.get("title")):
            link = _text(data.get("permalink"))
            yield Post(
                id=_text(data.get("name")) or f"{thing['kind']}_{data.get('id')}",
                parent=_text(data.get("parent_id")),
                author=_author(data.get("author")),
                published=epoch_date(data.get("created_utc")),
                body=html.unescape(body),
                title=html.unescape(_text(data.get("title"))),
                url="https://www.reddit.com" + link if link.startswith("/") else None,
                is_markdown=True,
                is_comment=thing["kind"] == "t1",
            )
        if isinstance(data.get("replies"), dict):
            stack.append(data["replies"])


def _forum_magnum(value: Any) -> Iterator[Post]:
    """Posts and comments wherever they lie in the answer of a LessWrong or EA Forum query."""
    stack: list[Any] = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack += reversed(node)
        elif isinstance(node, dict):
            if isinstance(node.get("_id"), str) and any(key in node for key in _POST_KEYS):
                post = _forum_post(node)
                if post.body or post.title:
                    yield post
            stack += [v for k, v in reversed(node.items()) if isinstance(v, list | dict) and k not in ("contents", "user")]


def _forum_post(node: dict[str, Any]) -> Post:
    contents = node.get("contents") if isinstance(node.get("contents"), dict) else {}
    assert isinstance(contents, dict)
    body = _text(node.get("htmlBody")) or _text(contents.get("html"))
    markdown = "" if body else _text(contents.get("markdown")) or _text(node.get("body")) or _text(node.get("contents"))
    user = node.get("user") if isinstance(node.get("user"), dict) else {}
    assert isinstance(user, dict)
    title = _text(node.get("title"))
    native, post_id = node["_id"], _text(node.get("postId"))
    url = _text(node.get("pageUrl"))
    if not url.startswith("http"):
        url = f"https://www.lesswrong.com/posts/{post_id}?commentId={native}" if post_id else ""
    return Post(
        id=native,
        parent=_text(node.get("parentCommentId")) or post_id,
        author=_author(user.get("displayName") or user.get("username") or user.get("slug") or node.get("author")),
        published=read_date(_text(node.get("postedAt"))),
        body=body or markdown,
        title=title,
        url=url or None,
        is_markdown=not body,
        is_comment=not title,
    )


def _in_reading_order(posts: Sequence[Post]) -> list[Post]:
    """Each post once, after the one it answers; answers in the order of the capture."""
    unique = {p.id: p for p in reversed(posts)}
    order = [p.id for p in posts if unique[p.id] is p]
    answers: dict[str, list[str]] = {}
    roots: list[str] = []
    for native in order:
        parent = unique[native].parent
        if parent in unique and parent != native:
            answers.setdefault(parent, []).append(native)
        else:
            roots.append(native)
    done: list[Post] = []
    seen: set[str] = set()
    stack = list(reversed(roots))
    while stack:
        native = stack.pop()
        if native not in seen:
            seen.add(native)
            done.append(unique[native])
            stack += reversed(answers.get(native, []))
    return done + [unique[i] for i in order if i not in seen]  # a circle of answers has no root


def _author(value: object) -> str:
    name = squash(value) if isinstance(value, str) else ""
    return name if name and name not in _DELETED else AUTHOR


def _text(value: object) -> str:
    if not isinstance(value, str) or value.strip() in _DELETED:
        return ""
    return re.sub("[\ud800-\udfff]", "\ufffd", value)
