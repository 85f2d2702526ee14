"""What released data would give away about single people."""
