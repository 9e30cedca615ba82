"""Sources to captures to documents: what was fetched, kept byte for byte, and what it says, cut by voice.

`files` finds and reads local files, `web` fetches one address, `kinds` is the table of the kinds of source with the
recogniser and the parser of each. Invariant: a document depends on the bytes of its capture and on the code alone, never
on the clock, the machine or the order of files. To add a kind: one module with a recogniser and a parser, one line in
`kinds.KINDS`, a test under `tests/ingest`.
"""

from ingest.files import FileItem, discover_files, read_file
from ingest.kinds import PARSER_VERSION, kind_names, parse_capture, recognise
from ingest.source import Fetched
from ingest.web import fetch_url

__all__ = [
    "PARSER_VERSION",
    "Fetched",
    "FileItem",
    "discover_files",
    "fetch_url",
    "kind_names",
    "parse_capture",
    "read_file",
    "recognise",
]
