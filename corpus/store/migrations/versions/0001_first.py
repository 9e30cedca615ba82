"""The first schema: records, ledger, stage keys, vectors, full text."""

from alembic import op

revision = "0001"
down_revision = None

_STATEMENTS = (
    """
    CREATE TABLE attributions (
        id VARCHAR NOT NULL,
        record VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        speaker VARCHAR NOT NULL,
        attributed_to VARCHAR,
        overlap VARCHAR NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX ix_attributions_record ON attributions (record)
    """,
    """
    CREATE TABLE captures (
        id VARCHAR NOT NULL,
        source VARCHAR NOT NULL,
        native_id VARCHAR NOT NULL,
        location VARCHAR NOT NULL,
        blob VARCHAR NOT NULL,
        url VARCHAR,
        final_url VARCHAR,
        fetched_at VARCHAR NOT NULL,
        status INTEGER,
        headers JSON NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE measures (
        id VARCHAR NOT NULL,
        label TEXT NOT NULL,
        claims JSON NOT NULL,
        groups JSON NOT NULL,
        sources JSON NOT NULL,
        origin VARCHAR,
        origins JSON NOT NULL,
        independent_origins INTEGER NOT NULL,
        chain JSON NOT NULL,
        verdict VARCHAR NOT NULL,
        made_from VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE overlaps (
        id VARCHAR NOT NULL,
        a VARCHAR NOT NULL,
        a_start INTEGER NOT NULL,
        a_end INTEGER NOT NULL,
        b VARCHAR NOT NULL,
        b_start INTEGER NOT NULL,
        b_end INTEGER NOT NULL,
        containment_a FLOAT NOT NULL,
        containment_b FLOAT NOT NULL,
        earlier VARCHAR,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX ix_overlaps_a ON overlaps (a)
    """,
    """
    CREATE INDEX ix_overlaps_b ON overlaps (b)
    """,
    """
    CREATE TABLE positions (
        id VARCHAR NOT NULL,
        topic VARCHAR NOT NULL,
        holder VARCHAR NOT NULL,
        target VARCHAR NOT NULL,
        label VARCHAR NOT NULL,
        stances JSON NOT NULL,
        first VARCHAR,
        last VARCHAR,
        made_from VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE relations (
        id VARCHAR NOT NULL,
        a VARCHAR NOT NULL,
        b VARCHAR NOT NULL,
        relation VARCHAR NOT NULL,
        rule VARCHAR NOT NULL,
        reason TEXT NOT NULL,
        inputs JSON NOT NULL,
        measure VARCHAR NOT NULL,
        made_from VARCHAR NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE INDEX ix_relations_a ON relations (a)
    """,
    """
    CREATE INDEX ix_relations_b ON relations (b)
    """,
    """
    CREATE INDEX ix_relations_measure ON relations (measure)
    """,
    """
    CREATE TABLE runs (
        id VARCHAR NOT NULL,
        command VARCHAR NOT NULL,
        started_at VARCHAR NOT NULL,
        finished_at VARCHAR,
        status VARCHAR NOT NULL,
        counts JSON NOT NULL,
        PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE stage_keys (
        stage VARCHAR NOT NULL,
        subject VARCHAR NOT NULL,
        "key" VARCHAR NOT NULL,
        PRIMARY KEY (stage, subject)
    )
    """,
    """
    CREATE TABLE vectors (
        revision VARCHAR NOT NULL,
        hash VARCHAR NOT NULL,
        vector BLOB NOT NULL,
        PRIMARY KEY (revision, hash)
    )
    """,
    """
    CREATE TABLE words (
        rowid INTEGER NOT NULL,
        kind VARCHAR NOT NULL,
        id VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (rowid)
    )
    """,
    """
    CREATE INDEX ix_words_document ON words (document)
    """,
    """
    CREATE INDEX words_by_id ON words (kind, id)
    """,
    """
    CREATE TABLE documents (
        id VARCHAR NOT NULL,
        source VARCHAR NOT NULL,
        native_id VARCHAR NOT NULL,
        location VARCHAR NOT NULL,
        kind VARCHAR NOT NULL,
        url VARCHAR,
        media_url VARCHAR,
        title VARCHAR NOT NULL,
        authors JSON NOT NULL,
        published VARCHAR,
        language VARCHAR NOT NULL,
        text TEXT NOT NULL,
        revision VARCHAR NOT NULL,
        capture VARCHAR NOT NULL,
        parser VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(capture) REFERENCES captures (id)
    )
    """,
    """
    CREATE TABLE failures (
        id VARCHAR NOT NULL,
        run VARCHAR NOT NULL,
        stage VARCHAR NOT NULL,
        source VARCHAR NOT NULL,
        location VARCHAR NOT NULL,
        error VARCHAR NOT NULL,
        message TEXT NOT NULL,
        remedy TEXT NOT NULL,
        resolved VARCHAR,
        PRIMARY KEY (id),
        FOREIGN KEY(run) REFERENCES runs (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_failures_run ON failures (run)
    """,
    """
    CREATE TABLE claims (
        id VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        segment VARCHAR NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        evidence TEXT NOT NULL,
        quantity JSON NOT NULL,
        kind VARCHAR NOT NULL,
        measure_phrase TEXT NOT NULL,
        subject TEXT,
        scope TEXT,
        time TEXT,
        time_iso VARCHAR,
        baseline TEXT,
        speaker VARCHAR NOT NULL,
        attributed_to VARCHAR,
        certainty VARCHAR NOT NULL,
        role VARCHAR NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(document) REFERENCES documents (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_claims_document ON claims (document)
    """,
    """
    CREATE TABLE passages (
        id VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        segment VARCHAR NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        text TEXT NOT NULL,
        role VARCHAR NOT NULL,
        voice VARCHAR NOT NULL,
        time_start_s FLOAT,
        PRIMARY KEY (id),
        FOREIGN KEY(document) REFERENCES documents (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_passages_document ON passages (document)
    """,
    """
    CREATE TABLE rejects (
        id VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        record_kind VARCHAR NOT NULL,
        payload TEXT NOT NULL,
        reason TEXT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(document) REFERENCES documents (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_rejects_document ON rejects (document)
    """,
    """
    CREATE TABLE segments (
        id VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        role VARCHAR NOT NULL,
        voice VARCHAR NOT NULL,
        parent VARCHAR,
        time_start_s FLOAT,
        time_end_s FLOAT,
        published VARCHAR,
        url VARCHAR,
        PRIMARY KEY (id),
        FOREIGN KEY(document) REFERENCES documents (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_segments_document ON segments (document)
    """,
    """
    CREATE TABLE stances (
        id VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        segment VARCHAR NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        evidence TEXT NOT NULL,
        holder VARCHAR NOT NULL,
        speaker VARCHAR NOT NULL,
        topic VARCHAR NOT NULL,
        target VARCHAR NOT NULL,
        label VARCHAR NOT NULL,
        score FLOAT NOT NULL,
        conditional BOOLEAN NOT NULL,
        role VARCHAR NOT NULL,
        date VARCHAR,
        PRIMARY KEY (id),
        FOREIGN KEY(document) REFERENCES documents (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_stances_document ON stances (document)
    """,
    """
    CREATE TABLE summaries (
        id VARCHAR NOT NULL,
        document VARCHAR NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        text TEXT NOT NULL,
        rank INTEGER NOT NULL,
        score FLOAT NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(document) REFERENCES documents (id) ON DELETE CASCADE
    )
    """,
    """
    CREATE INDEX ix_summaries_document ON summaries (document)
    """,
    """
    CREATE VIRTUAL TABLE words_fts USING fts5(
        text, content='words', content_rowid='rowid', tokenize="porter unicode61 remove_diacritics 2"
    )
    """,
    """
    CREATE TRIGGER words_added AFTER INSERT ON words BEGIN
        INSERT INTO words_fts(rowid, text) VALUES (new.rowid, new.text);
    END
    """,
    """
    CREATE TRIGGER words_removed AFTER DELETE ON words BEGIN
        INSERT INTO words_fts(words_fts, rowid, text) VALUES ('delete', old.rowid, old.text);
    END
    """,
    """
    CREATE TRIGGER words_changed AFTER UPDATE ON words BEGIN
        INSERT INTO words_fts(words_fts, rowid, text) VALUES ('delete', old.rowid, old.text);
        INSERT INTO words_fts(rowid, text) VALUES (new.rowid, new.text);
    END
    """,
)


def upgrade() -> None:
    """Make all tables."""
    for statement in _STATEMENTS:
        op.execute(statement)
