"""What each place offered and what is no longer there; runs by their order and with the seconds of their stages."""

from alembic import op

revision = "0007"
down_revision = "0006"

_STATEMENTS = (
    """
    CREATE TABLE offers (
        source VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        item JSON NOT NULL,
        asked_at VARCHAR NOT NULL,
        PRIMARY KEY (source, document)
    )
    """,
    "CREATE INDEX ix_offers_document ON offers (document)",
    """
    CREATE TABLE vanished (
        document VARCHAR NOT NULL,
        why VARCHAR NOT NULL,
        source VARCHAR NOT NULL,
        since VARCHAR NOT NULL,
        PRIMARY KEY (document)
    )
    """,
    "ALTER TABLE runs ADD COLUMN nth INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE runs ADD COLUMN seconds JSON NOT NULL DEFAULT '{}'",
    """
    UPDATE runs SET nth = (
        SELECT count(*) FROM runs AS earlier
        WHERE earlier.started_at < runs.started_at OR (earlier.started_at = runs.started_at AND earlier.id < runs.id)
    )
    """,
)


def upgrade() -> None:
    """Make the tables, and number the runs in the order in which they began."""
    for statement in _STATEMENTS:
        op.execute(statement)
