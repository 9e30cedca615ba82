"""What changed between runs, and the state that the last changes led to."""

from alembic import op

revision = "0004"
down_revision = "0003"

_STATEMENTS = (
    """
    CREATE TABLE changes (
        id VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        subject VARCHAR NOT NULL,
        nth INTEGER NOT NULL,
        "before" JSON NOT NULL,
        "after" JSON NOT NULL,
        run VARCHAR NOT NULL,
        at VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(run) REFERENCES runs (id) ON DELETE CASCADE
    )
    """,
    "CREATE INDEX ix_changes_subject ON changes (subject)",
    "CREATE INDEX ix_changes_run ON changes (run)",
    "CREATE INDEX ix_changes_at ON changes (at)",
    """
    CREATE TABLE known_state (
        id VARCHAR NOT NULL,
        subject VARCHAR NOT NULL,
        told JSON NOT NULL,
        PRIMARY KEY (id)
    )
    """,
)


def upgrade() -> None:
    """Make the tables; the first run after it tells all that there is as new."""
    for statement in _STATEMENTS:
        op.execute(statement)
