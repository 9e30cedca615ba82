"""Sources and their states; the last answer to each request."""

from alembic import op

revision = "0002"
down_revision = "0001"

_STATEMENTS = (
    """
    CREATE TABLE sources (
        id VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        url VARCHAR NOT NULL,
        why TEXT NOT NULL,
        origin VARCHAR NOT NULL,
        enabled BOOLEAN NOT NULL,
        removed BOOLEAN NOT NULL,
        cursor JSON NOT NULL,
        verified_at VARCHAR,
        attempted_at VARCHAR,
        succeeded_at VARCHAR,
        items INTEGER NOT NULL,
        failures_in_row INTEGER NOT NULL,
        error TEXT NOT NULL,
        remedy TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE answers (
        "key" VARCHAR NOT NULL,
        final_url VARCHAR NOT NULL,
        status INTEGER NOT NULL,
        headers JSON NOT NULL,
        blob VARCHAR NOT NULL,
        fetched_at VARCHAR NOT NULL,
        checked_at VARCHAR NOT NULL,
        PRIMARY KEY ("key")
    )
    """,
)


def upgrade() -> None:
    """Make the two tables."""
    for statement in _STATEMENTS:
        op.execute(statement)
