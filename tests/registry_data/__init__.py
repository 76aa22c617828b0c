"""Tests of registry_data."""
