"""Bytes to records and back: strict reading of exports through a layout."""
