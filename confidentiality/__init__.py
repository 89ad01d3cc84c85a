"""Agents, chartes, policy, keys, encrypted fields, journal."""
