"""The command line: one module a group of commands, each of which composes what `syntopic` offers.

Invariant: importing this package imports no torch, spaCy, FAISS, typst or jinja2, so that `--help` answers at once.
Exit status: 0 done; 1 done with failures that the settings do not allow; 2 wrong usage or settings; 4 the workspace is
held by another run; 130 interrupted. To add a command: a function with a docstring here or beside, and `docs/cli.md`.
"""

from syntopic.cli.main import main

__all__ = ["main"]
