"""What one offer is worth: its facts, its price for a workload, its notices."""
