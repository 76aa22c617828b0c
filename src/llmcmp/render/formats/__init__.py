"""Pages and reports as text, one module per format."""
