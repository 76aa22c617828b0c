"""Where rows come from: paths, streams, tables of text, JSON."""
