"""What `make` runs: setting up a checkout, starting it, looking after its database."""
