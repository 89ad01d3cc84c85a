"""What is done here: the pilot services declare the yearly values of the plan."""
