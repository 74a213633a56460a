"""What is counted: totals of a data year as known on a day, exact to the fen."""
