"""Finished answers as data: one folder per command; every output format is a function of these."""
