"""The only door to cryptography: age files, signatures, keys and trust."""
