"""Silences inside the segments of transcripts."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the column; segments that are stored have none until they are read again."""
    op.execute("ALTER TABLE segments ADD COLUMN pauses JSON DEFAULT '[]' NOT NULL")
