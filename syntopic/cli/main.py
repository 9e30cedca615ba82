"""The application and its entry point: commands are registered here, errors become one line and an exit status."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from corpus.errors import ConfigError, SyntopicError, WorkspaceHeld
from syntopic.cli import adding, briefing, findings, keeping, nightly, starting, tables
from syntopic.cli import search as searching
from syntopic.cli import sources as sourcing
from syntopic.cli.common import State
from syntopic.terminal import printable
from syntopic.trouble import trouble_of

app = typer.Typer(
    name="syntopic",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Read many sources on one question; show, sentence by sentence, who claims which figure and who takes which side.",
)

for register in (
    starting.register,
    adding.register,
    nightly.register,
    searching.register,
    tables.register,
    findings.register,
    briefing.register,
    sourcing.register,
    keeping.register,
):
    register(app)


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"syntopic {version('syntopic')}")
        raise typer.Exit


@app.callback()
def _options(
    context: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option(
            "--workspace", "-w", metavar="DIR", help="The workspace; default: found upwards from the current folder."
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bars; warnings are printed all the same.")
    ] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    context.obj = State(workspace, quiet=quiet)


_COLLECTIONS = (
    50_000,
    20,
    100,
)  # new objects, then passes over young and over older ones, after which Python looks for garbage

# typer brings its own copy of click in some versions: the class that every usage error derives from, wherever it lives
_UsageError: type[Exception] = next(c for c in typer.BadParameter.__mro__ if c.__name__ == "ClickException")


def run(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    try:
        status = app(args=arguments, standalone_mode=False, prog_name="syntopic")
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except typer.Exit as stop:
        return int(stop.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        print("syntopic: interrupted; what was finished is kept, run the same command again to go on", file=sys.stderr)
        return 130
    except _UsageError as error:
        error.show()  # type: ignore[attr-defined]
        return 2
    except SyntopicError as error:
        return _told(error)
    except BrokenPipeError:  # the reader of our output has gone, as in `syntopic claims | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        known = trouble_of(error)
        if known is None:
            raise
        return _told(known)


def _told(error: SyntopicError) -> int:
    """Print an expected error; returns the exit status that it means."""
    print(f"syntopic: {printable(str(error))}", file=sys.stderr)
    return 4 if isinstance(error, WorkspaceHeld) else 2 if isinstance(error, ConfigError) else 1


def main() -> None:
    """The console script.

    Records live until the command ends, and none points back to its holder: Python would look through them, and through all
    that the models hold, again and again for what may go (0.4 s of a night that loads the shipped models).
    """
    gc.set_threshold(*_COLLECTIONS)
    sys.exit(run())
