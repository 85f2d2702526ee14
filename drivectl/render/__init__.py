"""Results as text, JSON, HTML and sheets."""
