"""Making a bulletin: frozen accounts, the cells of the plan, protection, attack, files.

``ground`` says which cellules there are, ``holdings`` what was counted in them, ``cells`` which
figures the plan wants, ``composing`` protects and attacks them, ``manifest`` tells how,
``figures`` reads them again as lines, ``files`` writes these. docs/decisions says why.
"""
