"""Tests mirror the applications."""
