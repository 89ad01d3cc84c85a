"""Benchmarks: ratios to a baseline of the same run, one JSON object per line (``make bench``)."""
