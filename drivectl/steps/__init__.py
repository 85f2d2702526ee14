"""Single steps that join several rooms; ``pipeline.py`` tells them as one story."""
