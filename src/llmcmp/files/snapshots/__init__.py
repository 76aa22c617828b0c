"""Validated files as compact JSON, in the wheel or in the cache."""
