"""The rules: one file, one function, one citation each. `catalogue.py` finds them."""
