"""Settings: base never changes, dev works on a fresh machine, production reads the environment."""
