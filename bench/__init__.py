"""Speeds, each as a ratio to a peer that is measured in the same run: ``python -m bench``."""
