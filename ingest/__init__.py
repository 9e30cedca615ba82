"""Sources to captures to documents: what was fetched, kept byte for byte, and what it says, cut by voice.

`files` finds and reads local files, `sources` looks places on the web through and `fetching` gets what they offer, `kinds`
is the table of the formats with the recogniser and the parser of each. Invariant: a document depends on the bytes of its
capture and on the code alone, never on the clock, the machine or the order of files. To add a format: one module with a
recogniser and a parser, one line in `kinds`, a test under `tests/ingest`; to add a kind of source: see `sources`.
"""

from ingest.files import FileItem, discover_files, read_file
from ingest.kinds import COVERAGE, ReadCapture, kind_names, parse_capture, parser_version, read_capture, recognise
from ingest.restoring import format_of, restore
from ingest.source import Fetched

__all__ = [
    "COVERAGE",
    "Fetched",
    "FileItem",
    "ReadCapture",
    "discover_files",
    "format_of",
    "kind_names",
    "parse_capture",
    "parser_version",
    "read_capture",
    "read_file",
    "recognise",
    "restore",
]
