"""Posts of a discussion: who wrote which, when, in answer to which. What every kind of forum hands over.

Invariant: each post is a unit of its own with its writer's name; a quotation in it that stands in the post it answers is
that writer's, else it belongs to whoever introduces it; answers follow what they answer, however the capture orders them.
A kind of forum yields `Post`s; `parsed_posts` does the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.names import AUTHOR
from corpus.records import Role
from corpus.text import containment, shingles, squash, words_of
from ingest.blocks import Block, Parsed
from ingest.fragments import fragment_pieces
from ingest.marked import markdown_blocks
from ingest.quoted import QUOTED, introduced_speaker

MIN_QUOTED_WORDS = 5  # fewer words are found by chance in a post other than the one answered
MIN_CONTAINED = 0.8  # of a quotation's runs of five words: people shorten and mend what they quote
_DELETED = frozenset({"[deleted]", "[removed]", "[flagged]", "[dead]", "[deleted by user]"})


@dataclass(frozen=True, slots=True)
class Quote:
    """A post shown inside another: its words and whose they are."""

    text: str
    author: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """One post; `body` is HTML, Markdown where `is_markdown`, bare text where `is_plain`.

    `authors` is for a post with several writers; `is_context` marks one that a page shows only because it is answered.
    """

    id: str
    parent: str
    author: str
    published: str | None
    body: str
    title: str = ""
    url: str | None = None
    is_markdown: bool = False
    is_plain: bool = False
    is_comment: bool = True
    is_context: bool = False
    authors: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()


def parsed_posts(posts: Sequence[Post], *, title: str = "", shortfall: str = "", language: str | None = None) -> Parsed:
    """A discussion laid out: each post after the one it answers, in its writer's voice.

    Args:
        title: of the whole; by default that of the first post that has one.
    """
    ordered = in_reading_order(posts)
    root = next((p for p in ordered if not p.is_comment), ordered[0])
    bodies = {p.id: _pieces(p) for p in ordered}
    said = _Said({p.id: p for p in ordered}, bodies)
    blocks: list[Block] = []
    for post in ordered:
        if post.title:
            unit = "" if bodies[post.id] else post.id  # a story without words of its own is answered by its title
            blocks.append(Block(post.title, Role.HEADLINE, post.author, unit, url=post.url, published=post.published))
        blocks += _with_voices(post, bodies[post.id], said)
        blocks += [
            Block(q.text, Role.QUOTE, q.author, f"{post.id} shows {n}", post.id, url=q.url)
            for n, q in enumerate(post.quotes)
        ]
    writers = () if root.is_comment else root.authors or ((root.author,) if root.author != AUTHOR else ())
    return Parsed(
        tuple(blocks),
        title=title or root.title or f"Comments by {root.author}",
        authors=writers,
        published=root.published if not root.is_comment else None,
        url=root.url if not root.is_comment else None,
        language=language,
        shortfall=shortfall,
    )


def rejoined(posts: Sequence[Post]) -> list[Post]:
    """The posts with those that continue the first one, by its own writer, as its body."""
    first = posts[0]
    own = {first.id}
    done: list[Post] = []
    for post in posts:
        if post.id == first.id or (post.parent in own and post.author == first.author):
            own.add(post.id)
            done.append(replace(post, is_comment=False))
        else:
            done.append(post)
    return done


def in_answer(posts: Sequence[Post], *, opened: int) -> list[Post]:
    """The posts of a page that shows a thread as a row, each in answer to another.

    Args:
        opened: the place of the post that the page is of; those before it lead up to it, its writer's own that follow at
            once go on, his later ones answer what stands before them, and the others answer the opened one, unless
            they name what they answer.
    """
    done: list[Post] = []
    goes_on = True
    for n, post in enumerate(posts):
        is_own = post.author == posts[opened].author
        goes_on = goes_on and (n <= opened or is_own)
        before = posts[n - 1].id if n else ""
        done.append(replace(post, parent=post.parent or (before if goes_on or is_own else posts[opened].id)))
    return done


def with_answers(main: Parsed, comments: Sequence[Post]) -> Parsed:
    """A page's own text with the comments below it, laid out as it is; comments on it answer its first paragraph."""
    below = parsed_posts(comments)
    first = next((b for b in main.blocks if b.role is Role.BODY), None)
    unit = first.unit if first is not None and first.unit else "body"
    blocks = [replace(b, answers=unit) if b.answers == "post" else b for b in below.blocks]
    return replace(main, blocks=(*main.blocks, *blocks))


