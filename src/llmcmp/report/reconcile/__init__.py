"""The report of `estimate --reconcile`: computed against billed."""
