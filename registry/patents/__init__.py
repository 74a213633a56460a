"""Patents: their numbers, terms and standing, and where what is known of them comes from."""
