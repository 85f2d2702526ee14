"""The log that can be believed, the release register and the release record."""
