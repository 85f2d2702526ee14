"""Every YAML file kind, read one way."""
