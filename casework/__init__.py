"""Young people, their cases, the state machines, what agents do."""
