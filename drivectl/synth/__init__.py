"""Fictional cases: void identifiers, messy exports."""
