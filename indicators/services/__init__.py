"""Acts: the pilot services declare the yearly values of the plan; bulletins are released."""
