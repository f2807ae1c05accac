"""Django's PostgreSQL with a pool that gets over many dropped connections at once."""
