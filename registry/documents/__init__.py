"""Supporting documents: read and scanned before they are kept, attached, removed, looked at."""
