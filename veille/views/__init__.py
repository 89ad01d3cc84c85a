"""Pages of the institutions: chartes, cellule, traces."""
