"""Codes told in French: one sentence for each step, decision, act and state.

Nothing is written by hand about a person; what agents read is composed here, from codes and dates,
by the rules of ``veille.grammar``.
"""
