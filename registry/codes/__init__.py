"""Dated code lists: regions (GB/T 2260) and patent-intensive classes (NBS order 25, 2019)."""
