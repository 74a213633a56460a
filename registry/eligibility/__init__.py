"""Eligibility: what must hold for a product to be registered and certified.

Pure: frozen facts go in, findings come out. Nothing here reads a database, a clock, a file of
the running system or the network, so the same facts and the same rule set give the same answer
in ten years. Begin with `evaluate.py`; add a rule as one file in `rules/`.
"""
