"""One file per change of the schema, never edited after it has been released."""
