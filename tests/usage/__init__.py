"""Tests of usage: meters, workloads, load over time."""
