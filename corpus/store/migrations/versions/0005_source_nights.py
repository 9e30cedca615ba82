"""What each run brought from each source."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table."""
    op.execute("""
    CREATE TABLE source_nights (
        source VARCHAR NOT NULL,
        run VARCHAR NOT NULL,
        brought INTEGER NOT NULL,
        failures INTEGER NOT NULL,
        is_answering BOOLEAN NOT NULL,
        PRIMARY KEY (source, run),
        FOREIGN KEY(run) REFERENCES runs (id) ON DELETE CASCADE
    )
    """)
