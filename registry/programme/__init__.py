"""The programme: what the operator sets for a year — rounds, benchmarks, targets."""
