"""Closed lists: states, codes of the domain, facts."""
