"""Enterprises: who applies, known by the unified social credit code."""
