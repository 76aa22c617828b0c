"""The roll-up in SQL, and DuckDB, which runs it."""
