"""Measurements of what the program promises: `python -m benchmarks.<name>`. Each prints its figures and needs nothing but a folder."""
