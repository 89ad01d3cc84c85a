"""Mutation testing of the guards and of the policy: ``python -m tests.mutation``.

A mutant is the code with one small fault. The tests that run the faulty statement must fail; a
mutant that survives them shows a rule that nothing holds. Results: docs/mutation.md.

One process collects the tests and runs them once, noting which statements each one reaches
(``tracing``). Then each mutant is a fork: it puts the faulty code in the place of the real one
(``patching``) and runs the tests that reach it, fastest first, up to the first failure
(``plugin``). The database is in memory, so a fork has its own. A fault in a table is not in a
statement: every test is tried.

Operators (``operators``, ``tables``): comparison swapped; ``and`` for ``or``, one operand alone
left out; ``not`` added or taken away; condition always or never met; ``all`` for ``any``;
``filter`` for ``exclude``, one of their conditions or all left out; arithmetic and sets; number
±1; ``True`` for ``False``; string and member of a list replaced; returned value replaced by True,
False, None, its contrary; call and ``raise`` left out; in a display or a table: one element left
out, one that was not there added.

Not mutated: annotations, docstrings, imports, ``TYPE_CHECKING``, ``__all__``; decorators and the
arguments of ``Refusal``, the French that agents read: docs/refusals.md holds it word for word, and
a test compares; strings of several words.
"""