class _Said:
    """Who said what in a discussion, to find whose words a quotation is."""

    def __init__(self, posts: Mapping[str, Post], bodies: Mapping[str, Sequence[Block]]) -> None:
        self._posts = posts
        own = {i: " ".join(b.text for b in blocks if b.role is not Role.QUOTE) for i, blocks in bodies.items()}
        self._words = {i: " ".join(words_of(text)) for i, text in own.items()}

    def quoted_in(self, text: str, post: Post) -> Post | None:
        """The post that a quotation in `post` is taken from: the one it answers, those that one answers, then any other."""
        words = words_of(text)
        if not words:
            return None
        for other in self._candidates(post):
            if other.id == post.parent or len(words) >= MIN_QUOTED_WORDS:
                said = self._words[other.id]
                if f" {' '.join(words)} " in f" {said} ":
                    return other
                if len(words) >= 2 * MIN_QUOTED_WORDS and containment(shingles(text), shingles(said)) >= MIN_CONTAINED:
                    return other
        return None

    def _candidates(self, post: Post) -> Iterator[Post]:
        seen = {post.id}
        at = self._posts.get(post.parent)
        while at is not None and at.id not in seen:
            seen.add(at.id)
            yield at
            at = self._posts.get(at.parent)
        yield from (p for i, p in self._posts.items() if i not in seen)


def _with_voices(post: Post, blocks: Sequence[Block], said: _Said) -> Iterator[Block]:
    role = Role.PARENT_COMMENT if post.is_context else Role.COMMENT if post.is_comment else Role.BODY
    before = ""
    for block in blocks:
        laid = replace(block, unit=post.id, answers=post.parent, published=post.published, url=post.url)
        if block.role is Role.QUOTE:
            origin = said.quoted_in(block.text, post)
            voice = origin.author if origin else introduced_speaker(before) or QUOTED
            unit = f"{post.id} quotes {voice}"
            yield replace(laid, voice=voice, unit=unit, answers=origin.id if origin else post.id)
        else:
            yield replace(laid, role=role if block.role is Role.BODY else block.role, voice=post.author)
        before = block.text


def _pieces(post: Post) -> list[Block]:
    """The paragraphs of a post; a paragraph that opens with ">" is a quotation by the custom of forums."""
    if post.is_plain:
        return [Block(line) for line in post.body.splitlines() if line.strip()]
    if post.is_markdown:
        return [b if b.role is Role.QUOTE else replace(b, unit="") for b in markdown_blocks(post.body)]
    pieces = fragment_pieces(post.body, body=Role.BODY)
    done: list[Block] = []
    for piece in pieces:
        is_quote = piece.role is Role.BODY and piece.text.startswith(">")
        if is_quote:
            done.append(Block(piece.text.lstrip("> "), Role.QUOTE))
        else:
            done.append(Block(piece.text, piece.role, links=piece.links))
    return [b for b in done if b.text.strip()]


def in_reading_order(posts: Sequence[Post]) -> list[Post]:
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


def author_name(value: object) -> str:
    """A writer's name as a capture gives it, or "author" where it gives none or says that it was deleted."""
    name = squash(value) if isinstance(value, str) else ""
    return name if name and name not in _DELETED else AUTHOR


def text_of(value: object) -> str:
    """A text in a JSON capture, empty where there is none or it says that it was deleted."""
    if not isinstance(value, str) or value.strip() in _DELETED:
        return ""
    return re.sub("[\ud800-\udfff]", "\ufffd", value)


def mapping_of(value: object) -> dict[str, Any]:
    """An object in a JSON capture, empty where there is none."""
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[Any]:
    """A list in a JSON capture, empty where there is none."""
    return value if isinstance(value, list) else []
