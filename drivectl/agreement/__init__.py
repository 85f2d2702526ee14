"""What the agreement files mean, and judging by it."""
