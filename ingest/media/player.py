"""yt-dlp as a library: a video's metadata and one subtitle track, a channel's list. No picture and no sound is ever
fetched.

yt-dlp opens no connection of its own here: its requests go through the fetcher, with the checks of addresses, the queue
of each host and the limits. The page of a video is asked as any page, robots.txt included; what a player at that page
would load (its interface, its tracks) is asked as a player would. Invariant: whatever yt-dlp raises becomes one of our
errors, with a remedy.
"""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import Blocked, SourceChanged, SourceUnavailable, SyntopicError
from ingest.fetching import Request
from ingest.media.tracks import FORMATS, Track
from ingest.posts import list_of, mapping_of, text_of

if TYPE_CHECKING:
    from ingest.fetching.fetcher import Fetcher

SIGN_IN = "name a cookies.txt of a browser that is signed in under video.cookies, and install yt-dlp[default,deno]"
UPDATE = "update yt-dlp (pip install -U 'yt-dlp[default,deno]'), or save the subtitles and add the file"
_OURS = frozenset({"accept", "accept-encoding", "host", "connection", "youtubedl-no-compression", "cookie"})
# What yt-dlp says when the world failed, most particular first: pattern, error, what is said, remedy.
_SAYINGS: tuple[tuple[re.Pattern[str], type[SyntopicError], str, str], ...] = tuple(
    (re.compile(pattern, re.I), error, said, remedy)
    for pattern, error, said, remedy in (
        (r"\b429\b|too many requests|rate-limit", Blocked, "the site asks to be left alone for a while (429)",
         "the next run tries again; list fewer videos from it"),
        (r"confirm your age|age[- ]restricted", Blocked, "the site asks for a login to confirm an age", SIGN_IN),
        (r"sign in to confirm|not a bot|captcha", Blocked, "the site asks to sign in to show that no robot asks", SIGN_IN),
        (r"members[- ]only|join this channel|premium|paid content|requires payment", Blocked, "it is for members alone",
         SIGN_IN),
        (r"private video|video is private", Blocked, "the video is private", SIGN_IN),
        (r"po[ _-]?token", Blocked, "the site gives its subtitles only with a PO token", UPDATE),
        (r"log ?in|sign in|authenticat|cookies", Blocked, "the site asks for a login", SIGN_IN),
        (r"in your (?:country|location|region)|geo[- ]?restrict", Blocked, "it cannot be seen from this country",
         "save the subtitles where it can be seen and add the file"),
        (r"premieres in|will begin|not yet (?:started|aired)|is upcoming|is live", SourceUnavailable, "it is not over yet",
         "the next run tries again"),
        (r"\bdrm\b", Blocked, "it is protected against copying", "save its transcript and add the file"),
        (r"unsupported url|no video formats found|no (?:video|media) found", SourceUnavailable, "no video is found there",
         "give the address of the video itself, or add the page's text"),
        (r"unavailable|removed|terminated|does(?: not|n't) exist|not found|\b404\b|\b410\b|no longer", SourceUnavailable,
         "the video is gone", "check the address"),
    )
)  # fmt: skip


