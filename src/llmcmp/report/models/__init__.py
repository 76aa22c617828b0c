"""The reports of `models`: lists, one model whole, price history."""
