"""Pages of figures: no name, no reference, no identifier; read by roles that may know no case."""
