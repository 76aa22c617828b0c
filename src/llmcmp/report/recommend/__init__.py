"""The report of `recommend`: feasible models ranked, the others with reasons."""
