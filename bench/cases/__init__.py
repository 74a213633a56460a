"""One file a benchmark; each has ``run() -> Result`` and is named by its file."""
