"""Products: what is registered; a product lives through many rounds."""
