"""Saved pages of sites whose threads are also read through an interface: what a page alone can get wrong."""

from __future__ import annotations

from ingest_reading import fetched, read

from ingest import read_capture

HEAD = (
    '<!doctype html><html lang="en"><head><title>Free lamps</title><link href="https://substackcdn.com/x.css"></head><body>'
)
POST = (
    '<article class="newsletter-post"><h1>Free lamps</h1><div class="body markup"><p>We gave away 30 lamps this spring. '
    "Each of them hung at a door on the quay that had been dark since the ferry "
    "stopped.</p><p>By autumn 28 of them were still "
    "alight, and the watch says that it walked 12 miles less in a week.</p>{rest}</div></article>"
)


def comment(name: str, body: str, *answers: str) -> str:
    return (
        f'<div class="comment"><div role="article" aria-label="Comment by {name}"><div class="comment-body"><p>{body}</p>'
        f'</div></div><div class="comment-list">{"".join(answers)}</div></div>'
    )


def test_an_answer_to_a_removed_comment_keeps_its_writer() -> None:
    page = read(
        HEAD + POST.format(rest="") + comment("Gus", "Comment deleted", comment("Bea", "That was a rude word.")), "p.html"
    )
    assert page.document.kind == "substack_page"
    assert page.voice("That was a rude word.") == "Bea"
    assert "deleted" not in page.document.text


def test_a_page_whose_comments_are_all_removed_is_its_post() -> None:
    page = read(HEAD + POST.format(rest="") + comment("Gus", "Comment removed"), "p.html")
    assert page.document.text.rstrip().endswith("in a week.")


def test_a_long_chain_of_answers_stands_in_order() -> None:
    chain = ""
    for n in reversed(range(60)):
        chain = comment(f"Rower {n}", f"Answer number {n} of the chain.", chain)
    page = read(HEAD + POST.format(rest="") + chain, "p.html")
    for n in range(1, 60):
        above = page.parent(f"Answer number {n} of")
        assert above is not None
        assert page.words(above) == f"Answer number {n - 1} of the chain."


def test_the_free_beginning_of_a_paid_post_is_said_to_be_one() -> None:
    wall = (
        '<div class="paywall"><h2>Keep reading with a 7-day free trial</h2><p>Subscribe to keep reading this post.</p></div>'
    )
    data = (HEAD + POST.format(rest=wall) + comment("Bea", "I am on the list.")).encode()
    found = read_capture(fetched("p.html", data))
    assert found.shortfall is not None
    assert "free beginning" in found.shortfall.message


def test_a_post_of_bluesky_opened_below_another_answers_it() -> None:
    def item(handle: str, key: str, text: str, extra: str = "") -> str:
        return (
            f'<div data-testid="postThreadItem-by-{handle}"><a href="/profile/{handle}">@{handle}</a>'
            f'<a href="/profile/{handle}/post/{key}{extra}">.</a><div data-testid="postText">{text}</div></div>'
        )

    page = read(
        "<!doctype html><html><body>"
        + item("ida.example", "3ka", "The quay is 80 metres long.")
        + item("bo.example", "3kb", "I measured 78.", "/liked-by")
        + item("bo.example", "3kc", "Twice, with 2 tapes.")
        + item("otto.example", "3kd", "Both tapes were wet.")
        + "</body></html>",
        "thread.html",
    )
    for words, above in (("I measured", "The quay"), ("Twice,", "I measured"), ("Both tapes", "I measured")):
        parent = page.parent(words)
        assert parent is not None
        assert page.words(parent).startswith(above)


def test_a_mastodon_page_of_the_server_alone_is_read_too() -> None:
    page = read(
        '<!doctype html><html><body><div class="detailed-status h-entry"><a class="detailed-status__display-name u-url" '
        'href="https://hill.example/@ida"><span class="display-name"><bdi><strong class="display-name__html p-name">Ida '
        'Quay</strong></bdi><span class="display-name__account">@ida@hill.example</span></span></a>'
        '<div class="status__content"><div class="e-content" lang="en"><p>The bell rang 6 times.</p></div></div>'
        '<div class="detailed-status__meta"><data class="dt-published" '
        'value="2026-05-04T12:00:00+00:00"></data></div></div></body></html>',
        "toot.html",
    )
    assert (page.document.kind, page.document.published) == ("mastodon_page", "2026-05-04")
    assert page.voice("The bell rang") == "Ida Quay"


def test_the_posts_of_a_saved_thread_of_x_stand_together_before_the_answers() -> None:
    def tweet(name: str, text: str) -> str:
        return (
            f'<article data-testid="tweet"><div data-testid="User-Name">@{name}</div>'
            f'<div data-testid="tweetText">{text}</div></article>'
        )

    page = read(
        "<!doctype html><html><body>"
        + tweet("quay", "1/ The crane lifts 9 tonnes.")
        + tweet("quay", "2/ On a still day it lifts 10.")
        + tweet("bo", "Ours lifts 12.")
        + tweet("quay", "Yours has two hooks.")
        + "</body></html>",
        "thread.html",
    )
    assert page.document.text.index("2/ On a still day") < page.document.text.index("Ours lifts 12.")
    answered = page.parent("Yours has two hooks.")
    assert answered is not None
    assert page.words(answered) == "Ours lifts 12."
