"""Posts and comments as the software of LessWrong, the Alignment Forum and the EA Forum (ForumMagnum) gives them.

Three forms: JSON of its GraphQL, its Markdown pages for programs, and saved pages. Invariant: a comment stands under its own
writer, in answer to the one that it answers. Where these are fetched from is in `sources/lesswrong`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from corpus.errors import BadInput
from ingest.dates import read_date
from ingest.fragments import parse_html
from ingest.marked import parse_markdown
from ingest.posts import Post, author_name, list_of, mapping_of, parsed_posts, text_of
from ingest.saved_pages import has_class, markup_of, page_with_comments
from ingest.source import Source

if TYPE_CHECKING:
    from ingest.blocks import Parsed

HOSTS = {
    "lesswrong.com": "https://www.lesswrong.com",
    "www.lesswrong.com": "https://www.lesswrong.com",
    "alignmentforum.org": "https://www.alignmentforum.org",
    "www.alignmentforum.org": "https://www.alignmentforum.org",
    "forum.effectivealtruism.org": "https://forum.effectivealtruism.org",
}
_POST_KEYS = ("htmlBody", "contents", "body", "baseScore", "postedAt")


def looks_like_answer(source: Source) -> bool:
    """Whether JSON holds posts or comments of these forums, wherever they lie in it."""
    return source.looks_like_json and next(_nodes(source.json), None) is not None


def parse_answer(source: Source) -> Parsed:
    """A post with its comments, or comments with what they answer, as GraphQL or the Markdown pages give them."""
    if not source.looks_like_json:
        return _parse_markdown(source)
    posts: list[Post] = []
    for node, is_context in _nodes(source.json):
        post = _post_of(node, site=source.url or "", is_context=is_context)
        if post.body or post.title:
            posts.append(post)
    if not posts:
        raise BadInput(f"{source.name}: posts without words", remedy="fetch them again, or save the page")
    posts.sort(key=lambda p: p.is_context)  # a comment that is listed itself is no context
    return parsed_posts(posts)


def _nodes(value: Any) -> Iterator[tuple[dict[str, Any], bool]]:
    """Posts and comments wherever they lie in an answer, with whether they stand there only as what another answers."""
    stack: list[tuple[Any, bool]] = [(value, False)]
    while stack:
        node, is_context = stack.pop()
        if isinstance(node, list):
            stack += [(v, is_context) for v in reversed(node)]
        elif isinstance(node, dict):
            if isinstance(node.get("_id"), str) and any(key in node for key in _POST_KEYS):
                yield node, is_context
            skipped = ("contents", "user", "coauthors")
            stack += [
                (v, is_context or k == "parentComment")
                for k, v in reversed(node.items())
                if isinstance(v, list | dict) and k not in skipped
            ]


def _post_of(node: dict[str, Any], *, site: str, is_context: bool) -> Post:
    contents, user = mapping_of(node.get("contents")), mapping_of(node.get("user"))
    body = text_of(node.get("htmlBody")) or text_of(contents.get("html"))
    markdown = (
        "" if body else text_of(contents.get("markdown")) or text_of(node.get("body")) or text_of(node.get("contents"))
    )
    title = text_of(node.get("title"))
    native, post_id = node["_id"], text_of(node.get("postId"))
    url = text_of(node.get("pageUrl"))
    if not url.startswith("http"):
        parts = urlsplit(site)
        home = HOSTS.get(parts.hostname or "", "https://www.lesswrong.com")
        url = f"{home}/posts/{post_id}?commentId={native}" if post_id else ""
    author = author_name(user.get("displayName") or user.get("username") or user.get("slug") or node.get("author"))
    others = [author_name(mapping_of(c).get("displayName")) for c in list_of(node.get("coauthors"))]
    return Post(
        id=native,
        parent=text_of(node.get("parentCommentId")) or post_id,
        author=author,
        published=read_date(text_of(node.get("postedAt"))),
        body=body or markdown,
        title=title,
        url=url or None,
        is_markdown=not body,
        is_comment=not title,
        is_context=is_context,
        authors=(author, *others) if others else (),
    )


_MD_COMMENT = re.compile(
    r"(?m)^#{2,6}[ \t]+(?:(?:comment|reply) by[ \t]+)?\[?(?P<name>[^\]\n(|·—]{1,60}?)\]?(?:\([^)\n]*\))?"
    r"[ \t]*(?:[|·—(-][ \t]*)(?P<meta>[^\n]*\d{4}-\d\d-\d\d[^\n]*)$"
)
_MD_ID = re.compile(r"(?:commentId=|comment-?id:?\s*`?|\bid:\s*`?)([A-Za-z0-9]{8,32})")
_MD_PARENT = re.compile(r"(?i)(?:in reply to|reply to|parent(?:\s*id)?)\s*:?\s*\[?`?([A-Za-z0-9]{8,32})")


def _parse_markdown(source: Source) -> Parsed:
    """A post in Markdown with its comments beside it, or a user's page."""
    comments = next((data.decode("utf-8", "replace") for name, data in source.companions if name == "comments.md"), "")
    if not comments:
        text = source.text
        first = _MD_COMMENT.search(text)
        if first is None:
            return parse_markdown(source)
        return parsed_posts(
            list(_markdown_comments(text, root="")), title=text[: first.start()].strip("# \n").split("\n")[0]
        )
    main = parse_markdown(source)
    words = "\n\n".join(("> " + b.text) if b.role == "quote" else b.text for b in main.blocks if b.text != main.title)
    author = main.authors[0] if main.authors else author_name(None)
    root = Post("post", "", author, main.published, words, main.title, main.url, is_markdown=True, is_comment=False)
    return parsed_posts([root, *_markdown_comments(comments, root="post")])


