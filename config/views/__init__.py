"""Pages of the whole site: entry, home, notices, help, state of the service."""
