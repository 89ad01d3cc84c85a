"""Acts and readings of the institutions: chartes, members, traces."""
