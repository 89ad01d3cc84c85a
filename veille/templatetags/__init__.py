"""French in templates."""
