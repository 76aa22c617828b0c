"""What rows of usage cost: each priced at its own day, tier and request size."""
