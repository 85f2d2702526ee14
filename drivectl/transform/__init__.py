"""Records and decisions to what leaves: tokens, bands, masks."""
