"""Reports as text: JSON from the report itself, everything else from a page laid out of it."""
