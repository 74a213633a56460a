"""The independent check of everything that is stored, and backup and restore."""
