"""One replica: what its memory holds, and how fast it is."""
