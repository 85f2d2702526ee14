"""A person's decisions about what is hidden."""
