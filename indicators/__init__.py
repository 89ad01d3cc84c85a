"""Counts for the préfecture: contributions, disclosure control, releases."""
