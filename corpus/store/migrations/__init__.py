"""Alembic migrations of the store, run by `corpus.store.engine`."""
