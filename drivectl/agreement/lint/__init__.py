"""Rules about policies: one function per code, each about one agreement or about the whole set."""
