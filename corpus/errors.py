"""The errors that a run expects. Anything else is a bug and propagates.

Each carries what it is about (`source`, `location`, `stage`), one line that says what happened, and a remedy. One item's
failure goes to the ledger and to one line on standard error; it never stops the rest.
"""

from __future__ import annotations


class SyntopicError(Exception):
    """An expected failure with a remedy.

    Args:
        message: one line that names the thing and says what is wrong with it.
        remedy: one line that says what to do about it.
    """

    def __init__(self, message: str, *, remedy: str, location: str = "", source: str = "", stage: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.location = location
        self.source = source
        self.stage = stage

    def __str__(self) -> str:
        return f"{self.message} ({self.remedy})"

    def __reduce__(self) -> tuple[object, ...]:
        """Keep the keyword arguments across processes."""
        return (_rebuild, (type(self), self.message, self.remedy, self.location, self.source, self.stage))


def _rebuild(cls: type[SyntopicError], message: str, remedy: str, location: str, source: str, stage: str) -> SyntopicError:
    return cls(message, remedy=remedy, location=location, source=source, stage=stage)


class SourceUnavailable(SyntopicError):
    """The world failed: no answer, a timeout, a missing file."""


class SourceGone(SourceUnavailable):
    """A source says that the thing is no longer there: 404, 410."""


class SourceChanged(SyntopicError):
    """A source answered in a shape that its reader does not know."""


class Blocked(SyntopicError):
    """A source refused: robots, paywall, login, bot challenge."""


class BadInput(SyntopicError):
    """The thing given cannot be read: empty, binary, encrypted, truncated."""


class ConfigError(SyntopicError):
    """Settings, a topic pack or the command line are wrong."""


class EncoderMismatch(SyntopicError):
    """The store holds vectors of another model revision."""


class WorkspaceHeld(SyntopicError):
    """Another run holds the workspace."""
