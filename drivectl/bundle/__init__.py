"""Members to one sealed file and back."""
