"""The auditor of published figures: it knows what is published, and attacks it.

``statements`` says what a published figure tells, ``releases`` gathers every release there has
been, ``board`` puts them into rows, ``targets`` lists the groups an attacker would count,
``adversaries`` who attacks, ``attack`` is the door. docs/decisions says what is proven.
"""
