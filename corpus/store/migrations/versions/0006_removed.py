"""Documents that were removed and are not wanted back."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the table."""
    op.execute("""
    CREATE TABLE removed (
        document VARCHAR NOT NULL,
        at VARCHAR NOT NULL,
        PRIMARY KEY (document)
    )
    """)
