"""Text to findings: where personal data stands in free text, and whose it is."""
