"""The nouns every room speaks in: frozen dataclasses, standard library only."""
