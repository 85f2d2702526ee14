"""The name model: our own tagger for people, run offline. The one door to onnxruntime and numpy."""
