"""What one row says: meters, model, time."""
