"""The imported shelf and the price feeds it is made of."""
