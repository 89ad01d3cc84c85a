"""What agents type. Forms check what was typed; services check what is allowed."""
