"""The version of the reading rules; part of every key under which a reading is stored. A change to a rule raises it."""

EXTRACT_VERSION = "2026.11.2"
