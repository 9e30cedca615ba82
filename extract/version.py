"""The version of the reading rules, as `Reader.revision` names them. A change to a rule raises it.

The keys of a run do not rest on it: they hash the source files of this package (`syntopic.versions`).
"""

EXTRACT_VERSION = "2026.11.13"
