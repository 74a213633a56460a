"""Certification: certificates numbered, issued, suspended, revoked, and kept."""
