"""Outbox, messages and their delivery."""
