"""The finished answers as data; every output format is a function of one of these."""
