"""The directory: what the public may look up, and whether a paper is what it seems."""
