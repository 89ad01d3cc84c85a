"""Papers of the product: composed once of plain blocks, then shown, printed, kept as PDF or ODT.

``blocks`` says what a paper is made of; ``pages`` writes it in HTML, the same for the screen, the
printer and the PDF; ``pdf`` and ``opendocument`` write the files. Nothing here reads a row: whoever
composes a paper decides what may be in it. See docs/decisions/0046.
"""
