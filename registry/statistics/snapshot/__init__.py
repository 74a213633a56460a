"""The ledger in columns, for figures at once: a copy that is believed only while it fits."""
