"""The report of `compare`: models side by side."""
