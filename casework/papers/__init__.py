"""The papers of the product: one module for each family of templates, one register of them all.

A template composes a paper (``veille.papers``) from a row that the agent sees. It is the preview,
the print and the PDF: see ``issuing``. Sources: documents D01 to D34 and D38 of the domain.
"""
