"""Compare language models on cost and capability for a given workload."""

__version__ = "0.1.0"
