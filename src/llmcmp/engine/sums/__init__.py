"""Integer sums of rows by everything a price depends on."""
