"""The truth on disk: records in SQLite, raw captures as blobs, the run ledger, stage keys and full text.

`Store` is the one door; `gate` checks every write, `schema` and `migrations` hold the tables.
"""

from corpus.store.choosing import Choice
from corpus.store.places import new_source, source_id
from corpus.store.store import Store

__all__ = ["Choice", "Store", "new_source", "source_id"]
