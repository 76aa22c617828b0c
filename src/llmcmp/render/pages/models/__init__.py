"""The pages of the registry's models: list, details and price history."""
