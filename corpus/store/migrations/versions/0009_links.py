"""Hyperlinks of documents."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the column; documents that are stored have none until they are read again."""
    op.execute("ALTER TABLE documents ADD COLUMN links JSON DEFAULT '[]' NOT NULL")
