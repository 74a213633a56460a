"""The registry of patent-intensive products: who applies, what is decided, what is counted."""
