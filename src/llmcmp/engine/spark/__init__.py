"""The roll-up on Spark: sessions, tables, addresses."""
