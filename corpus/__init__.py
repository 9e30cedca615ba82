"""The kernel: what every stage shares and no stage owns.

Records, ids, text functions, protocols, the store, blobs, the run ledger, topic packs and the bundled sample corpus live
here. Nothing in this package imports a stage (`ingest`, `extract`, `index`, `reports`) or the product (`syntopic`);
an import-linter contract holds that. To add a kind of record: `records.py`, its table in `store/schema/`, a migration.
"""
