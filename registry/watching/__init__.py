"""Watching: what became of the patents that applications and certificates rest on."""
