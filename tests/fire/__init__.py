"""Killing what runs, at random and for good, while agents work: nothing lost, nothing twice."""
