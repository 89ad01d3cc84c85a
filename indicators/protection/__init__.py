"""Disclosure control of count tables: what is published in place of a true count.

Knows counts under identifiers and nothing else: no model, no database, no settings.
"""