def _markdown_comments(text: str, *, root: str) -> Iterator[Post]:
    """Comments under headings that name writer and date; a deeper heading answers the one above it."""
    heads = list(_MD_COMMENT.finditer(text))
    above: list[tuple[int, str]] = []
    for n, head in enumerate(heads):
        end = heads[n + 1].start() if n + 1 < len(heads) else len(text)
        depth = len(head.group()) - len(head.group().lstrip("#"))
        while above and above[-1][0] >= depth:
            above.pop()
        about = head.group("meta") + text[head.end() : head.end() + 200].partition("\n\n")[0]
        native = (_MD_ID.findall(about) or [f"comment {n}"])[0]
        named = _MD_PARENT.findall(about)
        parent = named[0] if named else above[-1][1] if above else root
        above.append((depth, native))
        body = text[head.end() : end]
        yield Post(native, parent, author_name(head.group("name")), read_date(head.group("meta")), body, is_markdown=True)


_NODE = has_class("comments-node")


def looks_like_page(source: Source) -> bool:
    """Whether HTML is a saved page of a post with comments, or of a user's comments."""
    return (
        not source.looks_like_json and "<" in source.head and b"comments-node" in source.data and b"/users/" in source.data
    )


def parse_page(source: Source) -> Parsed:
    """A saved page: the post as any page is read, each comment under its writer, in answer to the one round it."""
    root = parse_html(source.html)
    nodes = [] if root is None else root.xpath(f"//*[{_NODE}]")
    comments = list(_saved_comments(nodes))
    if root is None or not comments:
        raise BadInput(f"{source.name}: a forum's page without comments", remedy="save the page again once they have loaded")
    tops = [node for node in nodes if not node.xpath(f"ancestor::*[{_NODE}]")]
    return page_with_comments(source, root, tops, comments)


def _saved_comments(nodes: list[Any]) -> Iterator[Post]:
    for n, node in enumerate(nodes):
        above = node.xpath(f"ancestor::*[{_NODE}][1]")
        own = f"[count(ancestor::*[{_NODE}]) = {len(node.xpath(f'ancestor::*[{_NODE}]')) + 1}]"
        names = node.xpath(f".//a[contains(@href, '/users/')]{own}")
        body = node.xpath(f".//*[contains(@class, 'ommentBody')]{own}")
        inner = [b for b in body if not any(a in body for a in b.iterancestors())]
        times = node.xpath(".//time/@datetime")
        if not inner:
            continue
        yield Post(
            id=_node_id(node, n),
            parent=_node_id(above[0], nodes.index(above[0])) if above else "post",
            author=author_name("".join(names[0].itertext())) if names else author_name(None),
            published=read_date(times[0]) if times else None,
            body="".join(markup_of(b) for b in inner),
        )


def _node_id(node: Any, nth: int) -> str:
    return node.get("id") or f"comment {nth}"
