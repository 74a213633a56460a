"""Applications: one product in one round, from draft to what was decided."""
