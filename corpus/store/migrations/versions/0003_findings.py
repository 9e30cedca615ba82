"""What the comparison finds beside measures: mutations, inconsistencies, camps, key points, cruxes, forecasts, questions."""

from alembic import op

revision = "0003"
down_revision = "0002"

_STATEMENTS = (
    "ALTER TABLE positions ADD COLUMN sources JSON NOT NULL DEFAULT '[]'",
    "ALTER TABLE positions ADD COLUMN first_hand JSON NOT NULL DEFAULT '[]'",
    "ALTER TABLE positions ADD COLUMN chain JSON NOT NULL DEFAULT '[]'",
    """
    CREATE TABLE camps (
        id VARCHAR NOT NULL,
        topic VARCHAR NOT NULL,
        target VARCHAR NOT NULL,
        label VARCHAR NOT NULL,
        positions JSON NOT NULL,
        holders JSON NOT NULL,
        strongest JSON NOT NULL,
        sources JSON NOT NULL,
        origins JSON NOT NULL,
        independent_origins INTEGER NOT NULL,
        made_from VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE cruxes (
        id VARCHAR NOT NULL,
        topic VARCHAR NOT NULL,
        target VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        measure VARCHAR,
        term TEXT,
        supporting JSON NOT NULL,
        opposing JSON NOT NULL,
        claims JSON NOT NULL,
        stances JSON NOT NULL,
        reason TEXT NOT NULL,
        made_from VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE forecasts (
        id VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        segment VARCHAR NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        evidence TEXT NOT NULL,
        holder VARCHAR NOT NULL,
        speaker VARCHAR NOT NULL,
        likelihood FLOAT,
        likelihood_high FLOAT,
        likelihood_words TEXT,
        "by" TEXT,
        by_iso VARCHAR,
        said VARCHAR,
        claim VARCHAR,
        measure VARCHAR,
        topic VARCHAR,
        target VARCHAR,
        made_from VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_forecasts_document ON forecasts (document)",
    """
    CREATE TABLE inconsistencies (
        id VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        measure VARCHAR NOT NULL,
        a VARCHAR NOT NULL,
        b VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        rule VARCHAR NOT NULL,
        reason TEXT NOT NULL,
        made_from VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_inconsistencies_document ON inconsistencies (document)",
    """
    CREATE TABLE key_points (
        id VARCHAR NOT NULL,
        topic VARCHAR NOT NULL,
        target VARCHAR NOT NULL,
        label VARCHAR NOT NULL,
        stance VARCHAR NOT NULL,
        supporters JSON NOT NULL,
        opponents JSON NOT NULL,
        holders JSON NOT NULL,
        opposing JSON NOT NULL,
        sources JSON NOT NULL,
        made_from VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE mutations (
        id VARCHAR NOT NULL,
        measure VARCHAR NOT NULL,
        a VARCHAR NOT NULL,
        b VARCHAR NOT NULL,
        origin VARCHAR,
        kind VARCHAR NOT NULL,
        "before" TEXT NOT NULL,
        "after" TEXT NOT NULL,
        reason TEXT NOT NULL,
        made_from VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_mutations_measure ON mutations (measure)",
    """
    CREATE TABLE questions (
        id VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        segment VARCHAR NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        evidence TEXT NOT NULL,
        holder VARCHAR NOT NULL,
        speaker VARCHAR NOT NULL,
        measure VARCHAR,
        topic VARCHAR,
        target VARCHAR,
        made_from VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    "CREATE INDEX ix_questions_document ON questions (document)",
)


def upgrade() -> None:
    """Make the tables, and give positions their sources."""
    for statement in _STATEMENTS:
        op.execute(statement)
