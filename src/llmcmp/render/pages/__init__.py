"""One page per report: what people read, as tables and text."""
