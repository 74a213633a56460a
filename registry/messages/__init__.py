"""What the registry writes to people: kept in an inbox, and sent by mail after the commit."""
