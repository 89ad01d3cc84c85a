"""The papers of a sitting in one job: planned, asked for, written one by one, bound, taken.

``planning`` says which papers there are to write; ``asking`` holds what an agent does, ``writing``
what the workers do; ``shown`` turns a job into words. See docs/decisions/0056.
"""
