"""The papers of a follow-up: one module for each family of templates, one register of them all.

A template composes a paper (``veille.papers``) from a row that the agent sees. It is the preview,
the print and the PDF: see ``issuing``. Sources: documents D03 to D32 of the domain.
"""
