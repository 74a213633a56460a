"""What an operator's machines ask: is it alive, is it ready, how much, and what happened."""
