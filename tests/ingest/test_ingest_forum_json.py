# ruff: noqa: E501  (sample documents keep their long lines)
"""JSON captures of forum threads: writers, dates, answers, quotations, deep links."""

from __future__ import annotations

import json

import pytest
from ingest_reading import Read, read

from corpus.errors import BadInput
from corpus.records import Role


def parsed(value: object, name: str = "thread.json") -> Read:
    return read(json.dumps(value), name)


def test_hacker_news_item_tree() -> None:
    got = parsed(
        {
            "id": 100, "created_at": "2026-05-02T10:00:00Z", "created_at_i": 1777716000, "author": "ana", "title": "A clock for ferries",
            "text": None, "url": "https://clock.example", "points": 12, "parent_id": None,
            "children": [
                {"id": 101, "created_at_i": 1777802400, "author": "bo", "parent_id": 100, "title": None, "created_at": "2026-05-03T10:00:00Z",
                 "text": "<p>Ours ran 2 minutes slow &amp; nobody saw.<p>Then it stopped.", "children": [
                     {"id": 102, "created_at_i": 1777888800, "author": "cy", "parent_id": 101, "created_at": "2026-05-04T10:00:00Z",
                      "text": "&gt; Ours ran 2 minutes slow<p>Mine gains 5.", "children": []}]},
                {"id": 103, "created_at_i": 1, "author": None, "parent_id": 100, "text": None, "children": [], "created_at": "x"},
            ],
        }
    )  # fmt: skip
    assert got.document.kind == "hackernews"
    assert got.document.title == "A clock for ferries"
    assert got.document.authors == ("ana",)
    assert got.document.published == "2026-05-02"
    assert got.voice("Ours ran 2 minutes slow & nobody") == "bo"
    assert got.of("Then it stopped").published == "2026-05-03"
    assert got.of("Mine gains 5").url == "https://news.ycombinator.com/item?id=102"
    assert got.parent("Mine gains 5") == got.of("Ours ran 2 minutes slow & nobody")
    quotation = next(s for s in got.segments if s.role is Role.QUOTE)
    assert quotation.voice == "bo"


def test_reddit_listings() -> None:
    comment = {"kind": "t1", "data": {"name": "t1_b", "parent_id": "t3_a", "author": "oar", "created_utc": 1777800000, "replies": "",
               "body": "> The tide runs at 4 knots\n\nOnly 3 at **neap**.", "permalink": "/r/tide/comments/a/x/b/"}}  # fmt: skip
    gone = {
        "kind": "t1",
        "data": {"name": "t1_c", "parent_id": "t3_a", "author": "[deleted]", "body": "[removed]", "replies": ""},
    }
    post = {"kind": "t3", "data": {"name": "t3_a", "author": "sculls", "title": "Fast water", "created_utc": 1777700000,
            "selftext": "The tide runs at 4 knots past the pier.", "permalink": "/r/tide/comments/a/x/"}}  # fmt: skip
    got = parsed(
        [{"kind": "Listing", "data": {"children": [post]}}, {"kind": "Listing", "data": {"children": [comment, gone]}}]
    )
    assert got.voice("Only 3 at neap.") == "oar"
    assert got.role("Only 3 at neap.") is Role.COMMENT
    assert got.role("The tide runs at 4 knots past") is Role.BODY
    assert got.of("Only 3").url == "https://www.reddit.com/r/tide/comments/a/x/b/"
    quotation = next(s for s in got.segments if s.role is Role.QUOTE)
    assert quotation.voice == "sculls"
    assert "removed" not in got.document.text


def test_lesswrong_comments_in_any_nesting_of_the_answer() -> None:
    reply = {"_id": "k2", "postedAt": "2026-05-05T00:00:00Z", "parentCommentId": "k1", "postId": "p1", "user": {"displayName": "Dag"},
             "contents": {"markdown": "I would say 30 of them."}, "htmlBody": None, "pageUrl": "https://forum.example/p1?c=k2"}  # fmt: skip
    first = {"_id": "k1", "postedAt": "2026-05-04T00:00:00Z", "parentCommentId": None, "postId": "p1", "user": {"displayName": "Eli", "slug": "eli"},
             "htmlBody": "<p>There are 40 lamps on the coast.</p><blockquote><p>There were once 60 of them.</p></blockquote>"}  # fmt: skip
    got = parsed({"data": {"comments": {"results": [reply, first]}}})
    assert got.voice("There are 40 lamps") == "Eli"
    assert got.role("There were once 60") is Role.QUOTE
    assert got.voice("There were once 60") == "quoted"
    assert got.parent("I would say 30") == got.of("There are 40 lamps")
    assert got.of("I would say 30").url == "https://forum.example/p1?c=k2"
    assert got.of("There are 40 lamps").url == "https://www.lesswrong.com/posts/p1?commentId=k1"
    assert got.of("I would say 30").published == "2026-05-05"


def test_markup_in_comments_never_becomes_text() -> None:
    body = "<p>Six words of it are here.</p><script>steal()</script><style>p{}</style><img src=x onerror=steal()><!-- steal() -->"
    got = parsed([{"_id": "a", "htmlBody": body, "user": {"displayName": "Fay"}, "postedAt": "2026-01-02"}])
    assert "steal" not in got.document.text


def test_json_of_another_shape_says_what_is_read() -> None:
    with pytest.raises(BadInput, match="unknown shape"):
        parsed({"rows": [1, 2, 3]})


def test_truncated_json_tells_the_place() -> None:
    with pytest.raises(BadInput, match=r"line 2, column \d+"):
        read('{"id": 1,\n"children": [{"id": 2, "text": "half a', "thread.json")


def test_a_circle_of_answers_is_read_once() -> None:
    one = {"_id": "a", "parentCommentId": "b", "htmlBody": "<p>First of the two here.</p>", "postedAt": "2026"}
    two = {"_id": "b", "parentCommentId": "a", "htmlBody": "<p>Second of the two here.</p>", "postedAt": "2026"}
    text = parsed([one, two]).document.text
    assert text.count("First of") == text.count("Second of") == 1
