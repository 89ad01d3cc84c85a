"""Conditions of the machines, one module for each. Each guard explains its refusal in French."""
