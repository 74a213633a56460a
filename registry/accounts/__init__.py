"""Accounts: who signs in, with which roles, for which enterprise."""
