"""The figures, one file each; ``statistics.catalogue`` finds them."""
