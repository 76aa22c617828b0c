"""The registry's own files: loading, overlays, references, locks."""
