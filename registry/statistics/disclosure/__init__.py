"""Disclosure control: which cells of linked tables may be shown. Pure; docs/releases.md explains."""
