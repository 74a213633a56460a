"""Technology contracts that involve patents: recorded by a party, confirmed by a reviewer."""
