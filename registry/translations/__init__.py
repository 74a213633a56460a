"""The catalogues of the registry's texts; the English source texts are their keys."""