@dataclass
class Player:
    """One yt-dlp at work for one address; `warnings` are its own, `refused` the failed requests, in order."""

    url: str
    folder: Path
    ydl: Any = None
    warnings: list[str] = field(default_factory=list)
    refused: list[SyntopicError] = field(default_factory=list)

    def look(self) -> dict[str, Any]:
        """The description of what lies behind the address: one video, or a list with `entries`, each described in brief.

        Raises:
            SyntopicError: it cannot be had.
        """
        with self._translated():
            return mapping_of(self.ydl.sanitize_info(self.ydl.extract_info(self.url, download=False, process=True)))

    def track(self, info: Mapping[str, Any], track: Track) -> bytes:
        """The bytes of one track of a video that was looked at; the parts of a segmented track are joined.

        Raises:
            SyntopicError: it cannot be had.
        """
        self.ydl.params.update(
            subtitleslangs=[re.escape(track.key)],
            subtitlesformat=track.ext,
            writesubtitles=not track.is_automatic,
            writeautomaticsub=track.is_automatic,
        )
        with self._translated():
            done = mapping_of(self.ydl.process_ie_result(dict(info), download=True))
        chosen = mapping_of(mapping_of(done.get("requested_subtitles")).get(track.key))
        path = Path(text_of(chosen.get("filepath")))
        if not path.is_file():
            raise self.without_track()
        return path.read_bytes()

    def without_track(self) -> SyntopicError:
        """Why there is no track: a request that was refused, a token that is missing, or there is none."""
        for refusal in self.refused:
            if isinstance(refusal, Blocked):
                return refusal
        said = " ".join(self.warnings)
        if re.search(r"(?i)po[ _-]?token|sign in|not a bot", said):
            return self._said(said)
        return SourceUnavailable(
            f"{self.url}: no subtitles in the spoken language",
            remedy="later runs look again; or transcribe it and add the text",
            location=self.url,
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what yt-dlp raises into our errors."""
        from yt_dlp.utils import DownloadError, ExtractorError, YoutubeDLError

        try:
            yield
        except YoutubeDLError as error:
            cause: BaseException | None = error
            raised = getattr(error, "exc_info", None)
            if isinstance(error, DownloadError) and raised and raised[1] is not None:
                cause = raised[1]
            ours = _in_chain(cause) or next((r for r in self.refused if r.message in str(error)), None)
            if ours is not None:
                raise self._of_request(ours) from None
            is_expected = not isinstance(cause, ExtractorError) or bool(getattr(cause, "expected", False))
            raise self._said(str(error), is_expected=is_expected) from None

    def _of_request(self, error: SyntopicError) -> SyntopicError:
        """The error of a request as one of the video's address."""
        remedy = _SAYINGS[0][3] if "(429)" in error.message else error.remedy
        remedy = SIGN_IN if "bot challenge" in error.message or "asks for a login" in error.message else remedy
        said = error.message if error.message.startswith(self.url) else f"{self.url}: {error.message}"
        return type(error)(said, remedy=remedy, location=self.url, stage="fetch")

    def _said(self, text: str, *, is_expected: bool = True) -> SyntopicError:
        for pattern, kind, said, remedy in _SAYINGS:
            if pattern.search(text):
                return kind(f"{self.url}: {said}", remedy=remedy, location=self.url, stage="fetch")
        short = _first_sentence(text)
        if is_expected:
            return SourceUnavailable(f"{self.url}: {short}", remedy=UPDATE, location=self.url, stage="fetch")
        return SourceChanged(f"{self.url}: yt-dlp cannot read it: {short}", remedy=UPDATE, location=self.url, stage="fetch")

    # yt-dlp's logger

    def debug(self, text: str) -> None:
        """Nothing of yt-dlp's progress is shown."""

    def warning(self, text: str) -> None:
        """Keep a warning: it tells why a track is missing."""
        self.warnings.append(text)

    def error(self, text: str) -> None:
        """Errors are raised."""


@contextmanager
def player(url: str, fetcher: Fetcher, folder: Path, *, cookies: str = "", most: int | None = None) -> Iterator[Player]:
    """A player for one address.

    Args:
        folder: an empty folder for what is fetched.
        cookies: path of a cookies.txt, or empty; the file is only read.
        most: how many entries of a list are described.
    """
    from yt_dlp import YoutubeDL

    made = Player(url, folder)
    params: dict[str, Any] = {
        "skip_download": True,
        "writesubtitles": True,
        "writeautomaticsub": True,
        "subtitlesformat": "/".join(FORMATS),
        "subtitleslangs": ["-all"],
        "ignore_no_formats_error": True,
        "extract_flat": "in_playlist",
        "playlistend": most,
        "quiet": True,
        "no_warnings": False,
        "noprogress": True,
        "cachedir": False,
        "color": "never",
        "updatetime": False,
        "retries": 0,  # the fetcher tries again where that may help
        "extractor_retries": 0,
        "fragment_retries": 0,
        "skip_unavailable_fragments": False,
        "external_downloader": "native",
        "ffmpeg_location": str(folder / "no-ffmpeg"),  # it would open connections of its own
        "outtmpl": {"default": "media.%(ext)s"},
        "paths": {"home": str(folder)},
        "logger": made,
    }
    if cookies:
        params["cookiefile"] = str(shutil.copy(cookies, folder / "cookies.txt"))
    ydl = YoutubeDL(params)
    ydl.urlopen = _through(fetcher, made, ydl)
    made.ydl = ydl
    try:
        yield made
    finally:
        ydl.close()


def _through(fetcher: Fetcher, made: Player, ydl: Any) -> Any:
    """A `urlopen` for yt-dlp that sends through a fetcher."""
    from yt_dlp import networking
    from yt_dlp.networking.exceptions import TransportError

    usual = {k.lower(): v for k, v in ydl.params["http_headers"].items()}

    def urlopen(asked: Any) -> Any:
        request = networking.Request(asked) if isinstance(asked, str) else asked
        headers = {k.lower(): v for k, v in request.headers.items()}
        kept = {k: v for k, v in headers.items() if k not in _OURS and usual.get(k) != v}
        cookies = ydl.cookiejar.get_cookie_header(request.url)
        if cookies:
            kept["cookie"] = cookies
        body = request.data if isinstance(request.data, bytes) or request.data is None else b"".join(request.data)
        sent = Request(
            request.url,
            request.method,
            tuple(sorted(kept.items())),
            body,
            accept=headers.get("accept", "*/*"),
            is_api=request.url != made.url,
            is_secret=request.method != "GET" or bool(cookies) or "range" in kept,
        )
        try:
            page = fetcher.send(sent)
        except SyntopicError as error:
            made.refused.append(error)
            raise TransportError(error.message, cause=error) from error
        told = {k: v for k, v in page.headers if k not in ("content-encoding", "content-length", "transfer-encoding")}
        told["content-length"] = str(len(page.data))
        return networking.Response(io.BytesIO(page.data), page.final_url, told, page.status)

    return urlopen


def _in_chain(error: BaseException | None) -> SyntopicError | None:
    """Our error among the causes of one of yt-dlp's."""
    seen: set[int] = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if isinstance(one, SyntopicError):
            return one
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            waiting += [one.__context__, one.__cause__, getattr(one, "cause", None)]
            waiting += [e for e in list_of(list(getattr(one, "exc_info", None) or ())) if isinstance(e, BaseException)]
    return None


def _first_sentence(text: str) -> str:
    bare = re.sub(r"^(?:ERROR: )?(?:\[[^\]]+\] )?(?:\S+: )?", "", text.strip(), count=1)
    return re.split(r"; please report|\. (?=[A-Z])|\n", bare)[0].strip()[:200] or "no reason is given"
